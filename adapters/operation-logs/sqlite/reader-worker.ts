import { parentPort, workerData } from 'node:worker_threads';
import type { OperationFilter } from '../../../projections/operation-logs/operation-store.ts';
import type { FromThread } from '../../shared/thread-link.ts';
import { cursorAfter } from '../cursor.ts';
import { countingAll, countingGroups, countingSlots } from '../search/counting.ts';
import { planOf } from '../search/plan.ts';
import { traceFrom } from '../trace/walk.ts';
import { lastRun } from './day-writer.ts';
import { DeviceSets } from './device-sets.ts';
import type { ReaderCalls } from './messages.ts';
import { OpenDays } from './open-days.ts';
import { firstRecords } from './search.ts';
import { nextSlice } from './slices.ts';
import { tallied } from './tally.ts';
import { serveCalls } from './thread.ts';
import { traceSource } from './trace-source.ts';
import { parseRecordId } from '../../../projections/operation-logs/record-id.ts';

/** The threads that answer questions. Each question names the files it is about: a thread knows of no others. */
const { folder } = workerData as { folder: string };
const days = new OpenDays(folder, () =>
  parentPort!.postMessage({ kind: 'grown', position: 0 } satisfies FromThread),
);
const sets = new DeviceSets();

function ofDevices(text: string | undefined): Pick<OperationFilter, 'devices'> {
  const devices = sets.of(text);
  return devices ? { devices } : {};
}

serveCalls<ReaderCalls>(folder, {
  search: ({ files, filter, devices, order, limit, after, bounds }) => {
    const plan = planOf({ ...filter, ...ofDevices(devices) });
    const found = firstRecords(days, files, { plan, order, most: limit + 1, after, bounds });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      next: last && found.length > limit ? cursorAfter({ ...filter, order, limit }, last) : null,
    };
  },
  slice: ({ files, filter, devices, most, bounds }) =>
    nextSlice(days, files, planOf({ ...filter, ...ofDevices(devices) }), most, bounds),
  bounds: ({ files }) =>
    new Map(files.map(file => [file.day, days.reading(file, 0, ({ db }) => lastRun(db))])),
  count: ({ files, filter, devices }) =>
    tallied(days, files, { ...filter, ...ofDevices(devices) }, countingAll()),
  histogram: ({ files, filter, devices, slot }) =>
    tallied(days, files, { ...filter, ...ofDevices(devices) }, countingSlots(slot)),
  groupBy: ({ files, filter, devices, column, limit }) =>
    tallied(days, files, { ...filter, ...ofDevices(devices) }, countingGroups(column, limit)),
  get: ({ files, id }) => {
    const name = parseRecordId(id);
    const [file] = files;
    return name && file && days.reading(file, undefined, day => day.record(name.device, name.seq, name.row));
  },
  trace: ({ files, id, most, devices }) => {
    const name = parseRecordId(id);
    const file = files.find(({ day }) => day === name?.day);
    const start =
      name && file && days.reading(file, undefined, day => day.record(name.device, name.seq, name.row));
    const allowed = sets.of(devices);
    if (!start || (allowed && !allowed.has(start.device))) return undefined;
    return traceFrom(traceSource(days, files, allowed), start, most);
  },
  steps: ({ files, key, from, direction, most, devices }) =>
    traceSource(days, files, sets.of(devices)).touching(key, from, direction, most),
  days: ({ files }) => files.map(file => days.status(file)),
  damaged: () => days.newlyDamaged(),
  forget: ({ day }) => {
    days.forget(day);
    return null;
  },
  close: () => {
    days.close();
    return null;
  },
});
