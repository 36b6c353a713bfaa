import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { OperationDayStatus } from '../../../projections/operation-logs/operation-store.ts';
import type { RunCollections } from './documents.ts';
import type { Sight } from './view.ts';

/** What each day holds; those that hold nothing are left out. */
export async function statusesOf(
  { connection, runs }: RunCollections,
  sight: Sight,
  damaged: ReadonlySet<OperationDay>,
): Promise<OperationDayStatus[]> {
  const view = await sight.view();
  const held = new Map(view.days.map(day => [day.day, day]));
  const late = Map.groupBy(view.tail, ({ day }) => day);
  const names = [...new Set([...held.keys(), ...late.keys()])];
  const told = await Promise.all(
    names.map(async (day): Promise<OperationDayStatus[]> => {
      const { segments = [], root = null, devices = null } = held.get(day) ?? {};
      const tail = late.get(day) ?? [];
      const sum = (of: 'bytes' | 'records'): number =>
        segments.reduce((all, one) => all + one[of], 0) +
        tail.reduce((all, one) => all + (of === 'bytes' ? one.bytes : one.n), 0);
      const batches = segments.reduce((all, one) => all + one.batches, 0) + tail.length;
      if (batches === 0) return [];
      // What came late opens it again.
      const sealed = root !== null && tail.length === 0;
      const state = damaged.has(day) ? 'damaged' : sealed ? 'sealed' : 'open';
      const counted = sealed ? devices : null;
      return [
        {
          day,
          state,
          records: sum('records'),
          batches,
          devices: counted ?? (await connection.asked(runs.distinct('device', view.runsOf(day)))).length,
          bytes: sum('bytes'),
          root: sealed ? root : null,
        },
      ];
    }),
  );
  return told.flat();
}
