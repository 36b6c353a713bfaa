import {
  cutByDay,
  recordsOf,
  type OperationBatch,
  type OperationDay,
} from '../../domain/operation-logs/records/index.ts';
import { checkLimit, compareText, compileFilter } from '../../projections/kernel/index.ts';
import { operationsCollection } from '../../projections/operation-logs/collection.ts';
import {
  OperationsRefused,
  type OperationDayStatus,
  type OperationFilter,
  type OperationStore,
  type StepsQuestion,
  type StoredOperation,
} from '../../projections/operation-logs/operation-store.ts';
import { encodeBody } from './format/encode.ts';
import { receiveInto } from './receive.ts';
import { leafOf, rootOf } from './root.ts';
import { cursorAfter, placeInCursor } from './cursor.ts';
import { dayOfId, groupOf, rowOf, slotOf } from './columns.ts';
import { comparePlaces, placeOf } from './order.ts';
import { touches } from './trace/places.ts';
import { traceFrom, type TraceSource } from './trace/walk.ts';
import { recordId } from '../../projections/operation-logs/record-id.ts';

interface Part {
  readonly device: string;
  readonly batch: OperationBatch;
  readonly receivedAt: number;
  readonly records: readonly StoredOperation[];
}

interface Day {
  /** By device and number of the batch. */
  readonly batches: Map<string, Part>;
  root: string | null;
}

/** The reference: everything in arrays, every question a walk through all of it. For tests. */
export function memoryOperationStore(): OperationStore {
  const days = new Map<OperationDay, Day>();
  const listeners = new Set<() => void>();
  let closed = false;

  /** Every record, oldest first. */
  function all(): StoredOperation[] {
    return [...days.values()]
      .flatMap(({ batches }) => [...batches.values()].flatMap(({ records }) => records))
      .map(operation => ({ operation, place: placeOf(operation) }))
      .sort((one, other) => comparePlaces(one.place, other.place))
      .map(({ operation }) => operation);
  }

  function matching({ from = -Infinity, until = Infinity, filter, devices, day }: OperationFilter) {
    const matches = compileFilter(operationsCollection, filter);
    return all().filter(
      operation =>
        operation.record.time >= from &&
        operation.record.time < until &&
        (day === undefined || dayOfId(operation.id) === day) &&
        (devices?.has(operation.device) ?? true) &&
        matches(rowOf(operation)),
    );
  }

  function stepsOf({ key, from, direction, most, devices }: StepsQuestion): StoredOperation[] {
    const sign = direction === 'forward' ? 1 : -1;
    return (direction === 'forward' ? all() : all().reverse())
      .filter(one => devices?.has(one.device) ?? true)
      .filter(one => comparePlaces(placeOf(one), from) * sign > 0 && touches(one, key))
      .slice(0, most);
  }

  function dayStatus([day, { batches, root }]: [OperationDay, Day]): OperationDayStatus {
    const records = [...batches.values()].flatMap(part => part.records);
    return {
      day,
      state: root === null ? 'open' : 'sealed',
      records: records.length,
      batches: batches.size,
      devices: new Set(records.map(({ device }) => device)).size,
      bytes: 0,
      root,
    };
  }

  function counted(values: Iterable<string>): { value: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count }));
  }

  const store: OperationStore = {
    async record({ device, batch, receivedAt }) {
      if (closed) throw new OperationsRefused('closed', 'the operation store was closed');
      let repeated = true;
      for (const { day, batch: part } of cutByDay(batch)) {
        const held = days.get(day) ?? { batches: new Map(), root: null };
        days.set(day, held);
        const key = `${device} ${batch.seq}`;
        if (held.batches.has(key)) continue;
        repeated = false;
        held.root = null;
        const records = recordsOf(part).map((record, row) => ({
          id: recordId({ day, device, seq: batch.seq, row }),
          device,
          tz: batch.tz,
          receivedAt,
          ...(batch.rules === undefined ? {} : { rules: batch.rules }),
          record,
        }));
        held.batches.set(key, { device, batch: part, receivedAt, records });
      }
      if (!repeated) for (const listener of listeners) listener();
      return { repeated };
    },
    receive: upload => receiveInto(store, upload),
    async search(query) {
      checkLimit(query.limit);
      const after = placeInCursor(query);
      const direction = query.order === 'newest' ? -1 : 1;
      const found = matching(query);
      if (direction < 0) found.reverse();
      const left = after ? found.filter(one => comparePlaces(placeOf(one), after) * direction > 0) : found;
      const items = left.slice(0, query.limit);
      const last = items.at(-1);
      return { items, next: last && left.length > items.length ? cursorAfter(query, last) : null };
    },
    async count(filter) {
      return matching(filter).length;
    },
    async histogram(filter, slot) {
      const slots = matching(filter).map(({ id, record }) => slotOf(slot, record.time, dayOfId(id)));
      return counted(slots)
        .map(({ value, count }) => ({ slot: value, count }))
        .sort((one, other) =>
          slot === 'quarter' ? Number(one.slot) - Number(other.slot) : compareText(one.slot, other.slot),
        );
    },
    async groupBy(filter, column, limit) {
      checkLimit(limit);
      const values = matching(filter).flatMap(operation => groupOf(operation, column) ?? []);
      return counted(values)
        .sort((one, other) => other.count - one.count || compareText(one.value, other.value))
        .slice(0, limit);
    },
    async get(id) {
      return all().find(operation => operation.id === id);
    },
    async trace(id, { most, devices }) {
      checkLimit(most);
      const start = all().find(operation => operation.id === id);
      if (!start || !(devices?.has(start.device) ?? true)) return undefined;
      const touching: TraceSource['touching'] = (key, from, direction, limit) =>
        stepsOf({ key, from, direction, most: limit, ...(devices && { devices }) });
      return traceFrom({ touching }, start, most);
    },
    async steps(question) {
      return stepsOf(question);
    },
    async *read(filter, signal) {
      const found = matching(filter);
      for (let first = 0; first < found.length; first += 1_000) {
        signal?.throwIfAborted();
        yield found.slice(first, first + 1_000);
      }
    },
    async days() {
      return [...days].map(dayStatus).sort((one, other) => compareText(other.day, one.day));
    },
    async status() {
      const told = await store.days();
      return {
        bytes: 0,
        records: told.reduce((sum, { records }) => sum + records, 0),
        oldest: told.at(-1)?.day ?? null,
        newest: told[0]?.day ?? null,
      };
    },
    async sealDay(day) {
      const held = days.get(day);
      if (!held) throw new RangeError(`there are no operation logs of ${day}`);
      held.root = sealOf(held);
      return dayStatus([day, held]);
    },
    async dropDay(day) {
      days.delete(day);
    },
    async checkDay() {
      return [];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
    },
  };
  return store;
}

function sealOf({ batches }: Day): string {
  const parts = [...batches.values()].sort((one, other) =>
    one.device === other.device ? one.batch.seq - other.batch.seq : one.device < other.device ? -1 : 1,
  );
  return rootOf(parts.map(part => leafOf(part.device, encodeBody([part]))));
}
