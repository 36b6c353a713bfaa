import type {
  CollectionDefinition,
  ColumnDefinition,
  DocumentChange,
  Value,
} from '../../../projections/kernel/index.ts';
import { checkChange } from '../../../projections/kernel/index.ts';
import type { HistoryEntry, HistoryWriter } from '../columnar/index.ts';
import { openHistoryWriter, runSync, sqliteHistoryStorage } from '../columnar/index.ts';
import type { Connection } from './database.ts';
import { DocumentRows } from './document-rows.ts';
import type { Before, Entry, EventTime } from './entry.ts';
import { entryOf, happenedOf, isLate, mergeBody } from './entry.ts';
import type { Stored } from './values.ts';
import { fromStored, toStored } from './values.ts';

/** How far a batch goes: its last position, and when that was learned (milliseconds). */
export interface Reached {
  readonly position: number;
  readonly at: number;
}

interface Column {
  readonly name: string;
  readonly volatile: boolean;
  readonly definition: ColumnDefinition;
}

interface CellChange {
  readonly doc: number;
  readonly column: string;
  readonly from: Value;
  readonly to: Value;
  /** A late event only counted it up. */
  readonly counted?: boolean;
}

/**
 * Applies the events of a batch to one collection. A row is read once, changed in memory and written once at the
 * end of the batch; history gets one entry per event. Runs inside the caller's transaction.
 */
export class CollectionWriter {
  readonly definition: CollectionDefinition;
  private readonly rows: DocumentRows;
  private readonly columns: readonly Column[];
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly entries = new Map<string, Entry>();
  /** Documents touched by the event at hand. */
  private touched: Entry[] = [];
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

  /** Number of the next document. */
  get nextDoc(): number {
    return this.rows.nextDoc;
  }

  /** Number of a document's row as stored before this batch. */
  storedDoc(id: string): number | undefined {
    return this.entry(id).stored;
  }

  /** Changes of one event, in order; `endEvent` follows. */
  change(change: DocumentChange, time: EventTime): void {
    checkChange(this.definition, change);
    const entry = this.entry(change.id);
    const before = (entry.before ??= this.touch(entry));
    switch (change.kind) {
      case 'put':
        if (!entry.alive) this.begin(entry, before);
        for (const [column, { name, volatile }] of this.columns.entries())
          if (!volatile) this.set(entry, before, column, change.columns[name] ?? null, time);
        entry.body = change.body ? JSON.stringify(change.body) : '{}';
        return;
      case 'patch':
        if (!entry.alive) return;
        if (change.columns) this.setNamed(entry, before, change.columns, time);
        if (change.body) entry.body = JSON.stringify(mergeBody(this.bodyOf(entry), change.body));
        return;
      case 'delete':
        entry.alive = false;
        return;
      case 'increment':
        if (!entry.alive) {
          this.begin(entry, before);
          this.setNamed(entry, before, change.otherwise ?? {}, time);
        }
        for (const [name, by] of Object.entries(change.by)) {
          const column = this.column(name);
          this.assign(entry, before, column, Number(entry.values[column] ?? 0) + by);
        }
        return;
    }
  }

  /** Ends an event: numbers the documents it bore and notes what it did. */
  endEvent(time: EventTime): void {
    if (this.touched.length === 0) return;
    const births: { doc: number; id: string; columns: Record<string, Value> }[] = [];
    const changes: CellChange[] = [];
    const deaths: number[] = [];
    for (const entry of this.touched) {
      const before = entry.before!;
      if (before.alive && !entry.alive) {
        deaths.push(before.doc!);
        this.rows.count--;
      }
      if (!before.alive && entry.alive) {
        entry.doc = this.rows.nextDoc++;
        this.rows.count++;
        if (this.history) births.push({ doc: entry.doc, id: entry.id, columns: this.named(entry.values) });
        entry.times.begin(happenedOf(time));
      }
      if (before.alive && entry.alive && this.history) this.differences(entry, before, time, changes);
      entry.begun = false;
      entry.before = undefined;
    }
    this.touched = [];
    if (this.history && births.length + changes.length + deaths.length > 0)
      this.told.push({ ...time, births, changes, deaths });
  }

  /** Ends a batch: writes rows and history; answers the ids of documents that changed. */
  flush(reached: Reached): string[] {
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
  writeHistory(reached: Reached): void {
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
    let entry = this.entries.get(id);
    if (!entry) {
      entry = entryOf(id, this.rows.read(id));
      this.entries.set(id, entry);
    }
    return entry;
  }

  private touch(entry: Entry): Before {
    this.touched.push(entry);
    return { alive: entry.alive, doc: entry.doc, replaced: new Map(), stated: new Map() };
  }

  /** One that the same event deleted before goes on as the same document. */
  private begin(entry: Entry, before: Before): void {
    entry.doc = before.alive ? before.doc : undefined;
    entry.alive = true;
    entry.begun = true;
    entry.body = '{}';
    if (!before.alive) entry.values = new Array<Stored>(this.columns.length).fill(null);
    else
      for (const [column, { volatile }] of this.columns.entries())
        if (!volatile) this.assign(entry, before, column, null);
  }

  private setNamed(
    entry: Entry,
    before: Before,
    columns: Readonly<Record<string, Value>>,
    time: EventTime,
  ): void {
    for (const name of Object.keys(columns))
      this.set(entry, before, this.column(name), columns[name] ?? null, time);
  }

  /** A fact learned late does not replace what happened after it; what it states is noted all the same. */
  private set(entry: Entry, before: Before, column: number, value: Value, time: EventTime): void {
    const stored = toStored(value);
    if (before.alive && this.history && isLate(time)) {
      before.stated.set(column, stored);
      if (!entry.begun && happenedOf(time) < this.timeOf(entry, column)) return;
    }
    this.assign(entry, before, column, stored);
  }

  /** When what stands in a cell happened. */
  private timeOf(entry: Entry, column: number): number {
    if (!entry.times.complete)
      entry.times.complement(entry.doc === undefined ? [] : this.rows.readTimes(entry.doc));
    return entry.times.of(column);
  }

  private assign(entry: Entry, before: Before, column: number, value: Stored): void {
    const old = entry.values[column] ?? null;
    if (old === value) return;
    entry.values[column] = value;
    if (entry.stored !== undefined) entry.dirty.add(column);
    if (before.alive && this.history && !before.replaced.has(column)) before.replaced.set(column, old);
  }

  private bodyOf(entry: Entry): Record<string, unknown> {
    const json = entry.body ?? (entry.stored === undefined ? undefined : this.rows.readBody(entry.stored));
    return json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
  }

  private differences(entry: Entry, before: Before, time: EventTime, changes: CellChange[]): void {
    const happened = happenedOf(time);
    for (const [column, from] of before.replaced) {
      const to = entry.values[column] ?? null;
      if (this.columns[column]!.volatile || from === to) continue;
      entry.times.set(column, happened);
      const change = this.cellChange(entry.doc!, column, from, to);
      const counted = isLate(time) && !before.stated.has(column);
      changes.push(counted ? { ...change, counted } : change);
      before.stated.delete(column);
    }
    // A late fact that changed nothing: history learns it, the column does not move.
    for (const [column, value] of before.stated)
      changes.push(this.cellChange(entry.doc!, column, value, value));
  }

  private cellChange(doc: number, column: number, from: Stored, to: Stored): CellChange {
    const { name, definition } = this.columns[column]!;
    return { doc, column: name, from: fromStored(from, definition), to: fromStored(to, definition) };
  }

  private named(values: readonly Stored[]): Record<string, Value> {
    const named: Record<string, Value> = {};
    for (const [index, { name, volatile, definition }] of this.columns.entries()) {
      const value = values[index] ?? null;
      if (value !== null && !volatile) named[name] = fromStored(value, definition);
    }
    return named;
  }
}
