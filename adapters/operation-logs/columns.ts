import { operationColumnNames, operationColumns, typeOf } from '../../domain/operation-logs/records/index.ts';
import type { Row, Value } from '../../projections/kernel/index.ts';
import type {
  OperationGroup,
  OperationSlot,
  StoredOperation,
} from '../../projections/operation-logs/operation-store.ts';
import { parseRecordId } from '../../projections/operation-logs/record-id.ts';

/** A record as the filter language sees it: the columns of `operationsCollection`. */
export function rowOf(operation: StoredOperation): Row {
  const { id, device, record } = operation;
  const columns: Record<string, Value> = {
    device,
    type: typeOf(record.detail),
    suspicious: record.suspicion !== undefined,
    time: record.time,
  };
  for (const name of operationColumnNames) {
    const value = (record as Readonly<Record<string, Value | undefined>>)[name];
    if (value === undefined) continue;
    columns[name] = operationColumns[name].kind === 'seconds' ? Number(value) * 1_000 : value;
  }
  return { id, columns };
}

/** Length of the slots of a histogram that do not follow calendars. */
export const quarterMs = 900_000;

/** Number of the quarter of an hour that a moment lies in; one before the epoch is taken for the first. */
export function quarterOf(time: number): number {
  return Math.floor(Math.max(time, 0) / quarterMs);
}

/** The slot of a histogram that a moment of a day lies in. */
export function slotOf(slot: OperationSlot, time: number, day: string): string {
  if (slot === 'quarter') return String(Math.floor(time / quarterMs) * quarterMs);
  return slot === 'day' ? day : day.slice(0, 7);
}

export function dayOfId(id: string): string {
  return parseRecordId(id)?.day ?? '';
}

/** The value that a record is counted under; undefined: it has none. */
export function groupOf(operation: StoredOperation, column: OperationGroup): string | undefined {
  const value = rowOf(operation).columns[column] ?? null;
  return value === null ? undefined : String(value);
}
