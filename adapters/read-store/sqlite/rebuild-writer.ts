import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CollectionDefinition, EventChanges } from '../../../projections/kernel/index.ts';
import { QueryError } from '../../../projections/kernel/index.ts';
import { carryVolatile } from './carry-volatile.ts';
import type { CollectionBuilder } from './collection-builder.ts';
import { FoldBuilder } from './collection-builder.ts';
import type { Connection } from './database.ts';
import { createDatabase, openBuilder } from './database.ts';
import { timeOf } from './entry.ts';
import { HeapBuilder } from './heap-builder.ts';
import { syncFolder } from './manifest.ts';
import { RowBuffer } from './row-buffer.ts';
import type { ProjectionLayout } from './schema.ts';
import { createIndexesSql, createMomentsIndexSql, historyPrefix } from './schema.ts';

/**
 * Builds a projection's file from nothing. Nobody reads it before it is finished and a crash means starting again,
 * so there is no journal and no sync, documents are folded in memory or appended, and indexes come last.
 */
export class RebuildWriter {
  private readonly path: string;
  private readonly carryFrom: string | undefined;
  private readonly layout: ProjectionLayout;
  private readonly db: Connection;
  private readonly builders: readonly CollectionBuilder[];
  private readonly byName: ReadonlyMap<string, CollectionBuilder>;
  private readonly moments: RowBuffer;
  private momentBefore: string | undefined;
  private moment: { readonly position: number; readonly at: string } | undefined;

  /** `carryFrom`: the file that serves until now, whose volatile columns are taken over. */
  constructor(path: string, layout: ProjectionLayout, carryFrom: string | undefined) {
    this.path = path;
    this.carryFrom = carryFrom;
    this.layout = layout;
    createDatabase(path, layout, { indexes: false });
    this.db = openBuilder(path);
    this.db.exec('BEGIN');
    this.builders = layout.collections.map((definition, index) => this.builderOf(definition, index));
    this.byName = new Map(this.builders.map(builder => [builder.definition.name, builder]));
    this.moments = new RowBuffer(this.db, 'moments', ['pos', 'at']);
  }

  apply(batch: readonly EventChanges[]): void {
    for (const event of batch) {
      const time = timeOf(event);
      for (const change of event.changes) this.builder(change.collection).change(change, time);
      for (const builder of this.builders) builder.endEvent(time);
      this.noteMoment(event);
    }
    const last = batch.at(-1);
    if (!last) return;
    const reached = { position: last.position, at: Date.parse(last.at) };
    for (const builder of this.builders) builder.endBatch(reached);
  }

  /** Writes what is held, builds indexes, checks the whole file and puts it on disk. */
  finish(position: number, at: string, eventId: string | null): void {
    const reached = { position, at: Date.parse(at) };
    for (const builder of this.builders) builder.finish(reached);
    if (this.carryFrom !== undefined) carryVolatile(this.carryFrom, this.db, this.layout.collections);
    for (const { definition } of this.builders)
      for (const sql of createIndexesSql(definition).slice(1)) this.db.exec(sql);
    if (position > 0 && this.moment?.position !== position) this.noteMoment({ position, at });
    this.noteMoment(undefined);
    this.moments.flush();
    this.db.exec(createMomentsIndexSql);
    this.db.prepare(`UPDATE meta SET value = ? WHERE key = 'position'`).run(position);
    this.db.prepare(`UPDATE meta SET value = ? WHERE key = 'at'`).run(at);
    this.db.prepare(`INSERT OR REPLACE INTO meta (key, value) VALUES ('event', ?)`).run(eventId);
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

  /** Lets go of the file, which is of no use to anybody. */
  abandon(): void {
    this.db.close();
  }

  private builderOf(definition: CollectionDefinition, index: number): CollectionBuilder {
    return definition.history === 'append' || definition.history === 'interval'
      ? new HeapBuilder(this.db, definition)
      : new FoldBuilder(this.db, definition, historyPrefix(index));
  }

  private builder(collection: string): CollectionBuilder {
    const builder = this.byName.get(collection);
    if (!builder) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
    return builder;
  }

  /** Of events learned in the same millisecond the first and the last stand for all. */
  private noteMoment(next: { readonly position: number; readonly at: string } | undefined): void {
    const { moment } = this;
    if (moment && (moment.at !== this.momentBefore || moment.at !== next?.at))
      this.moments.add(moment.position, Date.parse(moment.at));
    this.momentBefore = moment?.at;
    this.moment = next;
  }
}
