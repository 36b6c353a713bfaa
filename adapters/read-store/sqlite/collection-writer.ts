import type {
  CollectionDefinition,
  ColumnDefinition,
  DocumentChange,
  EventChanges,
  Value,
} from '../../../projections/kernel/index.ts';
import { checkChange } from '../../../projections/kernel/change-check.ts';
import type { HistoryEntry, HistoryWriter } from '../columnar/index.ts';
import { openHistoryWriter, runSync, sqliteHistoryStorage } from '../columnar/index.ts';
import { CellTimes } from './cell-times.ts';
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
  /** It began, or began anew, in the event at hand. */
  begun: boolean;
  values: Stored[];
  /** Indexes of columns to write to a stored row. */
  readonly dirty: Set<number>;
  /** JSON to write; undefined: as stored. */
  body: string | undefined;
  readonly times: CellTimes;
}

/** A document as it was before the event at hand. */
interface Before {
  readonly alive: boolean;
  readonly doc: number | undefined;
  readonly values: readonly Stored[];
  /** What a late event says of each column, whether it wins or not. */
  stated: Map<number, Stored> | undefined;
}

interface CellChange {
  readonly doc: number;
  readonly column: string;
  readonly from: Value;
  readonly to: Value;
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

function happenedAt({ at, happenedAt: happened }: EventTime): number {
  return happened === undefined ? at : Math.min(happened, at);
}

function isLate({ at, happenedAt: happened }: EventTime): boolean {
  return happened !== undefined && happened < at;
}

/**
 * Applies the events of a batch to one collection. A row is read once, changed in memory and written once at the
 * end of the batch; history gets one entry per event. Runs inside the caller's transaction.
 */
export class CollectionWriter {
  readonly definition: CollectionDefinition;
  private readonly rows: DocumentRows;
  private readonly columns: readonly {
    readonly name: string;
    readonly volatile: boolean;
    readonly definition: ColumnDefinition;
  }[];
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly entries = new Map<string, Entry>();
  /** Documents touched by the event at hand, as they were before it. */
  private readonly touched = new Map<string, Before>();
  private readonly history: HistoryWriter | undefined;
  private told: HistoryEntry[] = [];

  constructor(db: Connection, definition: CollectionDefinition, prefix: string, mode: 'live' | 'bulk') {
    this.definition = definition;
    this.rows = new DocumentRows(db, definition);
    if (definition.history === 'columns') {
      const history = runSync(openHistoryWriter(sqliteHistoryStorage(db, prefix), definition, { mode }));
      // Both number documents; where they do not agree, the file is not what a writer left.
      if (history.documents !== this.rows.nextDoc)
        throw new Error(
          `history of ${definition.name} has ${history.documents} documents, not ${this.rows.nextDoc}`,
        );
      this.history = history;
    }
    this.columns = Object.entries(definition.columns).map(([name, d]) => ({
      name,
      volatile: d.volatile === true,
      definition: d,
    }));
    this.indexOf = new Map(this.columns.map((c, i) => [c.name, i]));
  }

  /** Documents held in memory since the last flush. */
  get held(): number {
    return this.entries.size;
  }

  /** Changes of one event, in order; `endEvent` follows. */
  change(change: DocumentChange, time: EventTime): void {
    checkChange(this.definition, change);
    const entry = this.entry(change.id);
    let before = this.touched.get(change.id);
    if (!before) {
      before = { alive: entry.alive, doc: entry.doc, values: entry.values.slice(), stated: undefined };
      this.touched.set(change.id, before);
    }
    switch (change.kind) {
      case 'put':
        if (!entry.alive) this.begin(entry, before);
        this.set(entry, before, this.whole(change.columns), time);
        entry.body = change.body ? JSON.stringify(change.body) : '{}';
        return;
      case 'patch':
        if (!entry.alive) return;
        if (change.columns) this.set(entry, before, Object.entries(change.columns), time);
        if (change.body) entry.body = JSON.stringify(merge(this.bodyOf(entry), change.body));
        return;
      case 'delete':
        entry.alive = false;
        return;
      case 'increment':
        if (!entry.alive) {
          this.begin(entry, before);
          this.set(entry, before, Object.entries(change.otherwise ?? {}), time);
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
    const changes: CellChange[] = [];
    const deaths: number[] = [];
    let born = 0;
    for (const [id, before] of this.touched) {
      const entry = this.entries.get(id)!;
      if (before.alive && !entry.alive) deaths.push(before.doc!);
      if (!before.alive && entry.alive) {
        entry.doc = this.rows.nextDoc++;
        born++;
        if (this.history) births.push({ doc: entry.doc, id, columns: this.named(entry.values) });
        entry.times.begin(happenedAt(time));
      }
      if (before.alive && entry.alive && this.history) this.differences(entry, before, time, changes);
      entry.begun = false;
    }
    this.touched.clear();
    this.rows.count += born - deaths.length;
    if (this.history && births.length + changes.length + deaths.length > 0)
      this.told.push({ ...time, births, changes, deaths });
  }

  /** Ends a batch: writes rows and history; answers the ids of documents that changed. */
  flush(reached: { readonly position: number; readonly at: number }): string[] {
    const ids = this.write();
    this.writeHistory(reached);
    return ids;
  }

  /** Writes the rows of documents held in memory and lets go of them. */
  write(): string[] {
    const ids: string[] = [];
    for (const [id, entry] of this.entries) if (this.rows.write(id, entry)) ids.push(id);
    this.entries.clear();
    this.rows.writeCounters();
    return ids;
  }

  /** Hands what the batch did to the history, per event. */
  writeHistory(reached: { readonly position: number; readonly at: number }): void {
    if (!this.history) return;
    runSync(this.history.append(this.told, reached));
    this.told = [];
  }

  /** Brings the history of a bulk build into the form that is read. */
  finishHistory(): void {
    if (this.history) runSync(this.history.finish());
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
      begun: false,
      values: row?.values ?? [],
      dirty: new Set(),
      body: undefined,
      times: new CellTimes(),
    };
    this.entries.set(id, entry);
    return entry;
  }

  /** One that the same event deleted before goes on as the same document. */
  private begin(entry: Entry, before: Before): void {
    entry.doc = before.alive ? before.doc : undefined;
    entry.alive = true;
    entry.begun = true;
    entry.body = '{}';
    if (!before.alive) entry.values = new Array<Stored>(this.columns.length).fill(null);
    else
      for (const [index, { volatile }] of this.columns.entries())
        if (!volatile) this.assign(entry, index, null);
  }

  /** All columns of a put: those it does not name become missing; volatile ones are not its business. */
  private whole(columns: Readonly<Record<string, Value>>): (readonly [string, Value])[] {
    return this.columns.flatMap(({ name, volatile }) =>
      volatile ? [] : [[name, columns[name] ?? null] as const],
    );
  }

  /** A fact learned late does not replace what happened after it; what it states is noted all the same. */
  private set(
    entry: Entry,
    before: Before,
    columns: readonly (readonly [string, Value])[],
    time: EventTime,
  ): void {
    const late = this.history !== undefined && isLate(time);
    if (late && before.alive) before.stated ??= new Map();
    for (const [name, value] of columns) {
      const column = this.column(name);
      const stored = toStored(value);
      if (late) {
        before.stated?.set(column, stored);
        if (before.alive && !entry.begun && happenedAt(time) < this.timeOf(entry, column)) continue;
      }
      this.assign(entry, column, stored);
    }
  }

  /** When what stands in a cell happened. */
  private timeOf(entry: Entry, column: number): number {
    if (!entry.times.complete)
      entry.times.complement(entry.doc === undefined ? [] : this.rows.readTimes(entry.doc));
    return entry.times.of(column);
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

  private differences(entry: Entry, before: Before, time: EventTime, changes: CellChange[]): void {
    const happened = happenedAt(time);
    const add = (index: number, from: Stored, to: Stored) => {
      const { name, definition } = this.columns[index]!;
      changes.push({
        doc: entry.doc!,
        column: name,
        from: fromStored(from, definition),
        to: fromStored(to, definition),
      });
    };
    for (const index of entry.dirty) {
      const from = before.values[index] ?? null;
      const to = entry.values[index] ?? null;
      if (this.columns[index]!.volatile || from === to) continue;
      entry.times.set(index, happened);
      add(index, from, to);
      before.stated?.delete(index);
    }
    // A late fact that changed nothing: history learns it, the column does not move.
    for (const [index, value] of before.stated ?? []) add(index, value, value);
  }

  private named(values: readonly Stored[]): Record<string, Value> {
    const named: Record<string, Value> = {};
    for (const [index, { name, volatile, definition: column }] of this.columns.entries()) {
      const value = values[index] ?? null;
      if (value !== null && !volatile) named[name] = fromStored(value, column);
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
