import type { OperationDay } from '../../domain/operation-logs/records/index.ts';
import type { StoredOperation } from '../../projections/operation-logs/operation-store.ts';

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

export interface OperationName extends Omit<OperationPlace, 'time'> {
  readonly day: OperationDay;
}

/** `2026-09-01.DEVICE.SEQ.ROW` */
export function idOf({ day, device, seq, row }: OperationName): string {
  return `${day}.${device}.${seq}.${row}`;
}

const idForm = /^(\d{4}-\d\d-\d\d)\.(.+)\.(\d{1,16})\.(\d{1,9})$/su;

/** Undefined for what is no name of a record. */
export function nameOf(id: string): OperationName | undefined {
  const [, day, device, seq, row] = idForm.exec(id) ?? [];
  if (day === undefined || device === undefined) return undefined;
  return { day, device, seq: Number(seq), row: Number(row) };
}

/** Of a record that a store gave out. */
export function placeOf({ id, record }: StoredOperation): OperationPlace {
  const { device, seq, row } = nameOf(id) as OperationName;
  return { time: record.time, device, seq, row };
}
