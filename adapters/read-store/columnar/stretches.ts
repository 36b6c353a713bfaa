import type { HistoryColumn } from './columns.ts';
import { unpack, unpackRising } from './pack.ts';
import { wait, type Step } from './step.ts';
import type { View } from './view.ts';

/** A stretch of positions [from, to) in which a document had a value; `to` null: it still has. */
export interface Stretch {
  readonly doc: number;
  readonly column: HistoryColumn;
  readonly code: number;
  readonly from: number;
  readonly to: number | null;
}

export type Within = (from: number, to: number | null) => boolean;

interface Changes {
  readonly positions: Float64Array;
  readonly docs: Float64Array;
  readonly values: Float64Array;
}

/**
 * The latest `limit` stretches of values in `wanted` (by code), and those that began with the last of them.
 * Walks the column's changes from the newest back: what came next in each cell is then already known, and the
 * walk ends when there are enough.
 */
export function* latestStretches(
  view: View,
  column: HistoryColumn,
  wanted: Uint8Array,
  within: Within,
  limit: number,
): Step<Stretch[]> {
  const { born, died, documents } = view.mirror;
  const first = (yield* view.moments.fill(column, 0, documents, false)).vector;
  const next = new Map<number, number>();
  const found: Stretch[] = [];
  let birth = documents - 1;
  const enough = (position: number): boolean => {
    const last = found[limit - 1];
    return last !== undefined && position < last.from;
  };
  const add = (doc: number, code: number, from: number): void => {
    if (wanted[code] !== 1) return;
    const to = next.get(doc) ?? died.get(doc) ?? null;
    if (within(from, to)) found.push({ doc, column, code, from, to });
  };
  const birthsAfter = (position: number): void => {
    for (; birth >= 0 && born.at(birth) > position && !enough(born.at(birth)); birth--)
      add(birth, first[birth] as number, born.at(birth));
  };
  let segment = view.mirror.state(column).segment;
  let changes: Changes | undefined = heldChanges(view, column);
  while (changes) {
    const { positions, docs, values } = changes;
    for (let i = positions.length - 1; i >= 0; i--) {
      const position = positions[i] as number;
      birthsAfter(position);
      if (enough(position)) return found;
      const doc = docs[i] as number;
      add(doc, values[i] as number, position);
      next.set(doc, position);
    }
    changes = segment < 0 ? undefined : yield* segmentChanges(view, column, segment--);
  }
  birthsAfter(-1);
  return found;
}

function heldChanges(view: View, column: HistoryColumn): Changes {
  const { positions, docs, values } = view.mirror.heldOf(column);
  return { positions: positions.view(), docs: docs.view(), values: values.view() };
}

function* segmentChanges(view: View, column: HistoryColumn, number: number): Step<Changes | undefined> {
  const segment = yield* wait(view.storage.segment(column.number, number));
  return (
    segment && {
      positions: unpackRising(segment.positions),
      docs: unpack(segment.docs),
      values: unpack(segment.values),
    }
  );
}
