import type { Row, Sort, Value } from './query.ts';

/**
 * Order of two texts by Unicode code points (negative, 0, positive), which is the order of their UTF-8 bytes.
 * JavaScript's `<` compares UTF-16 units and puts U+1F600 before U+FF41.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Moves surrogate units (they stand for U+10000 and above) behind U+E000..U+FFFF. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Order of two values of one column: missing first, then false, true; numbers by value; text by code points. */
export function compareValues(a: Value, b: Value): number {
  if (a === null) return b === null ? 0 : -1;
  if (b === null) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

/** A column's value; the document's own id answers as the column `id`. */
export function valueOf(row: Row, column: string): Value {
  return column === 'id' ? row.id : (row.columns[column] ?? null);
}

/** The order of a list: its sort, then id ascending, so that no two rows are ever equal. */
export function rowOrder(sort: readonly Sort[] = []): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { column, direction } of sort) {
      const order = compareValues(valueOf(a, column), valueOf(b, column));
      if (order !== 0) return direction === 'asc' ? order : -order;
    }
    return compareText(a.id, b.id);
  };
}
