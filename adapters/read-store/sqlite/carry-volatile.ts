import { existsSync } from 'node:fs';
import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import type { Connection } from './database.ts';
import { isDamage, openReader } from './database.ts';
import { quote, tablesOf } from './schema.ts';

/**
 * Brings what presence wrote from the file that served so far into a rebuilt one. Presence is no event and could
 * not be built from the log. An old file that cannot be read has nothing to give.
 */
export function carryVolatile(
  from: string,
  to: Connection,
  definitions: readonly CollectionDefinition[],
): void {
  if (!existsSync(from)) return;
  let old: Connection | undefined;
  try {
    old = openReader(from);
    for (const definition of definitions) carryCollection(old, to, definition);
  } catch (error) {
    if (!isDamage(error)) throw error;
  } finally {
    old?.close();
  }
}

function carryCollection(old: Connection, to: Connection, definition: CollectionDefinition): void {
  const { now } = tablesOf(definition);
  const there = old
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(definition.name);
  const columns = Object.entries(definition.columns)
    .filter(([name, d]) => d.volatile && there.includes(name))
    .map(([name]) => quote(name));
  if (columns.length === 0) return;
  const some = columns.map(column => `${column} IS NOT NULL`).join(' OR ');
  const update = to.prepare(
    `UPDATE ${now} SET ${columns.map(column => `${column} = ?`).join(', ')} WHERE _id = ?`,
  );
  const rows = old
    .prepare<[], unknown[]>(`SELECT ${columns.join(', ')}, _id FROM ${now} WHERE ${some}`)
    .raw();
  for (const row of rows.iterate()) update.run(row);
}
