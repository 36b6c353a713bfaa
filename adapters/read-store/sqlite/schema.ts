import { createHash } from 'node:crypto';
import type { CollectionDefinition, ColumnType } from '../../../projections/kernel/index.ts';

/** Marks a file as one of ours (`PRAGMA application_id`, "MRST") and its table layout (`PRAGMA user_version`). */
export const APPLICATION_ID = 0x4d525354;
export const LAYOUT_VERSION = 2;

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'TEXT',
  path: 'TEXT',
  integer: 'INTEGER',
  time: 'INTEGER',
  boolean: 'INTEGER',
  number: 'REAL',
};

/** What a thread needs to know of a projection; unlike the projection itself it can be posted to a worker. */
export interface ProjectionLayout {
  readonly name: string;
  readonly version: number;
  readonly collections: readonly CollectionDefinition[];
}

/** Names of one collection's tables and columns in its projection's file. */
export interface Tables {
  readonly now: string;
  readonly body: string;
  /** Quoted names of the declared columns, in declared order. */
  readonly columns: readonly string[];
  /** Declared names, in the same order. */
  readonly names: readonly string[];
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function tablesOf(definition: CollectionDefinition): Tables {
  const names = Object.keys(definition.columns);
  return {
    now: quote(definition.name),
    body: quote(`${definition.name}/body`),
    columns: names.map(quote),
    names,
  };
}

/** A column of a query; the document's own id answers as `id`. */
export function columnSql(column: string): string {
  return column === 'id' ? '_id' : quote(column);
}

/** The shadow of a searchable column: its folded text where folding changes it, otherwise missing. */
export function shadowColumn(column: string): string {
  return quote(`${column}~folded`);
}

/** Folded text of a column as an SQL expression. `fold` is registered on each connection. */
export function foldedExpression(definition: CollectionDefinition, column: string): string {
  if (!definition.columns[column]?.searchable) return `fold(${columnSql(column)})`;
  return `coalesce(${shadowColumn(column)}, ${quote(column)})`;
}

/** Everything about the definitions that a file depends on; another fingerprint means another file. */
export function fingerprint(layout: ProjectionLayout): string {
  const canonical = layout.collections.map(c => [
    c.name,
    c.version,
    c.history,
    Object.entries(c.columns).map(([name, d]) => [name, d.type, !!d.indexed, !!d.searchable, !!d.volatile]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([LAYOUT_VERSION, layout.version, canonical]))
    .digest('hex')
    .slice(0, 32);
}

/** SQLite compares identifiers without case; two columns that differ in case alone cannot both exist. */
export function assertUsable(layout: ProjectionLayout): void {
  for (const { name, columns } of layout.collections) {
    const seen = new Map<string, string>();
    for (const column of Object.keys(columns)) {
      if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(column))
        throw new Error(
          `collection ${name}: column "${column}" must be letters and digits, first a small letter`,
        );
      const twin = seen.get(column.toLowerCase());
      if (twin) throw new Error(`collection ${name}: columns "${twin}" and "${column}" differ in case alone`);
      seen.set(column.toLowerCase(), column);
    }
  }
}

/** When what stands in each cell happened; only collections with column history have it. */
export function timesTable(definition: CollectionDefinition): string {
  return quote(`${definition.name}/happened`);
}

/** Prefix of the history tables of a projection's n-th collection. */
export function historyPrefix(index: number): string {
  return `history_${index}`;
}

export function createMetaSql(): string {
  return `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
    CREATE TABLE moments (pos INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;`;
}

export const createMomentsIndexSql = 'CREATE INDEX moments_at ON moments (at)';

/** Tables of a collection without secondary indexes; a rebuild adds those last. */
export function createTablesSql(definition: CollectionDefinition): string {
  const { now, body } = tablesOf(definition);
  const columns = Object.entries(definition.columns).map(([name, d]) => `${quote(name)} ${sqlTypes[d.type]}`);
  const shadows = Object.entries(definition.columns)
    .filter(([, d]) => d.searchable)
    .map(([name]) => `${shadowColumn(name)} TEXT`);
  const times = `CREATE TABLE ${timesTable(definition)}
      (_doc INTEGER, col INTEGER, at INTEGER NOT NULL, PRIMARY KEY (_doc, col)) STRICT, WITHOUT ROWID;`;
  return `
    CREATE TABLE ${now} (${['_doc INTEGER PRIMARY KEY', '_id TEXT NOT NULL', ...columns, ...shadows].join(', ')}) STRICT;
    CREATE TABLE ${body} (_doc INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
    ${definition.history === 'columns' ? times : ''}`;
}

/**
 * Secondary indexes, the one over ids first. It is not declared unique: the only writer sees to that, and a rebuild
 * appends before it looks.
 */
export function createIndexesSql(definition: CollectionDefinition): readonly string[] {
  const { now } = tablesOf(definition);
  const index = (suffix: string, on: string) =>
    `CREATE INDEX ${quote(`${definition.name}/${suffix}`)} ON ${now} (${on})`;
  const all = [index('_id', '_id')];
  for (const [name, d] of Object.entries(definition.columns)) {
    if (!d.indexed) continue;
    all.push(index(name, quote(name)));
    if (d.searchable) all.push(index(`${name}~folded`, foldedExpression(definition, name)));
  }
  return all;
}
