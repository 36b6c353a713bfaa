import type { CollectionDefinition, DocumentChange } from '../../../projections/kernel/index.ts';
import { checkChange } from '../../../projections/kernel/index.ts';
import type { CollectionBuilder } from './collection-builder.ts';
import type { Reached } from './collection-writer.ts';
import { CollectionWriter } from './collection-writer.ts';
import type { Connection } from './database.ts';
import { shadowOf } from './document-rows.ts';
import type { EventTime } from './entry.ts';
import { RowBuffer } from './row-buffer.ts';
import { createIndexesSql, quote, shadowColumn, tablesOf } from './schema.ts';
import type { Stored } from './values.ts';
import { toStored } from './values.ts';

/** Later changes applied in one go at the end. */
const changesPerFlush = 20_000;

/**
 * For documents that are many and rarely change again (rows of software, entries of a timeline): each `put` is
 * appended without looking for an older one, other changes are laid aside, and both are brought together by id
 * at the end, when ids have an index.
 */
export class HeapBuilder implements CollectionBuilder {
  readonly definition: CollectionDefinition;
  private readonly db: Connection;
  private readonly names: readonly { readonly name: string; readonly searchable: boolean }[];
  private readonly rows: RowBuffer;
  private readonly bodies: RowBuffer;
  private readonly later: RowBuffer;
  private nextDoc = 0;
  private laidAside = 0;

  constructor(db: Connection, definition: CollectionDefinition) {
    this.db = db;
    this.definition = definition;
    const { now, body, columns } = tablesOf(definition);
    this.names = Object.entries(definition.columns).map(([name, d]) => ({
      name,
      searchable: d.searchable === true,
    }));
    const shadows = this.names.filter(c => c.searchable).map(c => shadowColumn(c.name));
    const later = this.laterTable();
    db.exec(`CREATE TABLE ${later} (id TEXT, doc INTEGER, json TEXT) STRICT`);
    this.rows = new RowBuffer(db, now, ['_doc', '_id', ...columns, ...shadows]);
    this.bodies = new RowBuffer(db, body, ['_doc', 'json']);
    this.later = new RowBuffer(db, later, ['id', 'doc', 'json']);
  }

  change(change: DocumentChange): void {
    checkChange(this.definition, change);
    const id = change.id.toWellFormed();
    if (change.kind !== 'put') {
      this.later.add(id, this.nextDoc++, JSON.stringify(change));
      this.laidAside++;
      return;
    }
    const doc = this.nextDoc++;
    const values: Stored[] = [];
    const shadows: Stored[] = [];
    for (const { name, searchable } of this.names) {
      const value = toStored(change.columns[name] ?? null);
      values.push(value);
      if (searchable) shadows.push(shadowOf(value));
    }
    this.rows.add(doc, id, ...values, ...shadows);
    if (change.body) {
      const json = JSON.stringify(change.body);
      if (json !== '{}') this.bodies.add(doc, json);
    }
  }

  endEvent(): void {}

  endBatch(): void {}

  finish(reached: Reached): void {
    for (const buffer of [this.rows, this.bodies, this.later]) buffer.flush();
    this.db.exec(createIndexesSql(this.definition)[0]!);
    this.keepLastOfEachId();
    this.writeCounters();
    if (this.laidAside > 0) this.applyLater(reached);
    this.db.exec(`DROP TABLE ${this.laterTable()}`);
  }

  /** A document put twice stands there twice: the last one holds. */
  private keepLastOfEachId(): void {
    const { now, body } = tablesOf(this.definition);
    const older = this.db
      .prepare<[], number>(
        `SELECT _doc FROM ${now} JOIN (SELECT _id AS id, max(_doc) AS last FROM ${now} GROUP BY _id HAVING count(*) > 1)
           ON _id = id WHERE _doc < last`,
      )
      .pluck()
      .all();
    const removals = [now, body].map(table => this.db.prepare(`DELETE FROM ${table} WHERE _doc = ?`));
    for (const doc of older) for (const removal of removals) removal.run(doc);
  }

  private writeCounters(): void {
    const { name } = this.definition;
    const count = this.db
      .prepare<[], number>(`SELECT count(*) FROM ${tablesOf(this.definition).now}`)
      .pluck()
      .get();
    const set = this.db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
    set.run(`next:${name}`, this.nextDoc);
    set.run(`count:${name}`, count ?? 0);
  }

  /** In order of id, so that rows that lie together are changed together, and for each id in order of time. */
  private applyLater(reached: Reached): void {
    const writer = new CollectionWriter(this.db, this.definition, '', 'bulk');
    const time: EventTime = reached;
    const page = this.db.prepare<[string, number, number], { id: string; doc: number; json: string }>(
      `SELECT id, doc, json FROM ${this.laterTable()} WHERE (id, doc) > (?, ?) ORDER BY id, doc LIMIT ?`,
    );
    this.db.exec(
      `CREATE INDEX ${quote(`${this.definition.name}/later-id`)} ON ${this.laterTable()} (id, doc)`,
    );
    let last = { id: '', doc: -1 };
    for (;;) {
      const changes = page.all(last.id, last.doc, changesPerFlush);
      for (const { id, doc, json } of changes) {
        // A put that came after the change replaced all of it.
        const stored = writer.storedDoc(id);
        if (stored !== undefined && stored > doc && stored < this.nextDoc) continue;
        writer.change(JSON.parse(json) as DocumentChange, time);
        writer.endEvent(time);
      }
      writer.write();
      const end = changes.at(-1);
      if (!end) return;
      last = end;
    }
  }

  private laterTable(): string {
    return quote(`${this.definition.name}/later`);
  }
}
