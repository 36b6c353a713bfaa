import {
  cutByDay,
  operationDetails,
  recordsOf,
  type OperationRecord,
} from '../../domain/operation-logs/records/index.ts';
import { compileFilter, type Row, type Value } from '../../projections/kernel/index.ts';
import {
  operationsCollection,
  type OperationFilter,
  type OperationUpload,
  type StoredOperation,
} from '../../projections/operation-logs/index.ts';

const secondsColumns = ['fileCreated', 'fileModified', 'originalCreated'];

/** Everything that was told, as plain objects; the simplest thing that can answer. */
export class OperationModel {
  readonly operations: StoredOperation[] = [];
  readonly #known = new Set<string>();

  /** Whether all of it was known. */
  tell({ device, batch, receivedAt }: OperationUpload): boolean {
    let repeated = true;
    for (const { day, batch: part } of cutByDay(batch)) {
      const name = `${day}.${device}.${batch.seq}`;
      if (this.#known.has(name)) continue;
      repeated = false;
      this.#known.add(name);
      for (const [row, record] of recordsOf(part).entries())
        this.operations.push({
          id: `${name}.${row}`,
          device,
          tz: batch.tz,
          receivedAt,
          ...(batch.rules === undefined ? {} : { rules: batch.rules }),
          record,
        });
    }
    return repeated;
  }

  drop(day: string): void {
    const kept = this.operations.filter(({ id }) => !id.startsWith(day));
    this.operations.splice(0, this.operations.length, ...kept);
    for (const name of [...this.#known]) if (name.startsWith(day)) this.#known.delete(name);
  }

  /** Oldest first. */
  matching({ from, until, filter, devices }: OperationFilter): StoredOperation[] {
    const matches = compileFilter(operationsCollection, filter);
    return this.operations
      .filter(one => from === undefined || one.record.time >= from)
      .filter(one => until === undefined || one.record.time < until)
      .filter(one => devices === undefined || devices.has(one.device))
      .filter(one => matches(rowOf(one)))
      .map(operation => ({ operation, keys: keysOf(operation) }))
      .sort((one, other) => byKeys(one.keys, other.keys))
      .map(({ operation }) => operation);
  }

  counts(filter: OperationFilter, valueOf: (operation: StoredOperation) => string | undefined) {
    const counts = new Map<string, number>();
    for (const operation of this.matching(filter)) {
      const value = valueOf(operation);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }
}

export function columnOf(operation: StoredOperation, column: string): Value {
  return rowOf(operation).columns[column] ?? null;
}

function rowOf({ id, device, record }: StoredOperation): Row {
  const columns: Record<string, Value> = {
    ...(record as OperationRecord & Record<string, Value>),
    device,
    type: operationDetails.find(({ key }) => key === record.detail)!.type,
    suspicious: record.suspicion !== undefined,
  };
  for (const column of secondsColumns) if (typeof columns[column] === 'number') columns[column] *= 1_000;
  return { id, columns };
}

/** What records are ordered by. */
function keysOf({ id, record }: StoredOperation): readonly [number, string, number, number] {
  const [, device, seq, row] = id.split('.');
  return [record.time, device!, Number(seq), Number(row)];
}

function byKeys(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  const index = one.findIndex((key, at) => key !== other[at]);
  return index < 0 ? 0 : one[index]! < other[index]! ? -1 : 1;
}
