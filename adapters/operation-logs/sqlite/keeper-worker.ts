import { workerData } from 'node:worker_threads';
import { sqliteCodeOf } from '../../shared/sqlite-errors.ts';
import { makingPathOf, pathOf, removeFile, syncFile } from './day-files.ts';
import { isSound } from './check-day.ts';
import { indexNext } from './index-day.ts';
import type { KeeperCalls } from './messages.ts';
import { remakeDay } from './remake.ts';
import { openDayForMaking, openDayForReading, type Connection } from './schema.ts';
import { serveCalls } from './thread.ts';

/** The threads beside the writing one: they build indexes, and write days anew. */
const { folder } = workerData as { folder: string };

function reading<Result>(
  file: { day: string; generation: number },
  work: (db: Connection) => Result,
): Result {
  const db = openDayForReading(pathOf(folder, file));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

serveCalls<KeeperCalls>(folder, {
  index: ({ file }) => reading(file, db => db.transaction(() => indexNext(db))()),
  remake: ({ file, seal }) =>
    reading(file, from => {
      const making = makingPathOf(folder, { day: file.day, generation: file.generation + 1 });
      removeFile(making);
      const to = openDayForMaking(making);
      try {
        return remakeDay(file.day, from, to, seal);
      } finally {
        to.close();
        syncFile(making);
      }
    }),
  check: ({ file }) =>
    reading(file, db => {
      try {
        return isSound(db) ? 'sound' : 'remake';
      } catch (error) {
        if (sqliteCodeOf(error)?.startsWith('SQLITE_CORRUPT')) return 'remake';
        throw error;
      }
    }),
  close: () => null,
});
