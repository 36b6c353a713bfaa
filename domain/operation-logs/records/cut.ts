import { isDense, timesOf, type ColumnValues, type OperationBatch } from './batch.ts';

const dayMs = 86_400_000;

/** A day of the device's own calendar, `2026-09-01`. */
export type OperationDay = string;

export function dayOf(time: number, tz: number): OperationDay {
  return new Date(time + tz * 60_000).toISOString().slice(0, 10);
}

/** Part of a batch that lies on one local day; `first` is the place of its first record in the whole batch. */
export interface DayPart {
  readonly day: OperationDay;
  readonly first: number;
  readonly batch: OperationBatch;
}

/** A batch by local days, oldest first. One of a single day, nearly every one, is handed through as it is. */
export function cutByDay(batch: OperationBatch): readonly DayPart[] {
  const times = timesOf(batch);
  const zone = batch.tz * 60_000;
  const numberOf = (row: number): number => Math.floor(((times[row] as number) + zone) / dayMs);
  const last = batch.n - 1;
  // Records stand in the order of their times.
  if (numberOf(0) === numberOf(last)) return [{ day: dayOf(times[0]!, batch.tz), first: 0, batch }];
  const parts: DayPart[] = [];
  for (let first = 0; first < batch.n;) {
    let end = first + 1;
    while (end < batch.n && numberOf(end) === numberOf(first)) end++;
    parts.push({
      day: dayOf(times[first]!, batch.tz),
      first,
      batch: slice(batch, first, end, times[first]!),
    });
    first = end;
  }
  return parts;
}

/** The records from one moment to another (exclusive); null: there are none. */
export function between(batch: OperationBatch, from: number, until: number): OperationBatch | null {
  const times = timesOf(batch);
  const first = times.findIndex(time => time >= from);
  const beyond = times.findIndex(time => time >= until);
  const end = beyond < 0 ? batch.n : beyond;
  if (first < 0 || first >= end) return null;
  return first === 0 && end === batch.n ? batch : slice(batch, first, end, times[first]!);
}

/** Strings are left as they are: who stores the part leaves out those that it does not use. */
function slice(batch: OperationBatch, first: number, end: number, t0: number): OperationBatch {
  const cols: Record<string, ColumnValues> = {};
  for (const [name, values] of Object.entries(batch.cols)) {
    const kept = sliced(values, first, end);
    if (kept !== undefined) cols[name] = kept;
  }
  cols.time = batch.cols.time.slice(first, end).with(0, 0);
  return { ...batch, t0, n: end - first, cols: cols as OperationBatch['cols'] };
}

function sliced(values: ColumnValues, first: number, end: number): ColumnValues | undefined {
  if (typeof values === 'number') return values;
  if (isDense(values)) return values.slice(first, end);
  const from = values.r.findIndex(row => row >= first);
  if (from < 0) return undefined;
  const beyond = values.r.findIndex(row => row >= end);
  const to = beyond < 0 ? values.r.length : beyond;
  if (from === to) return undefined;
  return { r: values.r.slice(from, to).map(row => row - first), v: values.v.slice(from, to) };
}
