import type {
  AsOf,
  CollectionDefinition,
  ColumnChange,
  Comparison,
  Document,
  EventChanges,
  Filter,
  FormerQuery,
  FormerValue,
  GroupCount,
  Page,
  Projection,
  Query,
  ReadStore,
  Rebuild,
} from '../../projections/kernel/index.ts';
import { QueryError } from '../../projections/kernel/index.ts';
import type { LogSourceAddress } from './sqlite/log-source.ts';
import { eventOf } from './event-of.ts';
import { BuildThreads } from './sqlite/build-threads.ts';
import { ManifestFollower } from './sqlite/manifest-follower.ts';
import type { CompareOptions, GroupOptions, HistoryOptions } from './sqlite/projection-reader.ts';
import { ReaderPool } from './sqlite/reader-pool.ts';
import type { TouchUpdate } from './sqlite/projection-writer.ts';
import type { ReaderMethods } from './sqlite/reader-worker.ts';
import { startRebuild } from './sqlite/rebuild-handle.ts';
import type { Thread } from './sqlite/rpc.ts';
import { ReadStoreDamagedError, startThread } from './sqlite/rpc.ts';
import type { ProjectionLayout } from './sqlite/schema.ts';
import { assertUsable } from './sqlite/schema.ts';
import type { WriterMethods } from './sqlite/writer-worker.ts';

export { ReadStoreDamagedError };

type Change = Parameters<Parameters<ReadStore['onChange']>[0]>[0];
type Damage = Parameters<Parameters<NonNullable<ReadStore['onDamage']>>[0]>[0];

export interface SqliteReadStoreOptions {
  /** Threads that answer questions; default 2. */
  readonly readers?: number;
  /** For a second process beside the one that writes: every write is refused, swaps are followed. */
  readonly readOnly?: boolean;
  /** The log that rebuilding threads read by themselves; without it whoever rebuilds hands them the changes. */
  readonly log?: LogSourceAddress | undefined;
}

interface Served {
  readonly position: number;
  readonly eventId?: string | null;
  /** Why it has to be rebuilt; undefined where it need not. */
  readonly reason: string | undefined;
}

/**
 * The embedded read store: a folder with one database per projection, written by one thread and read by a few.
 * The event loop of the caller never waits for a disk. Everything in the folder can be rebuilt from the log.
 */
export class SqliteReadStore implements ReadStore {
  private readonly folder: string;
  private readonly writerThread: Thread<WriterMethods> | undefined;
  private readonly follower: ManifestFollower | undefined;
  private readonly readers: ReaderPool;
  private readonly buildThreads = new BuildThreads();
  private readonly layouts = new Map<string, ProjectionLayout>();
  private readonly collections = new Map<
    string,
    { readonly definition: CollectionDefinition; readonly projection: string }
  >();
  /** What presence writes while a projection is rebuilt goes into the old file and, after the swap, into the new one. */
  private readonly touchedInRebuild = new Map<string, Map<string, Map<string, TouchUpdate>>>();
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly damageListeners = new Set<(damage: Damage) => void>();
  private readonly log: LogSourceAddress | undefined;

  constructor(folder: string, options: SqliteReadStoreOptions = {}) {
    this.folder = folder;
    this.log = options.log;
    if (options.readOnly) this.follower = new ManifestFollower(folder);
    else this.writerThread = startThread(new URL('./sqlite/writer-worker.ts', import.meta.url), { folder });
    this.readers = new ReaderPool(options.readers ?? 2);
  }

  async open(projection: Projection) {
    const layout = layoutOf(projection);
    assertUsable(layout);
    for (const { name } of layout.collections) {
      const owner = this.collections.get(name)?.projection;
      if (owner !== undefined && owner !== layout.name)
        throw new Error(`collection ${name} belongs to the projection ${owner}, not to ${layout.name}`);
    }
    const { position, eventId, reason } = this.follower
      ? await this.follow(layout, this.follower)
      : await this.own(layout);
    this.remember(layout);
    return reason === undefined
      ? { position, state: 'ready' as const, ...eventOf(eventId) }
      : { position, state: 'rebuild-needed' as const, reason };
  }

  async get(collection: string, id: string): Promise<Document | undefined> {
    return this.ask(collection, reader => reader.call('get', collection, id));
  }

  async find(collection: string, query: Query): Promise<Page> {
    return this.ask(collection, reader => reader.call('find', collection, query));
  }

  async count(collection: string, filter?: Filter, asOf?: AsOf): Promise<number> {
    return this.ask(collection, reader => reader.call('count', collection, filter, asOf));
  }

  async groupBy(
    collection: string,
    column: string,
    options: GroupOptions = {},
  ): Promise<readonly GroupCount[]> {
    return this.ask(collection, reader => reader.call('groupBy', collection, column, options));
  }

  async compare(collection: string, from: AsOf, to: AsOf, options: CompareOptions = {}): Promise<Comparison> {
    return this.ask(collection, reader => reader.call('compare', collection, from, to, options));
  }

  async history(
    collection: string,
    id: string,
    options: HistoryOptions = {},
  ): Promise<readonly ColumnChange[]> {
    return this.ask(collection, reader => reader.call('history', collection, id, options));
  }

  async former(collection: string, query: FormerQuery): Promise<readonly FormerValue[]> {
    return this.ask(collection, reader => reader.call('former', collection, query));
  }

  async apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ): Promise<void> {
    const changed = await this.watched(this.layouts.get(projection), () =>
      this.writer.call('apply', projection, batch, position, at, eventId ?? null),
    );
    for (const [collection, ids] of Object.entries(changed)) this.tell({ collection, ids, position });
  }

  async position(projection: string): Promise<number> {
    if (!this.follower) return this.writer.call('position', projection);
    await this.followSwaps();
    return this.readers.any().call('position', projection);
  }

  async touch(collection: string, updates: readonly TouchUpdate[]): Promise<void> {
    const { projection } = this.opened(collection);
    const remembered = this.touchedInRebuild.get(projection);
    if (remembered) {
      const ofCollection = remembered.get(collection) ?? new Map<string, TouchUpdate>();
      remembered.set(collection, ofCollection);
      for (const { id, columns } of updates)
        ofCollection.set(id, { id, columns: { ...ofCollection.get(id)?.columns, ...columns } });
    }
    await this.watched(this.layouts.get(projection), () =>
      this.writer.call('touch', projection, collection, updates),
    );
  }

  async beginRebuild(projection: Projection, { short = false } = {}): Promise<Rebuild> {
    const layout = layoutOf(projection);
    assertUsable(layout);
    const { path, carryFrom } = await this.writer.call('beginRebuild', layout);
    const touched = new Map<string, Map<string, TouchUpdate>>();
    this.touchedInRebuild.set(layout.name, touched);
    const forget = () => {
      if (this.touchedInRebuild.get(layout.name) === touched) this.touchedInRebuild.delete(layout.name);
    };
    const log = !short && this.log?.projections.includes(layout.name) ? this.log : undefined;
    return startRebuild(
      short ? this.buildThreads.together() : this.buildThreads.own(),
      { path, layout, carryFrom, log },
      {
        swap: async position => {
          await this.swap(layout, path, touched);
          forget();
          for (const { name } of layout.collections) this.tell({ collection: name, ids: [], position });
        },
        discard: async () => {
          forget();
          await this.writer.call('remove', [path]);
        },
      },
    );
  }

  async positionAt(time: string): Promise<number> {
    await this.followSwaps();
    return this.readers.any().call('positionAt', Date.parse(time));
  }

  definition(collection: string): CollectionDefinition {
    return this.opened(collection).definition;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onDamage(listener: (damage: Damage) => void): () => void {
    this.damageListeners.add(listener);
    return () => this.damageListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
    this.damageListeners.clear();
    await this.readers.close();
    await this.writerThread?.call('close');
    await this.writerThread?.terminate();
  }

  /** The writer adopts the finished file, then the readers turn to it, then the old ones go. */
  private async swap(
    layout: ProjectionLayout,
    path: string,
    touched: ReadonlyMap<string, ReadonlyMap<string, TouchUpdate>>,
  ): Promise<void> {
    const old = await this.writer.call('adopt', layout, path);
    for (const [collection, updates] of touched)
      if (layout.collections.some(c => c.name === collection))
        await this.writer.call('touch', layout.name, collection, [...updates.values()]);
    await this.readers.use(layout, path);
    await this.writer.call('remove', old);
    this.remember(layout);
  }

  private get writer(): Thread<WriterMethods> {
    if (!this.writerThread) throw new Error(`read store ${this.folder} was opened for reading only`);
    return this.writerThread;
  }

  private async own(layout: ProjectionLayout): Promise<Served> {
    const { path, position, eventId, reason } = await this.writer.call('open', layout);
    await this.readers.use(layout, path);
    return { position, eventId, reason };
  }

  /** Between the look into the manifest and the opening a swap may take the file away; then the next one is there. */
  private async follow(layout: ProjectionLayout, follower: ManifestFollower, attempts = 3): Promise<Served> {
    const { path, reason } = follower.find(layout);
    if (path === undefined) return { position: 0, reason };
    try {
      await this.readers.use(layout, path);
    } catch (error) {
      if (attempts > 1) return this.follow(layout, follower, attempts - 1);
      throw error;
    }
    return { position: await this.readers.any().call('position', layout.name), reason };
  }

  private async followSwaps(): Promise<void> {
    if (!this.follower?.moved()) return;
    for (const layout of this.layouts.values()) await this.follow(layout, this.follower);
  }

  private remember(layout: ProjectionLayout): void {
    this.layouts.set(layout.name, layout);
    for (const definition of layout.collections)
      this.collections.set(definition.name, { definition, projection: layout.name });
  }

  /** Asks a reading thread. */
  private async ask<T>(
    collection: string,
    question: (reader: Thread<ReaderMethods>) => Promise<T>,
  ): Promise<T> {
    const { projection } = this.opened(collection);
    await this.followSwaps();
    return this.watched(this.layouts.get(projection), () => question(this.readers.for(collection)));
  }

  /** Damage met in the files of a projection is noted, so that the next `open` asks for a rebuild, and told. */
  private async watched<T>(served: ProjectionLayout | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // After a swap it is about a file that is no longer there.
      if (error instanceof ReadStoreDamagedError && this.layouts.get(error.projection) === served)
        await this.condemn(error);
      throw error;
    }
  }

  private async condemn({ projection, reason }: ReadStoreDamagedError): Promise<void> {
    await this.writerThread?.call('condemn', projection, reason);
    for (const listener of this.damageListeners) listener({ projection, reason });
  }

  private opened(collection: string) {
    const known = this.collections.get(collection);
    if (!known) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
    return known;
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}

function layoutOf({ name, version, collections }: Projection): ProjectionLayout {
  return { name, version, collections };
}
