import Database from 'better-sqlite3';
import type { Database as Connection } from 'better-sqlite3';
import { MemoryCollection } from '../../adapters/read-store/memory/collection.ts';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';
import {
  createHistoryTables,
  openHistoryReader,
  openHistoryWriter,
  runSync,
  sqliteHistoryStorage,
  type HistoryEntry,
  type HistoryReader,
  type HistoryReaderOptions,
  type HistoryWriter,
  type HistoryWriterOptions,
} from '../../adapters/read-store/columnar/index.ts';
import type {
  CollectionDefinition,
  DocumentChange,
  EventChanges,
  Projection,
  Row,
  Value,
} from '../../projections/kernel/index.ts';

/** Every type of column, two searchable ones and a volatile one. */
export const things: CollectionDefinition = {
  name: 'tests.things',
  version: 1,
  history: 'columns',
  columns: {
    name: { type: 'text', searchable: true },
    tag: { type: 'text', searchable: true },
    status: { type: 'text' },
    place: { type: 'path' },
    count: { type: 'integer' },
    ratio: { type: 'number' },
    on: { type: 'boolean' },
    since: { type: 'time' },
    pulse: { type: 'text', volatile: true },
  },
};

export const thingsProjection: Projection = {
  name: 'tests.things',
  version: 1,
  collections: [things],
  handles: [],
  project: () => [],
};

/**
 * Keeps documents as the reference does and tells what each event did to them in the terms of column history:
 * document numbers, births, net changes, deaths, and what late facts state.
 */
export class Recorder {
  readonly #documents: MemoryCollection;
  readonly #definition: CollectionDefinition;
  readonly #numbers = new Map<string, number>();
  #next = 0;

  constructor(definition: CollectionDefinition) {
    this.#definition = definition;
    this.#documents = new MemoryCollection(definition);
  }

  record(event: EventChanges): HistoryEntry {
    const ids = [...new Set(event.changes.map(({ id }) => id))];
    const before = new Map(ids.map(id => [id, this.#documents.row(id)]));
    this.#documents.apply(event);
    const at = Date.parse(event.at);
    const late = event.happenedAt !== undefined && Date.parse(event.happenedAt) < at;
    const births: NonNullable<HistoryEntry['births']>[number][] = [];
    const changes: NonNullable<HistoryEntry['changes']>[number][] = [];
    const deaths: number[] = [];
    for (const id of ids) {
      const [old, now] = [before.get(id), this.#documents.row(id)];
      if (!old && now) {
        this.#numbers.set(id, this.#next);
        births.push({ doc: this.#next++, id, columns: now.columns });
      } else if (old && !now) deaths.push(this.#numbers.get(id) as number);
      else if (old && now) changes.push(...this.#changes(id, old, now, late ? event.changes : []));
    }
    return {
      position: event.position,
      at,
      ...(event.happenedAt !== undefined && { happenedAt: Date.parse(event.happenedAt) }),
      births,
      changes,
      deaths,
    };
  }

  #changes(id: string, old: Row, now: Row, stating: readonly DocumentChange[]) {
    const doc = this.#numbers.get(id) as number;
    const stated = new Map<string, Value>();
    for (const change of stating) {
      if (change.id !== id) continue;
      const named =
        change.kind === 'put'
          ? Object.keys(this.#definition.columns).filter(name => !this.#definition.columns[name]?.volatile)
          : change.kind === 'patch'
            ? Object.keys(change.columns ?? {})
            : [];
      for (const column of named)
        stated.set(
          column,
          change.kind === 'put' || change.kind === 'patch' ? (change.columns?.[column] ?? null) : null,
        );
    }
    return Object.keys(this.#definition.columns).flatMap(column => {
      const [from, to] = [old.columns[column] ?? null, now.columns[column] ?? null];
      if (from !== to) return [{ doc, column, from, to, counted: stating.length > 0 && !stated.has(column) }];
      const value = stated.get(column);
      return value === undefined ? [] : [{ doc, column, from: value, to: value }];
    });
  }
}

/** Column history in a file or in memory, beside the reference store that was told the same. */
export class HistoryBench {
  readonly path: string;
  readonly definition: CollectionDefinition;
  readonly reference = new MemoryReadStore();
  readonly #projection: Projection;
  readonly #recorder: Recorder;
  readonly #writerOptions: HistoryWriterOptions;
  readonly #readerOptions: HistoryReaderOptions;
  writing: Connection;
  #writer: HistoryWriter;
  #reading: Connection | undefined;
  #reader: HistoryReader | undefined;

  private constructor(
    path: string,
    projection: Projection,
    writer: HistoryWriterOptions,
    reader: HistoryReaderOptions,
  ) {
    this.path = path;
    this.#projection = projection;
    this.definition = projection.collections[0] as CollectionDefinition;
    this.#recorder = new Recorder(this.definition);
    this.#writerOptions = writer;
    this.#readerOptions = reader;
    this.writing = new Database(path);
    this.writing.pragma('journal_mode = WAL');
    this.writing.pragma('synchronous = OFF');
    createHistoryTables(this.writing, 'h');
    this.#writer = this.#openWriter();
  }

  static async open(
    path: string,
    projection: Projection = thingsProjection,
    writer: HistoryWriterOptions = {},
    reader: HistoryReaderOptions = {},
  ): Promise<HistoryBench> {
    const bench = new HistoryBench(path, projection, writer, reader);
    await bench.reference.open(projection);
    return bench;
  }

  get reader(): HistoryReader {
    this.#reading ??= new Database(this.path, { readonly: true });
    this.#reader ??= runSync(
      openHistoryReader(sqliteHistoryStorage(this.#reading, 'h'), this.definition, this.#readerOptions),
    );
    const { reader, reading } = { reader: this.#reader, reading: this.#reading };
    reading.transaction(() => runSync(reader.refresh()))();
    return reader;
  }

  async apply(batch: readonly EventChanges[]): Promise<void> {
    const last = batch.at(-1);
    if (!last) return;
    this.write(
      batch.map(event => this.#recorder.record(event)),
      { position: last.position, at: Date.parse(last.at) },
    );
    await this.reference.apply(this.#projection.name, batch, last.position, last.at);
  }

  write(entries: readonly HistoryEntry[], reached: { readonly position: number; readonly at: number }): void {
    this.writing.transaction(() => runSync(this.#writer.append(entries, reached)))();
  }

  replace(column: string, text: string, replacement: string): boolean {
    return this.writing.transaction(() => runSync(this.#writer.replaceText(column, text, replacement)))();
  }

  finish(): void {
    this.writing.transaction(() => runSync(this.#writer.finish()))();
  }

  /** As after a restart of the writing process. */
  reopenWriter(): void {
    this.writing.close();
    this.writing = new Database(this.path);
    this.writing.pragma('synchronous = OFF');
    this.#writer = this.#openWriter();
  }

  /** As another process that opens the file. */
  reopenReader(): void {
    this.#reading?.close();
    this.#reading = undefined;
    this.#reader = undefined;
  }

  close(): void {
    this.#reading?.close();
    this.writing.close();
  }

  #openWriter(): HistoryWriter {
    return runSync(
      openHistoryWriter(sqliteHistoryStorage(this.writing, 'h'), this.definition, this.#writerOptions),
    );
  }
}
