import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { translated } from '../shared/sqlite-errors.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS bodies (
    no INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, at TEXT NOT NULL, size INTEGER NOT NULL,
    content_type TEXT NOT NULL, zstd BLOB NOT NULL
  ) STRICT`;

/** A commit is on disk. */
export function openBodiesDatabase(file: string): Database.Database {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const db = new Database(file, { timeout: 5_000 });
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('cache_size = -8192');
      db.exec(schema);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw translated(file, error);
  }
}
