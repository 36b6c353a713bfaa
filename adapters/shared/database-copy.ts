import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { guarded, translated } from './sqlite-errors.ts';

/** Copied between two turns of the event loop, so that progress is shown and signals are heard. */
const bytesPerStep = 4 * 1024 * 1024;

/**
 * Copies an SQLite file as it is at one moment, whatever is being written to it meanwhile. The reading
 * transaction stays open over all steps: SQLite's online copy would otherwise begin anew after every commit of
 * another process, and under load never end (docs/decisions/0100). Writers go on; only the write-ahead log of the
 * source grows until the copy is done. The copy is readable by its owner only, lies on disk when this resolves,
 * and is one file without companions, which can be read from a medium that is read-only.
 *
 * @param onProgress told bytes done and in all
 * @throws StoreUnavailableError naming the file that could not be read or written
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const source = guarded(from, () => openAtThisMoment(from));
  const pageSize = guarded(from, () => source.pragma('page_size', { simple: true }) as number);
  try {
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress((totalPages - remainingPages) * pageSize, totalPages * pageSize);
        return Math.ceil(bytesPerStep / pageSize);
      },
    });
  } catch (error) {
    throw translated(to, error);
  } finally {
    source.close();
  }
  guarded(to, () => makeOneFile(to));
}

function openAtThisMoment(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  try {
    db.exec('BEGIN');
    // Nothing is fixed before the first read.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whoever opens it for writing later goes back to a write-ahead log by itself. */
function makeOneFile(file: string): void {
  const copy = new Database(file, { timeout: 5_000 });
  try {
    copy.pragma('synchronous = FULL');
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  chmodSync(file, 0o600);
}
