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
  Row,
} from '../../projections/kernel/index.ts';
import {
  answerGroups,
  answerPage,
  checkFilter,
  checkLimit,
  checkQuery,
  compileFilter,
  declaredColumn,
  decodeCursor,
  encodeCursor,
  QueryError,
  searchableColumns,
} from '../../projections/kernel/index.ts';
import { answerComparison } from './memory/answer.ts';
import type { MemoryCollection } from './memory/collection.ts';
import { recordedColumns } from './memory/fold.ts';
import { MemoryProjection } from './memory/projection.ts';
import { eventOf } from './event-of.ts';

type Listener = Parameters<ReadStore['onChange']>[0];

/**
 * A read store that keeps every event and folds the past anew for each question: the meaning of the port in
 * its plainest form, which the quick adapters are held against, and the store of unit tests.
 */
export class MemoryReadStore implements ReadStore {
  readonly #projections = new Map<string, MemoryProjection>();
  readonly #listeners = new Set<Listener>();

  open(projection: Projection): ReturnType<ReadStore['open']> {
    const known = this.#projections.get(projection.name);
    if (!known) this.#projections.set(projection.name, new MemoryProjection(projection));
    if (!known || known.isOf(projection))
      return Promise.resolve({ position: known?.position ?? 0, state: 'ready', ...eventOf(known?.eventId) });
    const reason = `built by version ${known.projection.version}, wanted ${projection.version}`;
    return Promise.resolve({ position: known.position, state: 'rebuild-needed', reason });
  }

  // Every answer below is worked out at once; `async` turns what is thrown into a rejection.
  async get(collection: string, id: string): Promise<Document | undefined> {
    const { documents } = this.#of(collection);
    const row = documents.row(id);
    return row && structuredClone({ ...row, body: documents.body(id) });
  }

  async find(collection: string, query: Query): Promise<Page> {
    checkQuery(this.definition(collection), query);
    const { rows, position } = this.#rows(collection, query.asOf);
    return answerPage(this.definition(collection), query, rows, position);
  }

  async count(collection: string, filter?: Filter, asOf?: AsOf): Promise<number> {
    const matches = compileFilter(this.definition(collection), filter);
    return this.#rows(collection, asOf).rows.filter(matches).length;
  }

  async groupBy(
    collection: string,
    column: string,
    options: Parameters<ReadStore['groupBy']>[2] = {},
  ): Promise<readonly GroupCount[]> {
    const definition = this.definition(collection);
    declaredColumn(definition, column);
    const { rows } = this.#rows(collection, options.asOf);
    return answerGroups(definition, column, options.filter, options.limit ?? Infinity, rows);
  }

  async compare(
    collection: string,
    from: AsOf,
    to: AsOf,
    options: Parameters<ReadStore['compare']>[3] = {},
  ): Promise<Comparison> {
    const definition = this.#withHistory(collection);
    checkFilter(definition, options.filter);
    const columns = options.columns ?? recordedColumns(definition);
    for (const column of columns) declaredColumn(definition, column);
    const limit = options.limit ?? 100;
    checkLimit(limit);
    const { filter, cursor } = options;
    const bound = { compared: [from, to, columns], ...(filter && { filter }) };
    const place = decodeCursor(definition, { ...bound, ...(cursor !== undefined && { cursor }) });
    const [before, after] = [this.#recordedRows(collection, from), this.#recordedRows(collection, to)];
    return answerComparison(definition, before, after, {
      ...(filter && { filter }),
      columns: columns.filter(column => !definition.columns[column]?.volatile),
      limit,
      ...(place && { after: place.id }),
      cursorOf: last => encodeCursor(definition, bound, last),
    });
  }

  async history(
    collection: string,
    id: string,
    options: Parameters<ReadStore['history']>[2] = {},
  ): Promise<readonly ColumnChange[]> {
    const definition = this.#withHistory(collection);
    const columns = options.columns ?? recordedColumns(definition);
    for (const column of columns) declaredColumn(definition, column);
    const { before = Infinity, limit = 1_000 } = options;
    const changes = this.#of(collection).documents.history(id, columns);
    return changes.filter(change => change.position < before).slice(0, limit);
  }

  async former(collection: string, query: FormerQuery): Promise<readonly FormerValue[]> {
    const definition = this.#withHistory(collection);
    const searchable = searchableColumns(definition);
    for (const column of query.columns ?? []) {
      const { type } = declaredColumn(definition, column);
      if (!searchable.includes(column))
        throw new QueryError('QUERY_WRONG_TYPE', {
          collection,
          column,
          type,
          expected: 'a searchable column',
        });
    }
    return this.#of(collection)
      .documents.former(query, query.columns ?? searchable)
      .slice(0, query.limit);
  }

  async apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ): Promise<void> {
    const target = this.#projection(projection);
    if (position <= target.position) return;
    target.eventId = eventId;
    const changed = target.apply(batch, position, at);
    for (const [collection, ids] of changed) this.#tell({ collection, ids: [...ids], position });
  }

  async position(projection: string): Promise<number> {
    return this.#projection(projection).position;
  }

  async touch(collection: string, updates: Parameters<ReadStore['touch']>[1]): Promise<void> {
    const { documents } = this.#of(collection);
    for (const { columns } of updates)
      for (const column of Object.keys(columns))
        if (!declaredColumn(documents.definition, column).volatile)
          throw new Error(`touch of ${collection}: \`${column}\` is not volatile, only events change it`);
    for (const { id, columns } of updates) documents.touch(id, columns);
  }

  async beginRebuild(projection: Projection): Promise<Rebuild> {
    const fresh = new MemoryProjection(projection);
    return {
      apply: async batch => {
        const last = batch.at(-1);
        if (last) fresh.apply(batch, last.position, last.at);
      },
      finish: async (position, at, eventId) => {
        fresh.apply([], position, at);
        fresh.eventId = eventId;
        const old = this.#projections.get(projection.name);
        if (old) fresh.inheritVolatile(old);
        this.#projections.set(projection.name, fresh);
        for (const { name } of projection.collections) this.#tell({ collection: name, ids: [], position });
      },
      abort: async () => {},
    };
  }

  async positionAt(time: string): Promise<number> {
    const asked = Date.parse(time);
    return Math.max(0, ...[...this.#projections.values()].map(one => one.positionAt(asked)));
  }

  definition(collection: string): CollectionDefinition {
    return this.#of(collection).documents.definition;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #projection(name: string): MemoryProjection {
    const projection = this.#projections.get(name);
    if (!projection) throw new Error(`projection ${name} is not open`);
    return projection;
  }

  #of(collection: string): { readonly documents: MemoryCollection; readonly projection: MemoryProjection } {
    for (const projection of this.#projections.values()) {
      const documents = projection.collections.get(collection);
      if (documents) return { documents, projection };
    }
    throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection });
  }

  #withHistory(collection: string): CollectionDefinition {
    const definition = this.definition(collection);
    if (definition.history !== 'columns') throw new QueryError('QUERY_NO_HISTORY', { collection });
    return definition;
  }

  #rows(collection: string, asOf: AsOf | undefined): { readonly rows: Row[]; readonly position: number } {
    const { documents, projection } = this.#of(collection);
    const moment = projection.moment(collection, asOf);
    return moment
      ? { rows: documents.rowsAt(moment), position: moment.position }
      : { rows: documents.rows(), position: projection.position };
  }

  /** For comparison: now too is taken from history, without what presence wrote. */
  #recordedRows(collection: string, asOf: AsOf): Row[] {
    const { documents, projection } = this.#of(collection);
    const now = { position: projection.position, time: Infinity, asKnown: 'then' as const };
    return documents.rowsAt(projection.moment(collection, asOf) ?? now);
  }

  #tell(change: Parameters<Listener>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }
}
