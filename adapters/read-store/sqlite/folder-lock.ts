import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Holds a folder for one writing process until it closes or ends, however it ends: the lock is the file system's.
 * Throws where another process holds it.
 */
export function lockFolder(folder: string): { close(): void } {
  mkdirSync(folder, { recursive: true });
  const lock = new Database(join(folder, 'writer.lock'), { timeout: 2_000 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    throw new Error(`read store ${folder} is being written by another process; open it for reading only`, {
      cause: error,
    });
  }
  return lock;
}
