import { workerData } from 'node:worker_threads';
import { cursorAfter } from '../cursor.ts';
import { nameOf } from '../order.ts';
import { planOf } from '../search/plan.ts';
import { traceFrom } from '../trace/walk.ts';
import { lastRun } from './day-writer.ts';
import type { ReaderCalls } from './messages.ts';
import { OpenDays } from './open-days.ts';
import { firstRecords } from './search.ts';
import { countOf, groupsOf, histogramOf } from './tally.ts';
import { serveCalls } from './thread.ts';
import { traceSource } from './trace-source.ts';

/** The threads that answer questions. Each question names the files it is about: a thread knows of no others. */
const { folder } = workerData as { folder: string };
const days = new OpenDays(folder);

serveCalls<ReaderCalls>(folder, {
  search: ({ files, query, after, bounds }) => {
    const { order, limit } = query;
    const wanted = { plan: planOf(query), order, most: limit + 1, after, bounds };
    const found = firstRecords(days, files, wanted);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: last && found.length > limit ? cursorAfter(query, last) : null };
  },
  bounds: ({ files }) =>
    new Map(files.map(file => [file.day, days.reading(file, 0, ({ db }) => lastRun(db))])),
  count: ({ files, filter }) => countOf(days, files, filter),
  histogram: ({ files, filter, slot }) => histogramOf(days, files, filter, slot),
  groupBy: ({ files, filter, column, limit }) => groupsOf(days, files, filter, column, limit),
  get: ({ files, id }) => {
    const name = nameOf(id);
    const [file] = files;
    return name && file && days.reading(file, undefined, day => day.record(name.device, name.seq, name.row));
  },
  trace: ({ files, id, most, devices }) => {
    const name = nameOf(id);
    const file = files.find(({ day }) => day === name?.day);
    const start =
      name && file && days.reading(file, undefined, day => day.record(name.device, name.seq, name.row));
    if (!start || (devices && !devices.has(start.device))) return undefined;
    return traceFrom(traceSource(days, files, devices), start, most);
  },
  days: ({ files }) => files.map(file => days.status(file)),
  forget: ({ day }) => {
    days.forget(day);
    return null;
  },
  close: () => {
    days.close();
    return null;
  },
});
