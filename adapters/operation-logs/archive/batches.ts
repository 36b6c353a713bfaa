import { batchOf, type OperationRecord } from '../../../domain/operation-logs/records/index.ts';
import type {
  OperationUpload,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import { parseRecordId, type RecordPlace } from '../../../projections/operation-logs/record-id.ts';

/** What a manifest says of records that pass by. */
export class Tally {
  records = 0;
  first = '';
  readonly #batches = new Set<string>();
  readonly #devices = new Set<string>();

  get batches(): number {
    return this.#batches.size;
  }

  get devices(): number {
    return this.#devices.size;
  }

  add(page: readonly StoredOperation[]): void {
    if (this.records === 0) this.first = page[0]!.id;
    this.records += page.length;
    for (const operation of page) {
      this.#batches.add(batchName(operation));
      this.#devices.add(operation.device);
    }
  }
}

/** The name of a record without its row: of its batch's part of the day. */
export function batchName({ id }: StoredOperation): string {
  return id.slice(0, id.lastIndexOf('.'));
}

/** A batch's part of a day as it was taken, of all its records in their order. */
export function uploadOf(operations: readonly StoredOperation[]): OperationUpload {
  const [{ id, device, tz, receivedAt, rules }] = operations as [StoredOperation];
  const { seq } = parseRecordId(id) as RecordPlace;
  const records = operations.map(({ record }): OperationRecord => record);
  return {
    device,
    receivedAt,
    batch: batchOf(records, { seq, tz, ...(rules === undefined ? {} : { rules }) }),
  };
}
