import {
  cutByDay,
  type OperationBatch,
  type OperationDay,
} from '../../domain/operation-logs/records/index.ts';

/** Where a record is kept: the row counts within the batch's part of that day. */
export interface RecordPlace {
  readonly day: OperationDay;
  readonly device: string;
  readonly seq: number;
  readonly row: number;
}

/** `2026-09-01.DEVICE.SEQ.ROW`. */
export function recordId({ day, device, seq, row }: RecordPlace): string {
  return `${day}.${device}.${seq}.${row}`;
}

const form = /^(\d{4}-\d\d-\d\d)\.(.+)\.(\d{1,16})\.(\d{1,9})$/su;

/** Undefined: it is no name of a record. */
export function parseRecordId(id: string): RecordPlace | undefined {
  const [, day, device, seq, row] = form.exec(id) ?? [];
  if (day === undefined || device === undefined) return undefined;
  return { day, device, seq: Number(seq), row: Number(row) };
}

/** The name that a record of a batch gets. */
export function recordIdIn(device: string, batch: OperationBatch, row: number): string {
  const part = cutByDay(batch).findLast(({ first }) => first <= row)!;
  return recordId({ day: part.day, device, seq: batch.seq, row: row - part.first });
}
