import { workerData } from 'node:worker_threads';
import { sqliteCodeOf } from '../../shared/sqlite-errors.ts';
import { makingPathOf, removeFile, syncFile } from './day-files.ts';
import { readingDay } from './reading-day.ts';
import { isSound } from './check-day.ts';
import type { KeeperCalls } from './messages.ts';
import { remakeDay } from './remake.ts';
import { openDayForMaking, type Connection } from './schema.ts';
import { serveCalls } from './thread.ts';

/** The thread that checks days and writes them anew. */
const { folder } = workerData as { folder: string };

function made<Result>(file: string, work: (db: Connection) => Result): Result {
  const db = openDayForMaking(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

serveCalls<KeeperCalls>(folder, {
  remake: ({ file, seal }) =>
    readingDay(folder, file, from => {
      const making = makingPathOf(folder, { day: file.day, generation: file.generation + 1 });
      removeFile(making);
      try {
        const remade = made(making, to => remakeDay(file.day, from, to, seal));
        syncFile(making);
        return remade;
      } catch (error) {
        // Perhaps there was no room: what was written so far takes some.
        removeFile(making);
        throw error;
      }
    }),
  check: ({ file }) =>
    readingDay(folder, file, db => {
      try {
        return isSound(db) ? 'sound' : 'remake';
      } catch (error) {
        if (sqliteCodeOf(error)?.startsWith('SQLITE_CORRUPT')) return 'remake';
        throw error;
      }
    }),
  close: () => null,
});
