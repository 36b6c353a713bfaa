import { createHash } from 'node:crypto';
import type { CollectionDefinition, Document, Row, Value } from '../../../projections/kernel/index.ts';
import { foldText } from '../../../projections/kernel/index.ts';
import { recordedColumns, type Entry } from '../memory/fold.ts';
import { fromStored, toStored } from './values.ts';

/** A document as it stands in the database. */
export interface StoredDocument {
  readonly _id: string;
  /** Its number in column history. */
  readonly n: number;
  /** Every declared column, see `values.ts`; missing values are null. */
  readonly c: Readonly<Record<string, Value>>;
  /** Folded text of the id and of text and path columns. */
  readonly f: Readonly<Record<string, string | null>>;
  /** When what stands in each cell happened; under `*` for all cells that are not named. */
  readonly t: Readonly<Record<string, number>>;
  /** JSON: any key and any depth, which the database's own documents do not allow. */
  readonly b: string;
}

const OTHERS = '*';

export function isText(definition: CollectionDefinition, column: string): boolean {
  const type = definition.columns[column]?.type;
  return type === 'text' || type === 'path';
}

export function folded(value: Value): string | null {
  return typeof value === 'string' ? foldText(value).toWellFormed() : null;
}

export function entryOf(definition: CollectionDefinition, { c, t, b }: StoredDocument): Entry {
  const cells = recordedColumns(definition).map(
    column =>
      [column, { value: fromStored(c[column] ?? null), happened: t[column] ?? t[OTHERS] ?? 0 }] as const,
  );
  return { cells: new Map(cells), body: JSON.parse(b) as Record<string, unknown> };
}

/** The whole document; volatile columns are missing. */
export function storedOf(
  definition: CollectionDefinition,
  id: string,
  number: number,
  { cells, body }: Entry,
): StoredDocument {
  const c: Record<string, Value> = {};
  const f: Record<string, string | null> = { id: folded(id) };
  const t: Record<string, number> = {};
  for (const column of Object.keys(definition.columns)) {
    const cell = cells.get(column);
    const value = cell?.value ?? null;
    c[column] = toStored(value);
    if (isText(definition, column)) f[column] = folded(value);
    if (!cell || definition.history !== 'columns') continue;
    t[OTHERS] ??= cell.happened;
    if (cell.happened !== t[OTHERS]) t[column] = cell.happened;
  }
  return { _id: toStored(id), n: number, c, f, t, b: JSON.stringify(body) };
}

/** Paths and values in which the second document differs, volatile columns aside. */
export function differences(
  definition: CollectionDefinition,
  before: StoredDocument,
  after: StoredDocument,
): [string, unknown][] {
  const changed: [string, unknown][] = [];
  for (const column of recordedColumns(definition)) {
    if (before.c[column] === after.c[column]) continue;
    changed.push([`c.${column}`, after.c[column]]);
    if (isText(definition, column)) changed.push([`f.${column}`, after.f[column]]);
  }
  if (JSON.stringify(before.t) !== JSON.stringify(after.t)) changed.push(['t', after.t]);
  if (before.b !== after.b) changed.push(['b', after.b]);
  return changed;
}

export function documentOf(definition: CollectionDefinition, stored: StoredDocument): Document {
  return {
    ...rowOf(stored, Object.keys(definition.columns)),
    body: JSON.parse(stored.b) as Record<string, unknown>,
  };
}

export function rowOf({ _id, c }: Pick<StoredDocument, '_id' | 'c'>, fields: readonly string[]): Row {
  return {
    id: fromStored(_id) as string,
    columns: Object.fromEntries(fields.map(field => [field, fromStored(c[field] ?? null)])),
  };
}

/** Indexes a collection's declaration asks for, by name. */
export function indexesOf(definition: CollectionDefinition): { name: string; key: Record<string, 1> }[] {
  const indexes: { name: string; key: Record<string, 1> }[] = [];
  for (const [column, { indexed, searchable }] of Object.entries(definition.columns)) {
    if (!indexed) continue;
    indexes.push({ name: `by_${column}`, key: { [`c.${column}`]: 1, _id: 1 } });
    if (searchable) indexes.push({ name: `by_folded_${column}`, key: { [`f.${column}`]: 1 } });
  }
  if (indexes.length >= MOST_INDEXES)
    throw new Error(
      `collection ${definition.name} declares ${indexes.length} indexes; MongoDB keeps ${MOST_INDEXES} with the one over ids. Declare fewer columns indexed`,
    );
  return indexes;
}

const MOST_INDEXES = 64;

/** What a build depends on; another fingerprint means another build. */
export function fingerprintOf(version: number, definitions: readonly CollectionDefinition[]): string {
  const canonical = definitions.map(({ name, version: own, history, columns }) => [
    name,
    own,
    history,
    Object.entries(columns).map(([column, d]) => [
      column,
      d.type,
      d.indexed === true,
      d.searchable === true,
      d.volatile === true,
    ]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([1, version, canonical]))
    .digest('hex')
    .slice(0, 32);
}
