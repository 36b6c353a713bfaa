import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteCodeOf, translated } from '../../adapters/shared/sqlite-errors.ts';

/** Somebody else serves from this folder. */
export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(`another Muster server is running on ${folder}. End it, or name another folder in MUSTER_DATA.`);
    this.name = 'FolderInUseError';
  }
}

/** No store can live there; the code is the operating system's word for what stands in the way. */
export class DataFolderError extends Error {
  /** What is wrong, without the name of the setting. */
  readonly fault: string;

  constructor(folder: string, code: string) {
    const fault = `${folder} cannot be written (${code}); choose a folder this user may write`;
    super(`MUSTER_DATA: ${fault}`);
    this.fault = fault;
    this.name = 'DataFolderError';
  }
}

/**
 * Makes the folder, readable by its owner only, and holds it for one server. The lock is the operating
 * system's, taken through SQLite: it is gone with the process, however that ends. Answers the release.
 *
 * @throws FolderInUseError where another server holds it
 * @throws DataFolderError where nothing can be written there
 * @throws StoreUnavailableError where the disk is full or fails
 */
export function claimFolder(folder: string): () => void {
  makeFolder(folder);
  const lock = openLock(folder);
  return () => {
    lock.close();
  };
}

/**
 * Step by step from the first that exists: Node's recursive making never ends where a file system says that a
 * child of an existing folder cannot be (`/proc`).
 */
function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  try {
    for (const step of missing) makeStep(step);
    if (!statSync(folder).isDirectory()) throw new DataFolderError(folder, 'ENOTDIR');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new DataFolderError(folder, code);
  }
}

/** Somebody else may make it at the same moment. */
function makeStep(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function openLock(folder: string): Database.Database {
  const file = join(folder, 'server.lock');
  let lock: Database.Database | undefined;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    const code = sqliteCodeOf(error) ?? '';
    if (code.startsWith('SQLITE_BUSY')) throw new FolderInUseError(folder);
    if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
      throw new DataFolderError(folder, code);
    throw translated(file, error);
  }
}
