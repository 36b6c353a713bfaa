import { workerData } from 'node:worker_threads';
import { indexNext } from './index-day.ts';
import type { IndexerCalls } from './messages.ts';
import { readingDay } from './reading-day.ts';
import { serveCalls } from './thread.ts';
import { giveWay } from '../../shared/give-way.ts';

giveWay();

/** The thread that builds the index of what comes. */
const { folder } = workerData as { folder: string };

serveCalls<IndexerCalls>(folder, {
  index: ({ file }) => readingDay(folder, file, db => db.transaction(() => indexNext(db))()),
  close: () => null,
});
