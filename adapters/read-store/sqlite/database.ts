import Database from 'better-sqlite3';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { Database as Connection } from 'better-sqlite3';
import { foldText } from '../../../projections/kernel/index.ts';
import { createHistoryTables } from '../columnar/index.ts';
import type { ProjectionLayout } from './schema.ts';
import {
  APPLICATION_ID,
  LAYOUT_VERSION,
  createIndexesSql,
  createMetaSql,
  createMomentsIndexSql,
  createTablesSql,
  historyPrefix,
} from './schema.ts';

export type { Connection };

const pageSize = 8192;

function registerFunctions(db: Connection): void {
  db.function('fold', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? foldText(text) : null,
  );
}

/** An empty database with the projection's tables, made with indexes or, for a rebuild, without. */
export function createDatabase(path: string, layout: ProjectionLayout, options: { indexes: boolean }): void {
  const db = new Database(path);
  try {
    registerFunctions(db);
    db.pragma(`page_size = ${pageSize}`);
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec('BEGIN');
    db.exec(createMetaSql());
    for (const [index, collection] of layout.collections.entries()) {
      db.exec(createTablesSql(collection));
      if (collection.history === 'columns') createHistoryTables(db, historyPrefix(index));
      if (options.indexes) for (const sql of createIndexesSql(collection)) db.exec(sql);
    }
    if (options.indexes) db.exec(createMomentsIndexSql);
    db.exec(`INSERT INTO meta VALUES ('position', 0), ('at', '')`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${LAYOUT_VERSION}`);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/** The one connection that writes a file. Loss of the last commits in a power cut is repaired from the log. */
export function openWriter(path: string): Connection {
  const db = new Database(path, { fileMustExist: true });
  registerFunctions(db);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -32768');
  db.pragma('wal_autocheckpoint = 2000');
  db.pragma('journal_size_limit = 67108864');
  return db;
}

/** For a file that nobody reads before it is finished. */
export function openBuilder(path: string): Connection {
  const db = new Database(path, { fileMustExist: true });
  registerFunctions(db);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('cache_size = -131072');
  db.pragma('temp_store = MEMORY');
  return db;
}

export function openReader(path: string): Connection {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  registerFunctions(db);
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
  return db;
}

/**
 * Why a file cannot serve, or undefined. Reads the header, the catalogue and both ends of every table and index:
 * a truncated, zeroed or foreign file is found in milliseconds whatever its size. Damage within shows itself
 * when the page is read.
 */
export function findDamage(path: string): string | undefined {
  if (!existsSync(path)) return 'file is missing';
  const header = Buffer.alloc(100);
  const descriptor = openSync(path, 'r');
  try {
    if (readSync(descriptor, header, 0, 100, 0) < 100) return 'file is truncated';
  } finally {
    closeSync(descriptor);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'file is not a database';
  let db: Connection | undefined;
  try {
    db = openWriter(path);
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      return 'file belongs to another program';
    if (db.pragma('user_version', { simple: true }) !== LAYOUT_VERSION)
      return 'file has another table layout';
    db.pragma('wal_checkpoint(TRUNCATE)');
    const pages = db.pragma('page_count', { simple: true }) as number;
    if (statSync(path).size < pages * (db.pragma('page_size', { simple: true }) as number))
      return 'file is truncated';
    return probe(db);
  } catch (error) {
    return damageOf(error);
  } finally {
    db?.close();
  }
}

function probe(db: Connection): string | undefined {
  const tables = db
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .all();
  for (const { name } of tables) {
    const table = `"${name.replaceAll('"', '""')}"`;
    const keys = db
      .prepare<[string], { name: string; pk: number }>(
        `SELECT name, pk FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`,
      )
      .all(name)
      .map(k => `"${k.name}"`);
    if (keys.length === 0) continue;
    for (const direction of ['ASC', 'DESC'])
      db.prepare(
        `SELECT * FROM ${table} ORDER BY ${keys.map(k => `${k} ${direction}`).join(', ')} LIMIT 1`,
      ).get();
  }
  const position = db.prepare(`SELECT value FROM meta WHERE key = 'position'`).pluck().get();
  return typeof position === 'number' ? undefined : 'file does not say its position';
}

export function damageOf(error: unknown): string {
  return `file is damaged: ${(error as Error).message}`;
}

/** Whether an error of SQLite means that the file's contents are wrong, not the question. */
export function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}
