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
import { Connection } from '../shared/mongodb.ts';
import { eventOf } from './event-of.ts';
import { BuildNames, dropGenerations, dropLeftovers } from './mongodb/claim.ts';
import { Manifest } from './mongodb/manifest.ts';
import type { ProjectionReader, Reached } from './mongodb/projection-reader.ts';
import { ServedProjection } from './mongodb/served-projection.ts';
import { Watch, type Moved } from './mongodb/watch.ts';

type Listener = Parameters<ReadStore['onChange']>[0];
type Failure = Parameters<NonNullable<ReadStore['failed']>>[1];

interface Opened {
  readonly definition: CollectionDefinition;
  readonly projection: ServedProjection;
}

export interface MongoReadStoreOptions {
  readonly readOnly?: boolean;
  /**
   * Eight hexadecimal digits that tell apart programs whose projections differ: each has its own collections, its own
   * holder of the lease, and does not see the others'. Absent: one for all.
   */
  readonly generation?: string;
}

/**
 * A read store in a MongoDB database, for more than one machine: the server that was last told to lead writes, others
 * read beside it. It uses no transactions, change streams, joins, collations or expiry. Everything in it can be
 * rebuilt from the log.
 */
export class MongoReadStore implements ReadStore {
  readonly #connection: Connection;
  readonly #readOnly: boolean;
  readonly #manifest: Manifest;
  readonly #projections = new Map<string, ServedProjection>();
  readonly #collections = new Map<string, Opened>();
  readonly #listeners = new Set<Listener>();
  readonly #watch: Watch;
  /** Null while another server writes. */
  #names: BuildNames | null = null;
  #cleared: Promise<void> | undefined;

  /** Throws TypeError where the address is none; it is connected to by the first `open`. */
  constructor(address: string, options: MongoReadStoreOptions = {}) {
    this.#readOnly = options.readOnly === true;
    this.#connection = new Connection(address, this.#readOnly);
    this.#manifest = new Manifest(this.#connection.db, options.generation ?? '');
    this.#watch = new Watch(this.#manifest, moved => this.#followed(moved));
  }

  lead(token: number | null): void {
    if (token !== null && this.#readOnly)
      throw new Error(`read store ${this.#connection.name} was opened for reading only`);
    this.#names = token === null ? null : new BuildNames(this.#manifest.generation, token);
    this.#cleared = undefined;
    for (const projection of this.#projections.values()) projection.lead(this.#names);
  }

  async dropGenerations(keep: readonly string[]): Promise<readonly string[]> {
    const { generation } = this.#manifest;
    return this.#asked(dropGenerations(this.#connection.db, new Set([...keep, generation])));
  }

  async failed(projection: string, failure: Failure): Promise<void> {
    await this.#asked(this.#projection(projection).failed(failure));
  }

  watch(listener: (moved: Moved) => void): () => void {
    return this.#watch.add(listener);
  }

  async open(projection: Projection): ReturnType<ReadStore['open']> {
    await this.#connection.ready();
    for (const { name } of projection.collections) {
      const owner = this.#collections.get(name)?.projection.name;
      if (owner !== undefined && owner !== projection.name)
        throw new Error(`collection ${name} belongs to the projection ${owner}, not to ${projection.name}`);
    }
    const { db } = this.#connection;
    const names = this.#names;
    if (names) await (this.#cleared ??= this.#asked(dropLeftovers(db, this.#manifest, names.term)));
    const served =
      this.#projections.get(projection.name) ??
      new ServedProjection(db, projection.name, this.#manifest, names);
    const { position, eventId, reason } = await this.#asked(served.open(projection));
    this.#projections.set(projection.name, served);
    this.#remember(served, projection);
    return reason === undefined
      ? { position, state: 'ready', ...eventOf(eventId) }
      : { position, state: 'rebuild-needed', reason };
  }

  get(collection: string, id: string): Promise<Document | undefined> {
    return this.#look(collection, (reader, definition) => reader.get(definition, id));
  }

  find(collection: string, query: Query): Promise<Page> {
    return this.#look(collection, (reader, definition, reached) => reader.find(definition, query, reached));
  }

  count(collection: string, filter?: Filter, asOf?: AsOf): Promise<number> {
    return this.#look(collection, (reader, definition, reached) =>
      reader.count(definition, filter, asOf, reached),
    );
  }

  groupBy(
    collection: string,
    column: string,
    options: Parameters<ReadStore['groupBy']>[2] = {},
  ): Promise<readonly GroupCount[]> {
    return this.#look(collection, (reader, definition, reached) =>
      reader.groupBy(definition, column, options, reached),
    );
  }

  compare(
    collection: string,
    from: AsOf,
    to: AsOf,
    options: Parameters<ReadStore['compare']>[3] = {},
  ): Promise<Comparison> {
    return this.#look(collection, (reader, definition, reached) =>
      reader.compare(definition, from, to, options, reached),
    );
  }

  history(
    collection: string,
    id: string,
    options: Parameters<ReadStore['history']>[2] = {},
  ): Promise<readonly ColumnChange[]> {
    return this.#look(collection, (reader, definition) => reader.history(definition, id, options));
  }

  former(collection: string, query: FormerQuery): Promise<readonly FormerValue[]> {
    return this.#look(collection, (reader, definition) => reader.former(definition, query));
  }

  async apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ): Promise<void> {
    const changed = await this.#asked(
      this.#projection(projection).apply(batch, position, at, eventId ?? null),
    );
    for (const [collection, ids] of changed ?? []) this.#tell({ collection, ids, position });
  }

  async position(projection: string): Promise<number> {
    return this.#asked(this.#projection(projection).position());
  }

  async touch(collection: string, updates: Parameters<ReadStore['touch']>[1]): Promise<void> {
    const { definition, projection } = this.#opened(collection);
    await this.#asked(this.#projection(projection.name).touch(definition, updates));
  }

  async beginRebuild(projection: Projection): Promise<Rebuild> {
    const served = this.#projection(projection.name);
    const rebuild = await this.#asked(
      served.beginRebuild(projection, position => {
        this.#remember(served, projection);
        for (const { name } of projection.collections) this.#tell({ collection: name, ids: [], position });
      }),
    );
    return {
      apply: batch => this.#asked(rebuild.apply(batch)),
      finish: (position, at, eventId) => this.#asked(rebuild.finish(position, at, eventId)),
      abort: () => this.#asked(rebuild.abort()),
    };
  }

  async positionAt(time: string): Promise<number> {
    const asked = Date.parse(time);
    let last = 0;
    for (const projection of this.#projections.values())
      last = Math.max(last, await this.#asked(projection.look(reader => reader.positionAt(asked))));
    return last;
  }

  definition(collection: string): CollectionDefinition {
    return this.#opened(collection).definition;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#watch.stop();
    await this.#connection.close();
  }

  /** Until a projection is rebuilt its old collections answer as they were declared. */
  #remember(projection: ServedProjection, { collections }: Projection): void {
    for (const wanted of collections) {
      const served = projection.definitions.find(({ name }) => name === wanted.name);
      this.#collections.set(wanted.name, { definition: served ?? wanted, projection });
    }
  }

  async #look<T>(
    collection: string,
    question: (reader: ProjectionReader, definition: CollectionDefinition, reached: Reached) => Promise<T>,
  ): Promise<T> {
    const { projection, definition } = this.#opened(collection);
    return this.#asked(
      projection.look((reader, state) => {
        const served = state.collections.find(({ name }) => name === collection);
        return question(reader, served ?? definition, state);
      }),
    );
  }

  #asked<T>(work: Promise<T>): Promise<T> {
    return this.#connection.asked(work);
  }

  #projection(name: string): ServedProjection {
    const projection = this.#projections.get(name);
    if (!projection) throw new Error(`projection ${name} is not open`);
    return projection;
  }

  /** What another server has written, collections and their positions. */
  #followed({ projection: name, collections, position }: Moved): void {
    const projection = this.#projections.get(name);
    if (this.#names || !projection) return;
    for (const definition of collections.declared)
      this.#collections.set(definition.name, { definition, projection });
    for (const collection of collections.changed) this.#tell({ collection, ids: [], position });
  }

  #opened(collection: string): Opened {
    const known = this.#collections.get(collection);
    if (!known) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
    return known;
  }

  #tell(change: Parameters<Listener>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }
}
