import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteCodeOf } from '../../adapters/shared/sqlite-errors.ts';

/** Where each store lives below the data folder; the command line opens the same places. */
export interface DataPlaces {
  readonly events: string;
  readonly read: string;
  readonly credentials: string;
  readonly presence: string;
  readonly snapshots: string;
  readonly bodies: string;
}

export function placesIn(folder: string): DataPlaces {
  return {
    events: join(folder, 'events.db'),
    read: join(folder, 'read'),
    credentials: join(folder, 'credentials.db'),
    presence: join(folder, 'presence.db'),
    snapshots: join(folder, 'snapshots.db'),
    bodies: join(folder, 'bodies.db'),
  };
}

/** Somebody else serves from this folder. */
export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(`another Muster server is running on ${folder}. End it, or name another folder in MUSTER_DATA.`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Makes the folder, readable by its owner only, and holds it for one server. The lock is the operating
 * system's, taken through SQLite: it is gone with the process, however that ends. Answers the release.
 */
export function claimFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new Database(join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY')) throw new FolderInUseError(folder);
    throw error;
  }
  return () => {
    lock.close();
  };
}
