import { pathOf, type DayFile } from './day-files.ts';
import { openDayForReading, type Connection } from './schema.ts';

/** Opens the file of a day for one piece of work. */
export function readingDay<Result>(folder: string, file: DayFile, work: (db: Connection) => Result): Result {
  const db = openDayForReading(pathOf(folder, file));
  try {
    return work(db);
  } finally {
    db.close();
  }
}
