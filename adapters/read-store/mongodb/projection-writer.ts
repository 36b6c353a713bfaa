import type { CollectionDefinition, EventChanges } from '../../../projections/kernel/index.ts';
import { checkChange, QueryError } from '../../../projections/kernel/index.ts';
import { openHistoryWriter, runAsync, type HistoryWriter } from '../columnar/index.ts';
import { MomentWriter } from '../columnar/moments.ts';
import { BatchFold } from './batch-fold.ts';
import type { Build } from './build.ts';
import { mongoHistoryStorage } from './history-storage.ts';
import { checkSizes, type Write } from './journal.ts';
import type { KeyedRows } from './keyed-rows.ts';

interface Writing {
  readonly definition: CollectionDefinition;
  readonly history: { readonly rows: KeyedRows; readonly writer: HistoryWriter } | undefined;
}

export interface BatchResult {
  readonly writes: ReadonlyMap<string, readonly Write[]>;
  readonly changed: ReadonlyMap<string, readonly string[]>;
}

/**
 * Works out what a batch writes into a build; makes no write itself. Where its writes are not made in the end, throw
 * it away and open another: its memory then no longer agrees with the database.
 */
export class ProjectionWriter {
  readonly #build: Build;
  readonly #collections: readonly Writing[];
  readonly #moments: MomentWriter;
  readonly #momentRows: KeyedRows;

  private constructor(build: Build, collections: readonly Writing[], moments: MomentWriter, rows: KeyedRows) {
    this.#build = build;
    this.#collections = collections;
    this.#moments = moments;
    this.#momentRows = rows;
  }

  static async open(build: Build, mode: 'live' | 'bulk'): Promise<ProjectionWriter> {
    const collections: Writing[] = [];
    for (const definition of build.definitions) {
      if (definition.history !== 'columns') {
        collections.push({ definition, history: undefined });
        continue;
      }
      const rows = build.history(definition);
      const writer = await runAsync(openHistoryWriter(mongoHistoryStorage(rows), definition, { mode }));
      collections.push({ definition, history: { rows, writer } });
    }
    const { rows, storage } = build.moments();
    return new ProjectionWriter(build, collections, new MomentWriter(await storage.lastMoments()), rows);
  }

  /** Checks everything before anything is worked out. `position` may lie beyond the last event. */
  async batch(news: readonly EventChanges[], position: number, at: string): Promise<BatchResult> {
    for (const { changes } of news)
      for (const change of changes) {
        const target = this.#collections.find(({ definition }) => definition.name === change.collection);
        if (!target) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection: change.collection });
        checkChange(target.definition, change);
      }
    const writes = new Map<string, Write[]>();
    const changed = new Map<string, readonly string[]>();
    const reached = { position, at: Date.parse(at) };
    for (const { definition, history } of this.#collections) {
      const documents = this.#build.documents(definition);
      const fold = await BatchFold.over(documents, definition, news, history?.writer.documents ?? 0);
      if (fold.ids.length > 0) changed.set(definition.name, fold.ids);
      writes.set(documents.collectionName, fold.writes());
      if (!history) continue;
      await runAsync(history.writer.append(fold.entries, reached));
      writes.set(history.rows.name, writesOf(history.rows));
    }
    for (const event of news) this.#moments.add(event.position, Date.parse(event.at));
    this.#moments.add(reached.position, reached.at);
    this.#putMoments();
    writes.set(this.#momentRows.name, writesOf(this.#momentRows));
    checkSizes(writes);
    return { writes, changed };
  }

  /** Brings the history of a bulk build into the form that is read. */
  async finish(): Promise<BatchResult['writes']> {
    const writes = new Map<string, Write[]>();
    for (const { history } of this.#collections) {
      if (!history) continue;
      await runAsync(history.writer.finish());
      writes.set(history.rows.name, writesOf(history.rows));
    }
    checkSizes(writes);
    return writes;
  }

  #putMoments(): void {
    const storage = mongoHistoryStorage(this.#momentRows);
    for (const block of this.#moments.take()) void storage.putMoments(block);
  }
}

function writesOf(rows: KeyedRows): Write[] {
  return [...rows.take()].map(([id, row]) =>
    row ? { kind: 'replace' as const, id, document: row } : { kind: 'delete' as const, id },
  );
}
