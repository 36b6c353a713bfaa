import type { OperationColumnName } from './columns.ts';
import { detailCode, type OperationDetail } from './vocabulary.ts';

/**
 * One value for all records, one for each, or values `v` of the records `r` (strictly rising places from 0).
 * Terms are codes, texts and names places in the batch's lists from 1; a record without a value is left out.
 */
export type ColumnValues =
  number | readonly number[] | { readonly r: readonly number[]; readonly v: readonly number[] };

/**
 * What an agent uploads: up to 1,000 records of one device in the order of their times, as columns.
 *
 * `seq` rises from batch to batch of one device and never repeats: the same device and `seq` are the same batch.
 */
export interface OperationBatch {
  readonly v: 1;
  readonly seq: number;
  /** Milliseconds since the epoch of which the first record's `time` is an offset. */
  readonly t0: number;
  /** Minutes that the device's own clock is ahead of UTC. */
  readonly tz: number;
  /** Number of records. */
  readonly n: number;
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly cols: Readonly<Partial<Record<OperationColumnName, ColumnValues>>> & {
    readonly time: readonly number[];
    readonly detail: ColumnValues;
  };
  /** Which version of the rules of redaction the agent worked by; absent: none. */
  readonly rules?: number;
}

/** Largest batch. */
export const mostRecords = 1_000;
/** Distinct texts, and distinct names, of a batch. */
export const mostStrings = 65_534;
/** Minutes; from UTC-12 to UTC+14. */
export const zoneMinutes = { least: -720, most: 840 } as const;

/** Place of the value of a record in the column's values; -1: it has none. */
export function placeOf(values: ColumnValues, row: number): number {
  if (typeof values === 'number') return 0;
  if (isDense(values)) return row;
  const { r } = values;
  let low = 0;
  let high = r.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = r[middle] as number;
    if (at === row) return middle;
    if (at < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The value of a record; undefined: it has none. */
export function valueAt(values: ColumnValues | undefined, row: number): number | undefined {
  if (values === undefined) return undefined;
  if (typeof values === 'number') return values;
  const place = placeOf(values, row);
  return place < 0 ? undefined : (isDense(values) ? values : values.v)[place];
}

/** Whether any record of the batch is of that detail. */
export function hasDetail({ cols: { detail } }: OperationBatch, wanted: OperationDetail): boolean {
  const code = detailCode(wanted);
  if (typeof detail === 'number') return detail === code;
  return (isDense(detail) ? detail : detail.v).includes(code);
}

export function isDense(values: ColumnValues): values is readonly number[] {
  return Array.isArray(values);
}

/** Times of all records, milliseconds since the epoch. */
export function timesOf({ t0, cols }: Pick<OperationBatch, 't0' | 'cols'>): Float64Array {
  const times = new Float64Array(cols.time.length);
  let at = t0;
  for (const [row, since] of cols.time.entries()) times[row] = at += since;
  return times;
}
