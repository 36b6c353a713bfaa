import type {
  CollectionDefinition,
  DocumentChange,
  EventChanges,
  Value,
} from '../../../projections/kernel/index.ts';
import type { HistoryEntry } from '../columnar/index.ts';
import type { Connection } from './database.ts';
import { DocumentRows } from './document-rows.ts';
import type { Stored } from './values.ts';
import { fromStored, toStored } from './values.ts';

/** A document as this batch has left it so far. */
export interface Entry {
  /** Its number; undefined until the event that bears it is complete. */
  doc: number | undefined;
  /** Number of its row in the table before this batch. */
  readonly stored: number | undefined;
  alive: boolean;
  values: Stored[];
  /** Indexes of columns to write to a stored row. */
  readonly dirty: Set<number>;
  /** JSON to write; undefined: as stored. */
  body: string | undefined;
}

interface Before {
  readonly alive: boolean;
  readonly doc: number | undefined;
  readonly values: readonly Stored[];
}

/** When something was learned and when it happened; milliseconds since the epoch. */
export interface EventTime {
  readonly position: number;
  readonly at: number;
  readonly happenedAt?: number;
}

export function timeOf({ position, at, happenedAt }: Omit<EventChanges, 'changes'>): EventTime {
  const learned = { position, at: Date.parse(at) };
  return happenedAt === undefined ? learned : { ...learned, happenedAt: Date.parse(happenedAt) };
}

/**
 * Applies the events of a batch to one collection. A row is read once, changed in memory and written once at the
 * end of the batch; history gets one entry per event. Runs inside the caller's transaction.
 */
export class CollectionWriter {
  readonly definition: CollectionDefinition;
  private readonly rows: DocumentRows;
  private readonly keepsHistory: boolean;
  private readonly columns: readonly { readonly name: string; readonly volatile: boolean }[];
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly entries = new Map<string, Entry>();
  /** Documents touched by the event at hand, as they were before it. */
  private readonly touched = new Map<string, Before>();
  private history: HistoryEntry[] = [];

  constructor(db: Connection, definition: CollectionDefinition) {
    this.definition = definition;
    this.rows = new DocumentRows(db, definition);
    this.keepsHistory = definition.history === 'columns';
    this.columns = Object.entries(definition.columns).map(([name, d]) => ({
      name,
      volatile: d.volatile === true,
    }));
    this.indexOf = new Map(this.columns.map((c, i) => [c.name, i]));
  }

  /** Number of the next document. */
  get documents(): number {
    return this.rows.nextDoc;
  }

  /** Documents held in memory since the last flush. */
  get held(): number {
    return this.entries.size;
  }

  change(change: DocumentChange): void {
    const entry = this.entry(change.id);
    if (!this.touched.has(change.id))
      this.touched.set(change.id, { alive: entry.alive, doc: entry.doc, values: entry.values.slice() });
    switch (change.kind) {
      case 'put':
        if (!entry.alive) this.begin(entry);
        this.clear(entry, change.columns);
        this.set(entry, change.columns);
        entry.body = change.body ? JSON.stringify(change.body) : '{}';
        return;
      case 'patch':
        if (!entry.alive) return;
        if (change.columns) this.set(entry, change.columns);
        if (change.body) entry.body = JSON.stringify(merge(this.bodyOf(entry), change.body));
        return;
      case 'delete':
        entry.alive = false;
        return;
      case 'increment':
        if (!entry.alive) {
          this.begin(entry);
          this.set(entry, change.otherwise ?? {});
        }
        for (const [name, by] of Object.entries(change.by)) {
          const column = this.column(name);
          this.assign(entry, column, Number(entry.values[column] ?? 0) + by);
        }
        return;
    }
  }

  /** Ends an event: numbers the documents it bore and notes what it did. */
  endEvent(time: EventTime): void {
    if (this.touched.size === 0) return;
    const births: { doc: number; id: string; columns: Record<string, Value> }[] = [];
    const changes: { doc: number; column: string; from: Value; to: Value }[] = [];
    const deaths: number[] = [];
    let born = 0;
    for (const [id, before] of this.touched) {
      const entry = this.entries.get(id)!;
      const same = before.alive && entry.alive && before.doc === entry.doc;
      if (before.alive && !same) deaths.push(before.doc!);
      if (entry.alive && !same) {
        entry.doc = this.rows.nextDoc++;
        born++;
        if (this.keepsHistory) births.push({ doc: entry.doc, id, columns: this.named(entry.values) });
      }
      if (same && this.keepsHistory) this.differences(entry, before.values, changes);
    }
    this.touched.clear();
    this.rows.count += born - deaths.length;
    if (this.keepsHistory && births.length + changes.length + deaths.length > 0)
      this.history.push({ ...time, births, changes, deaths });
  }

  /** Writes what has changed; answers the ids. */
  flush(): string[] {
    const ids: string[] = [];
    for (const [id, entry] of this.entries) if (this.rows.write(id, entry)) ids.push(id);
    this.entries.clear();
    this.rows.writeCounters();
    return ids;
  }

  /** What the batch did, per event; asked once. */
  takeHistory(): readonly HistoryEntry[] {
    const taken = this.history;
    this.history = [];
    return taken;
  }

  private column(name: string): number {
    const index = this.indexOf.get(name);
    if (index === undefined) throw new Error(`collection ${this.definition.name} has no column "${name}"`);
    return index;
  }

  private entry(id: string): Entry {
    const known = this.entries.get(id);
    if (known) return known;
    const row = this.rows.read(id);
    const entry: Entry = {
      doc: row?.doc,
      stored: row?.doc,
      alive: row !== undefined,
      values: row?.values ?? [],
      dirty: new Set(),
      body: undefined,
    };
    this.entries.set(id, entry);
    return entry;
  }

  private begin(entry: Entry): void {
    entry.doc = undefined;
    entry.alive = true;
    entry.values = new Array<Stored>(this.columns.length).fill(null);
    entry.body = '{}';
  }

  /** Columns that a put does not name become missing; volatile ones are not its business. */
  private clear(entry: Entry, named: Readonly<Record<string, Value>>): void {
    for (const [index, { name, volatile }] of this.columns.entries())
      if (!volatile && !Object.hasOwn(named, name)) this.assign(entry, index, null);
  }

  private set(entry: Entry, columns: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(columns))
      this.assign(entry, this.column(name), toStored(value));
  }

  private assign(entry: Entry, column: number, value: Stored): void {
    if (entry.values[column] === value) return;
    entry.values[column] = value;
    entry.dirty.add(column);
  }

  private bodyOf(entry: Entry): Record<string, unknown> {
    const json = entry.body ?? (entry.stored === undefined ? undefined : this.rows.readBody(entry.stored));
    return json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
  }

  private differences(
    entry: Entry,
    before: readonly Stored[],
    changes: { doc: number; column: string; from: Value; to: Value }[],
  ): void {
    for (const index of entry.dirty) {
      const from = before[index] ?? null;
      const to = entry.values[index] ?? null;
      const { name, volatile } = this.columns[index]!;
      if (volatile || from === to) continue;
      const column = this.definition.columns[name]!;
      changes.push({
        doc: entry.doc!,
        column: name,
        from: fromStored(from, column),
        to: fromStored(to, column),
      });
    }
  }

  private named(values: readonly Stored[]): Record<string, Value> {
    const named: Record<string, Value> = {};
    for (const [index, { name, volatile }] of this.columns.entries()) {
      const value = values[index] ?? null;
      if (value !== null && !volatile) named[name] = fromStored(value, this.definition.columns[name]!);
    }
    return named;
  }
}

function merge(
  body: Record<string, unknown>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(body));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
