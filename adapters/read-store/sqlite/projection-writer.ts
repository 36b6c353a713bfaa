import type { CollectionDefinition, EventChanges, Value } from '../../../projections/kernel/index.ts';
import { QueryError, declaredColumn } from '../../../projections/kernel/index.ts';
import { CollectionWriter } from './collection-writer.ts';
import { timeOf } from './entry.ts';
import type { Connection } from './database.ts';
import { openWriter } from './database.ts';
import type { ProjectionLayout } from './schema.ts';
import { historyPrefix, quote, tablesOf } from './schema.ts';
import { StatementCache } from './statement-cache.ts';
import { toStored } from './values.ts';

/** Ids that changed, per collection. */
export type Changed = Readonly<Record<string, readonly string[]>>;

export interface TouchUpdate {
  readonly id: string;
  readonly columns: Readonly<Record<string, Value>>;
}

/** Writes the file of one projection: each batch of events is one transaction, its position within. */
export class ProjectionWriter {
  readonly layout: ProjectionLayout;
  private readonly db: Connection;
  private readonly setMeta;
  private readonly addMoment;
  private collections: ReadonlyMap<string, CollectionWriter>;
  private readonly touches: StatementCache;
  private reached: number;

  constructor(path: string, layout: ProjectionLayout) {
    this.layout = layout;
    this.db = openWriter(path);
    this.touches = new StatementCache(this.db);
    try {
      this.setMeta = this.db.prepare('INSERT OR REPLACE INTO meta (value, key) VALUES (?, ?)');
      this.addMoment = this.db.prepare('INSERT OR IGNORE INTO moments VALUES (?, ?)');
      this.collections = this.load();
      this.reached = this.storedPosition();
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  get position(): number {
    return this.reached;
  }

  /** The event at its position, where it was told. */
  get eventId(): string | null {
    return (
      this.db.prepare<[], string | null>(`SELECT value FROM meta WHERE key = 'event'`).pluck().get() ?? null
    );
  }

  apply(batch: readonly EventChanges[], position: number, at: string, eventId: string | null): Changed {
    if (position <= this.reached) return {};
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const [index, event] of batch.entries()) {
        if (event.position <= this.reached) continue;
        const time = timeOf(event);
        for (const change of event.changes) this.writerOf(change.collection).change(change, time);
        for (const writer of this.collections.values()) writer.endEvent(time);
        // Of events learned in the same millisecond the first and the last stand for all.
        if (batch[index - 1]?.at !== event.at || batch[index + 1]?.at !== event.at)
          this.addMoment.run(event.position, time.at);
      }
      const changed: Record<string, readonly string[]> = {};
      for (const [name, writer] of this.collections) {
        const ids = writer.flush({ position, at: Date.parse(at) });
        if (ids.length > 0) changed[name] = ids;
      }
      this.addMoment.run(position, Date.parse(at));
      this.setMeta.run(position, 'position');
      this.setMeta.run(at, 'at');
      this.setMeta.run(eventId, 'event');
      this.db.exec('COMMIT');
      this.reached = position;
      return changed;
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  /** Sets volatile columns of documents that exist. */
  touch(collection: string, updates: readonly TouchUpdate[]): void {
    const { definition } = this.writerOf(collection);
    for (const { columns } of updates)
      for (const name of Object.keys(columns))
        if (!declaredColumn(definition, name).volatile)
          throw new Error(`touch of ${collection}: \`${name}\` is not volatile, only events change it`);
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const { id, columns } of updates) {
        const values = Object.values(columns).map(toStored);
        if (values.length > 0)
          this.touchStatement(definition, Object.keys(columns)).run([...values, id.toWellFormed()]);
      }
      this.db.exec('COMMIT');
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  close(): void {
    this.db.close();
  }

  private touchStatement(definition: CollectionDefinition, names: readonly string[]) {
    const sets = names.map(name => `${quote(name)} = ?`).join(', ');
    return this.touches.get(`UPDATE ${tablesOf(definition).now} SET ${sets} WHERE _id = ?`);
  }

  private load(): ReadonlyMap<string, CollectionWriter> {
    return new Map(
      this.layout.collections.map((c, i) => [
        c.name,
        new CollectionWriter(this.db, c, historyPrefix(i), 'live'),
      ]),
    );
  }

  private storedPosition(): number {
    return this.db.prepare<[], number>(`SELECT value FROM meta WHERE key = 'position'`).pluck().get() ?? 0;
  }

  private writerOf(collection: string): CollectionWriter {
    const writer = this.collections.get(collection);
    if (!writer) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
    return writer;
  }

  /** Half a batch may be in memory too; both go back to what is stored. */
  private undo(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    this.collections = this.load();
  }
}
