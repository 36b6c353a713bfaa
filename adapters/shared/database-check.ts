import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { guarded, sqliteCodeOf } from './sqlite-errors.ts';

/** Opens a file for looking only; nothing of it is ever changed. Throws StoreUnavailableError. */
export function openForLooking(file: string): Database.Database {
  return guarded(file, () => {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    try {
      db.pragma('query_only = ON');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** A question to such a file. That it has no such table means that it is another kind of file. */
export function questionTo<Parameters extends unknown[], Answer>(
  db: Database.Database,
  sql: string,
): Database.Statement<Parameters, Answer> {
  return guarded(db.name, () => {
    try {
      return db.prepare<Parameters, Answer>(sql);
    } catch (error) {
      if (sqliteCodeOf(error) !== 'SQLITE_ERROR') throw error;
      throw new StoreUnavailableError('corrupt', `${db.name} is not the file it should be`, { cause: error });
    }
  });
}

/** Faults of the structure of a file in SQLite's words, at most twenty; reads all of it. */
export function faultsOfStructure(file: string): readonly string[] {
  const db = openForLooking(file);
  try {
    const lines = guarded(file, () => db.prepare('PRAGMA integrity_check(20)').pluck().all()) as string[];
    return lines.filter(line => line !== 'ok');
  } finally {
    db.close();
  }
}
