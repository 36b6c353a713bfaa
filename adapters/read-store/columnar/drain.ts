import type { HistoryColumn } from './columns.ts';
import type { HeldRows } from './held.ts';
import { wait, type Step } from './step.ts';
import type { HistoryRow, HistoryStorage } from './storage.ts';

interface FormerRow {
  readonly column: number;
  readonly code: number;
  readonly doc: number;
}

/** Rows frozen at a position and sorted by key, written a portion at a time. */
interface Cycle {
  readonly position: number;
  readonly rows: readonly HistoryRow[];
  readonly former: readonly FormerRow[];
  rowsDone: number;
  formerDone: number;
}

/**
 * Brings held rows into `history` and `former`: sorted, because inserts in order of key cost a third of
 * scattered ones, and in portions, so that no batch pays for all of them. Until a cycle is through, readers
 * find its rows in the tail; a cycle that was broken off is done again, which changes nothing.
 */
export class Drain {
  readonly #storage: HistoryStorage;
  readonly #columns: readonly HistoryColumn[];
  readonly #held: HeldRows;
  #cycle: Cycle | undefined;
  #part: number;
  #partRows: number;
  readonly #size: number;

  private constructor(
    storage: HistoryStorage,
    columns: readonly HistoryColumn[],
    held: HeldRows,
    part: number,
    rows: number,
    size: number,
  ) {
    this.#storage = storage;
    this.#columns = columns;
    this.#held = held;
    this.#part = part;
    this.#partRows = rows;
    this.#size = size;
  }

  static *open(
    storage: HistoryStorage,
    columns: readonly HistoryColumn[],
    held: HeldRows,
    size: number,
  ): Step<Drain> {
    const part = (yield* wait(storage.counter('part'))) ?? 0;
    const rows = (yield* wait(storage.counter('partRows'))) ?? 0;
    return new Drain(storage, columns, held, part, rows, size);
  }

  /** True while frozen rows wait to be written. */
  get running(): boolean {
    return this.#cycle !== undefined;
  }

  /** Freezes everything held; a part that has `size` rows is followed by the next. */
  *begin(): Step<void> {
    if (this.#cycle || this.#held.length === 0) return;
    if (this.#partRows >= this.#size) {
      this.#part++;
      this.#partRows = 0;
      yield* wait(this.#storage.putCounter('part', this.#part));
    }
    const rows = this.#sortedRows();
    this.#cycle = {
      position: this.#held.positions.at(this.#held.length - 1),
      rows,
      former: this.#formerRows(rows),
      rowsDone: 0,
      formerDone: 0,
    };
    this.#partRows += rows.length;
    yield* wait(this.#storage.putCounter('partRows', this.#partRows));
  }

  /** Writes the next `portion` rows; answers the position up to which everything is drained, when the cycle is through. */
  *advance(portion: number): Step<number | undefined> {
    const cycle = this.#cycle;
    if (!cycle) return undefined;
    const rows = cycle.rows.slice(cycle.rowsDone, cycle.rowsDone + portion);
    if (rows.length > 0) yield* wait(this.#storage.addHistory(this.#part, rows));
    cycle.rowsDone += rows.length;
    const left = portion - rows.length;
    const former = cycle.former.slice(cycle.formerDone, cycle.formerDone + left);
    if (former.length > 0) yield* wait(this.#storage.addFormer(former));
    cycle.formerDone += former.length;
    if (cycle.rowsDone < cycle.rows.length || cycle.formerDone < cycle.former.length) return undefined;
    this.#cycle = undefined;
    this.#held.drained(cycle.position);
    yield* wait(this.#storage.putCounter('drained', cycle.position));
    return cycle.position;
  }

  #sortedRows(): HistoryRow[] {
    const { positions, docs, columns, from, length } = this.#held;
    // As SQLite keeps them: by document, then column, then position.
    const order = sortedOrder(length, index => docs.at(index) * this.#columns.length + columns.at(index));
    const plain = (value: number, column: HistoryColumn): number | null =>
      value !== value || (column.kind !== 'number' && value === 0) ? null : value;
    return Array.from(order, index => {
      const column = this.#columns[columns.at(index)] as HistoryColumn;
      return {
        doc: docs.at(index),
        position: positions.at(index),
        column: column.number,
        from: plain(from.at(index), column),
      };
    });
  }

  /** Searchable values that were given up, each once, in order of key. */
  #formerRows(rows: readonly HistoryRow[]): FormerRow[] {
    const former: FormerRow[] = [];
    for (const { column, from, doc } of rows)
      if (from !== null && this.#columns[column]?.searchable) former.push({ column, code: from, doc });
    former.sort((a, b) => a.column - b.column || a.code - b.code || a.doc - b.doc);
    return former.filter((row, i) => {
      const before = former[i - 1];
      return !before || before.doc !== row.doc || before.code !== row.code || before.column !== row.column;
    });
  }
}

/** Indexes 0 to `length` - 1 by key, equal keys in their order. Sorting numbers is ten times faster than comparing rows. */
function sortedOrder(length: number, key: (index: number) => number): Uint32Array {
  const scale = 2 ** Math.ceil(Math.log2(Math.max(2, length)));
  const keys = Float64Array.from({ length }, (_, index) => key(index) * scale + index).sort();
  return Uint32Array.from(keys, value => value % scale);
}
