import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { sqliteCodeOf } from '../shared/sqlite-errors.ts';

/** Readable by its owner only. A commit is on disk. */
export function openDatabase(file: string): Database.Database {
  return guarded(() => {
    const database = new Database(file, { timeout: 2_000 });
    chmodSync(file, 0o600);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec(
      `CREATE TABLE IF NOT EXISTS credential (
        kind TEXT NOT NULL, id TEXT NOT NULL, secret TEXT NOT NULL, details TEXT NOT NULL, expires_at TEXT,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID, STRICT;
      CREATE INDEX IF NOT EXISTS credential_expiry ON credential (expires_at) WHERE expires_at IS NOT NULL;`,
    );
    return database;
  });
}

export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unavailable(error);
  }
}

/** SQLite's own words stay in `cause`; the reason is one of the port's. */
export function unavailable(error: unknown): StoreUnavailableError {
  const code = sqliteCodeOf(error) ?? '';
  const reason = code.startsWith('SQLITE_FULL')
    ? 'disk-full'
    : code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
      ? 'corrupt'
      : code.startsWith('SQLITE_BUSY')
        ? 'timeout'
        : 'unreachable';
  return new StoreUnavailableError(reason, `credential store: ${reason}`, { cause: error });
}
