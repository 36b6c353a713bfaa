import type { Sort, Value } from '../../../projections/kernel/query.ts';
import type { Place } from '../../../projections/kernel/cursor.ts';
import type { Vector } from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import type { Moment } from './moment.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

/**
 * One thing documents are ordered by, smaller first: ranks of texts or ids, numbers as they are; missing before all;
 * descending turned round. Looked up where it is asked for, nothing is kept per document.
 */
export class SortKey {
  /** Cells of the column; absent where the document number itself has the rank. */
  readonly #cells: Vector | undefined;
  readonly #ranks: Float64Array | undefined;
  readonly #sign: number;
  /** Greater cells come first. */
  readonly falls: boolean;

  constructor(cells: Vector | undefined, ranks: Float64Array | undefined, direction: Sort['direction']) {
    this.#cells = cells;
    this.#ranks = ranks;
    this.falls = direction === 'desc';
    this.#sign = this.falls ? -1 : 1;
  }

  of(doc: number): number {
    const cell = this.#cells ? (this.#cells[doc] as number) : doc;
    const value = this.#ranks ? (this.#ranks[cell] as number) : cell;
    return this.#sign * (value === value ? value : -Infinity);
  }

  /** The keys of the first `count` of some documents. */
  fill(docs: Uint32Array, count: number, into: Float64Array): void {
    if (!this.#ranks) fillNumbers(this.#cells as Vector, this.#sign, docs, count, into);
    else if (this.#cells) fillRanksOfCells(this.#cells, this.#ranks, this.#sign, docs, count, into);
    else fillRanks(this.#ranks, this.#sign, docs, count, into);
  }
}

function fillNumbers(
  cells: Vector,
  sign: number,
  docs: Uint32Array,
  count: number,
  into: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const value = cells[docs[i] as number] as number;
    into[i] = sign * (value === value ? value : -Infinity);
  }
}

function fillRanksOfCells(
  cells: Vector,
  ranks: Float64Array,
  sign: number,
  docs: Uint32Array,
  count: number,
  into: Float64Array,
): void {
  for (let i = 0; i < count; i++) into[i] = sign * (ranks[cells[docs[i] as number] as number] as number);
}

function fillRanks(
  ranks: Float64Array,
  sign: number,
  docs: Uint32Array,
  count: number,
  into: Float64Array,
): void {
  for (let i = 0; i < count; i++) into[i] = sign * (ranks[docs[i] as number] as number);
}

/** Negative where a row comes before a place, which is given by its keys; 0 where it has the same ones. */
export function compareTo(place: readonly number[], keys: readonly SortKey[], row: number): number {
  for (let i = 0; i < keys.length; i++) {
    const own = (keys[i] as SortKey).of(row);
    const other = place[i] as number;
    if (own !== other) return own < other ? -1 : 1;
  }
  return 0;
}

/** What documents of a moment are ordered by, ties by id last. Columns that are missing throughout order nothing. */
export function* keysOf(view: View, moment: Moment, sort: readonly Sort[]): Step<SortKey[]> {
  const keys: SortKey[] = [];
  for (const { column: name, direction } of sort) {
    const column = view.column(name);
    if (name === 'id') keys.push(new SortKey(undefined, yield* view.idRanks(), direction));
    else if (column) {
      const cells = yield* view.vector(moment, column);
      const ranks =
        column.kind === 'code' ? yield* view.texts(column).ranks(view.mirror.position) : undefined;
      keys.push(new SortKey(cells, ranks, direction));
    }
  }
  keys.push(new SortKey(undefined, yield* view.idRanks(), 'asc'));
  return keys;
}

/**
 * The keys of a place, in the order of `keysOf`. Ask for it first: a text or id that stands nowhere may need all ranks
 * of its column anew.
 */
export function* keysOfPlace(view: View, sort: readonly Sort[], place: Place): Step<number[]> {
  const keys: number[] = [];
  for (const [i, { column, direction }] of sort.entries()) {
    if (column !== 'id' && !view.column(column)) continue;
    const value = place.values[i] ?? null;
    keys.push(
      direction === 'asc'
        ? yield* keyOf(view, column, value, 'last')
        : -(yield* keyOf(view, column, value, 'first')),
    );
  }
  keys.push(yield* view.idRank(place.id, 'last'));
  return keys;
}

/** The key of one value of a column, before it is turned round. Of an id that several documents bore, the one passed last. */
function* keyOf(view: View, name: string, value: Value, which: 'first' | 'last'): Step<number> {
  if (name === 'id') return yield* view.idRank(String(value), which);
  if (value === null) return view.column(name)?.kind === 'flag' ? 0 : -Infinity;
  if (typeof value === 'boolean') return value ? 2 : 1;
  if (typeof value === 'number') return value;
  return yield* view.texts(view.column(name) as HistoryColumn).rankOf(value, view.mirror.position);
}
