import type { EventChanges, Value } from '../../../projections/kernel/index.ts';
import { CollectionWriter, timeOf } from './collection-writer.ts';
import type { Connection } from './database.ts';
import { openWriter } from './database.ts';
import type { ProjectionLayout } from './schema.ts';
import { quote, tablesOf } from './schema.ts';
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
  private reached: number;

  constructor(path: string, layout: ProjectionLayout) {
    this.layout = layout;
    this.db = openWriter(path);
    try {
      this.setMeta = this.db.prepare('UPDATE meta SET value = ? WHERE key = ?');
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

  apply(batch: readonly EventChanges[], position: number, at: string): Changed {
    if (position <= this.reached) return {};
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const [index, event] of batch.entries()) {
        if (event.position <= this.reached) continue;
        for (const change of event.changes) this.writerOf(change.collection).change(change);
        for (const writer of this.collections.values()) writer.endEvent(timeOf(event));
        // One moment for all events learned in the same millisecond: the last of them.
        if (batch[index + 1]?.at !== event.at) this.addMoment.run(event.position, Date.parse(event.at));
      }
      const changed: Record<string, readonly string[]> = {};
      for (const [name, writer] of this.collections) {
        const ids = writer.flush();
        if (ids.length > 0) changed[name] = ids;
      }
      this.addMoment.run(position, Date.parse(at));
      this.setMeta.run(position, 'position');
      this.setMeta.run(at, 'at');
      this.db.exec('COMMIT');
      this.reached = position;
      return changed;
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  touch(collection: string, updates: readonly TouchUpdate[]): readonly string[] {
    const { definition } = this.writerOf(collection);
    const { now } = tablesOf(definition);
    const changed: string[] = [];
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const { id, columns } of updates) {
        const names = Object.keys(columns);
        if (names.length === 0) continue;
        for (const name of names)
          if (!definition.columns[name]?.volatile)
            throw new Error(
              `collection ${collection}: column "${name}" is not volatile and only events write it`,
            );
        const { changes } = this.db
          .prepare(`UPDATE ${now} SET ${names.map(n => `${quote(n)} = ?`).join(', ')} WHERE _id = ?`)
          .run([...names.map(n => toStored(columns[n] ?? null)), id.toWellFormed()]);
        if (changes > 0) changed.push(id);
      }
      this.db.exec('COMMIT');
      return changed;
    } catch (error) {
      this.undo();
      throw error;
    }
  }

  close(): void {
    this.db.close();
  }

  private load(): ReadonlyMap<string, CollectionWriter> {
    return new Map(this.layout.collections.map(c => [c.name, new CollectionWriter(this.db, c)]));
  }

  private storedPosition(): number {
    return this.db.prepare<[], number>(`SELECT value FROM meta WHERE key = 'position'`).pluck().get() ?? 0;
  }

  private writerOf(collection: string): CollectionWriter {
    const writer = this.collections.get(collection);
    if (!writer)
      throw new Error(`projection ${this.layout.name} does not own the collection "${collection}"`);
    return writer;
  }

  /** Half a batch may be in memory too; both go back to what is stored. */
  private undo(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    this.collections = this.load();
  }
}
