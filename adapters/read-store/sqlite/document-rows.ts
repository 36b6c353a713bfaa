import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import { foldText } from '../../../projections/kernel/index.ts';
import type { Entry } from './entry.ts';
import type { Connection } from './database.ts';
import { shadowColumn, tablesOf, timesTable } from './schema.ts';
import type { Stored } from './values.ts';

/** Kept compiled: one UPDATE per set of columns that changes together. */
const updateStatements = 256;

/** Reads and writes the rows of one collection: narrow columns in one table, the body in another. */
export class DocumentRows {
  /** Number of the next document; numbers are dense and never used twice. */
  nextDoc: number;
  /** Documents there are. */
  count: number;
  /** Nothing needs to be looked for in a table that never had a row. */
  private empty: boolean;
  private readonly db: Connection;
  private readonly name: string;
  private readonly columns: readonly { readonly sql: string; readonly shadow: string | undefined }[];
  private readonly table: string;
  private readonly select;
  private readonly insert;
  private readonly remove;
  private readonly selectBody;
  private readonly putBody;
  private readonly removeBody;
  private readonly setCounter;
  /** Of collections with column history: when what stands in a cell happened. */
  private readonly times;
  private readonly updates = new Map<string, ReturnType<Connection['prepare']>>();

  constructor(db: Connection, definition: CollectionDefinition) {
    const { now, body, columns, names } = tablesOf(definition);
    this.db = db;
    this.name = definition.name;
    this.table = now;
    this.columns = names.map((name, i) => ({
      sql: columns[i]!,
      shadow: definition.columns[name]?.searchable ? shadowColumn(name) : undefined,
    }));
    const shadows = this.columns.flatMap(c => c.shadow ?? []);
    const targets = ['_doc', '_id', ...columns, ...shadows];
    this.select = db.prepare<[string], Stored[]>(
      `SELECT ${['_doc', ...columns].join(', ')} FROM ${now} WHERE _id = ?`,
    );
    this.select.raw();
    this.insert = db.prepare(
      `INSERT INTO ${now} (${targets.join(', ')}) VALUES (${targets.map(() => '?').join(', ')})`,
    );
    this.remove = db.prepare(`DELETE FROM ${now} WHERE _doc = ?`);
    this.selectBody = db.prepare<[number], string>(`SELECT json FROM ${body} WHERE _doc = ?`).pluck();
    this.putBody = db.prepare(
      `INSERT INTO ${body} VALUES (?, ?) ON CONFLICT (_doc) DO UPDATE SET json = excluded.json`,
    );
    this.removeBody = db.prepare(`DELETE FROM ${body} WHERE _doc = ?`);
    this.setCounter = db.prepare(
      `INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.times = definition.history === 'columns' ? timeStatements(db, timesTable(definition)) : undefined;
    const counter = db.prepare<[string], number>(`SELECT value FROM meta WHERE key = ?`).pluck();
    this.nextDoc = counter.get(`next:${this.name}`) ?? 0;
    this.count = counter.get(`count:${this.name}`) ?? 0;
    this.empty = this.nextDoc === 0;
  }

  read(id: string): { readonly doc: number; readonly values: Stored[] } | undefined {
    if (this.empty) return undefined;
    const row = this.select.get(id.toWellFormed()) as Stored[] | undefined;
    return row && { doc: row[0] as number, values: row.slice(1) };
  }

  readBody(doc: number): string | undefined {
    return this.selectBody.get(doc);
  }

  readTimes(doc: number): (readonly [number, number])[] {
    return (this.times?.select.all(doc) ?? []) as unknown as (readonly [number, number])[];
  }

  /** Brings the stored rows to what the entry says; answers whether anything differs. */
  write(id: string, { stored, alive, doc, dirty, values, body, times }: Entry): boolean {
    const goes = stored !== undefined && (!alive || doc !== stored);
    if (goes) {
      this.remove.run(stored);
      this.removeBody.run(stored);
      this.times?.remove.run(stored);
    }
    if (!alive || doc === undefined) return goes;
    const fresh = doc !== stored;
    if (fresh) {
      const shadows = this.columns.flatMap((c, i) => (c.shadow ? [shadowOf(values[i] ?? null)] : []));
      this.empty = false;
      this.insert.run([doc, id.toWellFormed(), ...values, ...shadows]);
    } else if (dirty.size > 0) this.update(doc, dirty, values);
    if (body !== undefined) {
      if (body !== '{}') this.putBody.run(doc, body);
      else if (!fresh) this.removeBody.run(doc);
    }
    if (this.times) for (const [column, time] of times.written()) this.times.put.run(doc, column, time);
    return fresh || dirty.size > 0 || body !== undefined;
  }

  writeCounters(): void {
    this.setCounter.run(`next:${this.name}`, this.nextDoc);
    this.setCounter.run(`count:${this.name}`, this.count);
  }

  /** Names only the columns that changed, so that only their indexes are touched. */
  private update(doc: number, dirty: ReadonlySet<number>, values: readonly Stored[]): void {
    const changed = [...dirty].sort((a, b) => a - b);
    const params: Stored[] = [];
    for (const index of changed) {
      const value = values[index] ?? null;
      params.push(value);
      if (this.columns[index]!.shadow) params.push(shadowOf(value));
    }
    this.updateOf(changed).run([...params, doc]);
  }

  private updateOf(changed: readonly number[]) {
    const key = changed.join();
    const known = this.updates.get(key);
    if (known) return known;
    const targets = changed.flatMap(index => {
      const { sql, shadow } = this.columns[index]!;
      return shadow ? [sql, shadow] : [sql];
    });
    const statement = this.db.prepare(
      `UPDATE ${this.table} SET ${targets.map(t => `${t} = ?`).join(', ')} WHERE _doc = ?`,
    );
    if (this.updates.size >= updateStatements) this.updates.clear();
    this.updates.set(key, statement);
    return statement;
  }
}

function timeStatements(db: Connection, table: string) {
  return {
    select: db.prepare<[number], [number, number]>(`SELECT col, at FROM ${table} WHERE _doc = ?`).raw(),
    put: db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`),
    remove: db.prepare(`DELETE FROM ${table} WHERE _doc = ?`),
  };
}

/** Folded text where it differs; the value itself stands in where it does not. */
export function shadowOf(value: Stored): string | null {
  if (typeof value !== 'string') return null;
  const folded = foldText(value);
  return folded === value ? null : folded;
}
