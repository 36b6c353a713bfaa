import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { sqliteCodeOf } from './sqlite-errors.ts';

/**
 * Opens a file whose content may be lost at any time and costs only time then: nothing waits for the disk,
 * and a file that cannot be read, or of another layout, is begun anew.
 */
export function openCacheFile(
  file: string,
  layout: { readonly version: number; readonly schema: string },
  synchronous: 'OFF' | 'NORMAL',
): Database.Database {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    return openAs(file, layout, synchronous);
  } catch (error) {
    const unreadable = /^SQLITE_(NOTADB|CORRUPT)/.test(sqliteCodeOf(error) ?? '');
    if (!unreadable && !(error instanceof OtherLayout)) throw error;
    for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
    return openAs(file, layout, synchronous);
  }
}

class OtherLayout extends Error {}

function openAs(
  file: string,
  { version, schema }: { readonly version: number; readonly schema: string },
  synchronous: 'OFF' | 'NORMAL',
): Database.Database {
  // Used in the thread of the event loop: better a failed write, tried again later, than a loop that stands.
  const db = new Database(file, { timeout: 50 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma('cache_size = -4096');
    db.transaction(() => {
      const found = db.pragma('user_version', { simple: true });
      if (found === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0)
        db.exec(`${schema}; PRAGMA user_version = ${version}`);
      else if (found !== version) throw new OtherLayout(`layout ${String(found)}`);
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
