import { quarterMs } from './columns.ts';
import { codeOf, type Body, type BodyRun } from './format/body.ts';

/** What stands of a run beside its body, so that most bodies need not be opened. */
export interface RunFacts {
  readonly seq: number;
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
  /** Bits of the details that occur. */
  readonly details: number;
  readonly users: ReadonlyMap<string, number>;
  /** Records by quarter of an hour, detail and mark: `rollKey` and number in turn. Many: an array crosses threads best. */
  readonly roll: Float64Array;
}

export function factsOf(body: Body, { first, n, seq }: BodyRun): RunFacts {
  const { times } = body;
  const detail = body.column(codeOf('detail'));
  const suspicion = new Map<number, number>();
  const marks = body.column(codeOf('suspicion'));
  if (marks?.kind === 'sparse') for (const row of marks.rows) suspicion.set(row, 1);
  const everyMark = marks !== undefined && marks.kind !== 'sparse' ? 1 : 0;
  const roll = new Map<number, number>();
  for (let row = first; row < first + n; row++) {
    const code =
      detail?.kind === 'dense'
        ? (detail.values[row] as number)
        : detail?.kind === 'constant'
          ? detail.value
          : 0;
    const key = rollKey(times[row] as number, code, everyMark || (suspicion.get(row) ?? 0));
    roll.set(key, (roll.get(key) ?? 0) + 1);
  }
  return {
    seq,
    n,
    tMin: times[first] as number,
    tMax: times[first + n - 1] as number,
    details: body.details(first, n),
    users: usersOf(body, first, n),
    roll: Float64Array.from([...roll].flat()),
  };
}

function usersOf(body: Body, first: number, n: number): Map<string, number> {
  const places = new Map<number, number>();
  const column = body.column(codeOf('user'));
  if (column?.kind === 'constant') places.set(column.value, n);
  else if (column?.kind === 'dense')
    for (let row = first; row < first + n; row++) count(places, column.values[row] as number);
  else if (column)
    for (const [place, row] of column.rows.entries())
      if (row >= first && row < first + n) count(places, column.values[place] as number);
  return new Map([...places].map(([place, records]) => [body.names.at(place), records]));
}

function count(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Quarter, detail and mark in one number: details are below 64. */
export function rollKey(time: number, detail: number, marked: number): number {
  return (Math.floor(time / quarterMs) * 64 + detail) * 2 + marked;
}

export function rollParts(key: number): { quarter: number; detail: number; marked: number } {
  const rest = Math.floor(key / 2);
  return { quarter: Math.floor(rest / 64), detail: rest % 64, marked: key % 2 };
}
