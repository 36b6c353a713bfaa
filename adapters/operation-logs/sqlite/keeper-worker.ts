import { workerData } from 'node:worker_threads';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { translated } from '../../shared/sqlite-errors.ts';
import { lostIn, storedContents, type DayContents } from './day-contents.ts';
import { makingPathOf, pathOf, removeFile, syncFile, type DayFile } from './day-files.ts';
import { readingDay } from './reading-day.ts';
import { faultOf } from './check-day.ts';
import type { KeeperCalls } from './messages.ts';
import { remakeDay } from './remake.ts';
import { openDayForMaking, type Connection } from './schema.ts';
import { salvaged } from './salvage/salvage.ts';
import { serveCalls } from './thread.ts';
import { giveWay } from '../../shared/give-way.ts';

giveWay();

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

/** The contents of a file as of one moment. */
function contentsOf<Result>(file: DayFile, salvaging: boolean, work: (from: DayContents) => Result): Result {
  if (!salvaging) return readingDay(folder, file, db => db.transaction(() => work(storedContents(db)))());
  const from = salvaged(pathOf(folder, file));
  try {
    return work(from);
  } finally {
    from.close();
  }
}

serveCalls<KeeperCalls>(folder, {
  remake: ({ file, how, lacksMore }) =>
    contentsOf(file, how === 'salvage', from => {
      const making = makingPathOf(folder, { day: file.day, generation: file.generation + 1 });
      removeFile(making);
      try {
        const options = { seal: how === 'seal', noticedAt: Date.now(), lacksMore };
        const remade = made(making, to => remakeDay(file.day, from, to, options));
        syncFile(making);
        return remade;
      } catch (error) {
        // Perhaps there was no room: what was written so far takes some.
        removeFile(making);
        throw error;
      }
    }),
  check: ({ file }) => {
    try {
      return readingDay(folder, file, faultOf);
    } catch (error) {
      const told = translated(folder, error);
      if (told instanceof StoreUnavailableError && told.reason === 'corrupt') return 'structure';
      throw error;
    }
  },
  lost: ({ file }) =>
    readingDay(folder, file, db =>
      lostIn(db).map(({ device, seq, n, tMin, tMax }) => ({
        day: file.day,
        device,
        seq,
        records: n,
        from: tMin,
        until: tMax,
      })),
    ),
  close: () => null,
});
