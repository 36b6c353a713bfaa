import { fileOfAddress } from './address.ts';
import type { LogLimits, LogTakeover, OpenedEventStore } from './contract.ts';
import { openSqliteEventStore } from './sqlite.ts';
import { openForReading } from './sqlite/database.ts';
import { limitsIn } from './sqlite/limits.ts';
import { takeOverIntoSqlite } from './sqlite/takeover.ts';

export type { LogLimits, LogTakeover } from './contract.ts';

/** A log that is to be moved: its events, and what it keeps to. Read beside whoever writes it. */
export interface LogToMove {
  readonly log: OpenedEventStore;
  limits(): LogLimits;
}

/** Opens the log in an SQLite file to be moved. Throws StoreUnavailableError. */
export async function openLogToMove(file: string): Promise<LogToMove> {
  return {
    log: await openSqliteEventStore(file, { readOnly: true }),
    limits() {
      const db = openForReading(file);
      try {
        return limitsIn(db);
      } finally {
        db.close();
      }
    },
  };
}

/**
 * Opens the log at an address to be filled with another one: a new one, or one that was begun. Throws
 * StoreUnavailableError where there is a log already, or none can be.
 */
export async function openLogTakeover(address: string): Promise<LogTakeover> {
  const file = fileOfAddress(address);
  if (file !== null) return takeOverIntoSqlite(file);
  const { takeOverIntoEventStoreDb } = await import('./eventstoredb.ts');
  return takeOverIntoEventStoreDb(address);
}
