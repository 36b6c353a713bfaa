import type { Database } from 'better-sqlite3';
import { blockTables } from './sqlite/blocks.ts';
import { dictionaryTables } from './sqlite/dictionary.ts';
import { rowTables } from './sqlite/rows.ts';
import { checkPrefix } from './sqlite/schema.ts';
import type { HistoryStorage } from './storage.ts';

export { createHistoryTables } from './sqlite/schema.ts';

/**
 * Column history in tables of an SQLite file, on a connection of the caller: the writer's inside its write
 * transaction, a reader's inside its read transaction. The tables must exist (`createHistoryTables`).
 */
export function sqliteHistoryStorage(db: Database, prefix: string): HistoryStorage {
  const p = checkPrefix(prefix);
  return { ...dictionaryTables(db, p), ...blockTables(db, p), ...rowTables(db, p) };
}
