import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { EventChanges } from '../../../projections/kernel/index.ts';
import { QueryError } from '../../../projections/kernel/index.ts';
import { CollectionWriter, timeOf } from './collection-writer.ts';
import { carryVolatile } from './carry-volatile.ts';
import type { Connection } from './database.ts';
import { createDatabase, openBuilder } from './database.ts';
import { syncFolder } from './manifest.ts';
import type { ProjectionLayout } from './schema.ts';
import { createIndexesSql, historyPrefix } from './schema.ts';
import { dirname } from 'node:path';

/** Documents folded in memory before they are written in between; about 2 KiB each. */
const heldDocuments = 200_000;

/**
 * Builds a projection's file from nothing. Nobody reads it before it is finished and a crash means starting again,
 * so there is no journal and no sync, documents are folded in memory and written once, and indexes come last.
 */
export class RebuildWriter {
  private readonly path: string;
  private readonly carryFrom: string | undefined;
  private readonly layout: ProjectionLayout;
  private readonly db: Connection;
  private readonly collections: ReadonlyMap<string, CollectionWriter>;
  private readonly addMoment;
  private readonly indexedById = new Set<string>();
  private moment: { readonly position: number; readonly at: string } | undefined;

  /** `carryFrom`: the file that serves until now, whose volatile columns are taken over. */
  constructor(path: string, layout: ProjectionLayout, carryFrom: string | undefined) {
    this.path = path;
    this.carryFrom = carryFrom;
    this.layout = layout;
    createDatabase(path, layout, { indexes: false });
    this.db = openBuilder(path);
    this.db.exec('BEGIN');
    this.collections = new Map(
      layout.collections.map((c, i) => [c.name, new CollectionWriter(this.db, c, historyPrefix(i), 'bulk')]),
    );
    this.addMoment = this.db.prepare('INSERT OR REPLACE INTO moments VALUES (?, ?)');
  }

  apply(batch: readonly EventChanges[]): void {
    for (const event of batch) {
      const time = timeOf(event);
      for (const change of event.changes) this.writerOf(change.collection).change(change, time);
      for (const collection of this.collections.values()) collection.endEvent(time);
      this.noteMoment(event);
    }
    const last = batch.at(-1);
    if (!last) return;
    const reached = { position: last.position, at: Date.parse(last.at) };
    for (const collection of this.collections.values()) collection.writeHistory(reached);
    for (const collection of this.collections.values())
      if (collection.held > heldDocuments) this.spill(collection);
  }

  /** Writes what is held, builds indexes, checks the whole file and puts it on disk. */
  finish(position: number, at: string): void {
    for (const collection of this.collections.values()) {
      collection.flush({ position, at: Date.parse(at) });
      collection.finishHistory();
      if (!this.indexedById.has(collection.definition.name))
        this.db.exec(createIndexesSql(collection.definition)[0]!);
    }
    if (this.carryFrom !== undefined) carryVolatile(this.carryFrom, this.db, this.layout.collections);
    for (const collection of this.collections.values()) {
      for (const sql of createIndexesSql(collection.definition).slice(1)) this.db.exec(sql);
    }
    this.noteMoment({ position, at });
    this.noteMoment(undefined);
    this.db.prepare(`UPDATE meta SET value = ? WHERE key = 'position'`).run(position);
    this.db.prepare(`UPDATE meta SET value = ? WHERE key = 'at'`).run(at);
    this.db.exec('COMMIT');
    this.db.exec('ANALYZE');
    const verdict = this.db.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok')
      throw new Error(`rebuilt file of ${this.layout.name} fails its check: ${String(verdict)}`);
    this.db.close();
    const descriptor = openSync(this.path, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    syncFolder(dirname(this.path));
  }

  abort(): void {
    this.db.close();
  }

  private writerOf(collection: string): CollectionWriter {
    const writer = this.collections.get(collection);
    if (!writer) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
    return writer;
  }

  /** From here on documents of this collection may have to be read again, so ids need their index. */
  private spill(collection: CollectionWriter): void {
    collection.write();
    const { name } = collection.definition;
    if (this.indexedById.has(name)) return;
    this.db.exec(createIndexesSql(collection.definition)[0]!);
    this.indexedById.add(name);
  }

  /** One moment for all events learned in the same millisecond: the last of them. */
  private noteMoment(next: { readonly position: number; readonly at: string } | undefined): void {
    if (this.moment && this.moment.at !== next?.at)
      this.addMoment.run(this.moment.position, Date.parse(this.moment.at));
    this.moment = next;
  }
}
