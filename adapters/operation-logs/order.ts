import type { StoredOperation } from '../../projections/operation-logs/operation-store.ts';
import { parseRecordId, type RecordPlace } from '../../projections/operation-logs/record-id.ts';

/** Where a record stands in the order of all: by its time, then by device, batch and row. No two are equal. */
export interface OperationPlace {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly device: string;
  readonly seq: number;
  /** Within the batch's part of its day. */
  readonly row: number;
}

/** Negative where `one` is the older. */
export function comparePlaces(one: OperationPlace, other: OperationPlace): number {
  if (one.time !== other.time) return one.time - other.time;
  if (one.device !== other.device) return one.device < other.device ? -1 : 1;
  return one.seq === other.seq ? one.row - other.row : one.seq - other.seq;
}

/** Of a record that a store gave out. */
export function placeOf({ id, record }: StoredOperation): OperationPlace {
  const { device, seq, row } = parseRecordId(id) as RecordPlace;
  return { time: record.time, device, seq, row };
}
