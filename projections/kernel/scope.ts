import type { Clock } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, Document } from './collection.ts';
import { decodeCursor, encodeCursor, placeAsRow } from './cursor.ts';
import { hasRelativeTime, resolveTimes } from './filter-time.ts';
import { columnTest } from './evaluate.ts';
import type { AsOf, Filter, Page, Query, Scalar } from './query.ts';
import { QueryError } from './query.ts';
import type {
  ColumnChange,
  Comparison,
  Difference,
  FormerQuery,
  FormerValue,
  GroupCount,
  ReadStore,
} from './read-store.ts';

/** Department paths an account administers, each with everything below it; null is unrestricted, [] sees nothing. */
export type Scope = readonly string[] | null;

/**
 * The read store as one account may see it. Routes, exports and live lists ask this and never the store itself:
 * here, and nowhere else, the scope and what a collection lists are joined to every question, and texts such as
 * `now-14d` become moments.
 *
 * For the past the account's scope of today is held against the departments of the moment asked for.
 */
export interface ScopedReads {
  readonly scope: Scope;
  definition(collection: string): CollectionDefinition;
  get: ReadStore['get'];
  find: ReadStore['find'];
  count: ReadStore['count'];
  groupBy: ReadStore['groupBy'];
  /**
   * Of documents in scope at either moment. One in scope at one of them only tells that it came or went: of its
   * columns the one that decides, null where it was not to be seen.
   */
  compare: ReadStore['compare'];
  /** Of a document in scope now; of any other: empty. */
  history: ReadStore['history'];
  /** Of documents in scope now. */
  former: ReadStore['former'];
  /** Those of the ids that exist and are in scope, now or at a moment. */
  visible(collection: string, ids: readonly string[], asOf?: AsOf): Promise<ReadonlySet<string>>;
}

const PAGE = 1_000;
/** A search for former values looks at this many hits to find those in scope. */
const MOST_FORMER = 16_000;
const MOST_CACHED = 64;

/** Make one per server; what accounts of one scope have in common is worked out once per log position. */
export function createScopedReads(read: ReadStore, clock: Clock): (scope: Scope) => ScopedReads {
  const members = new Map<string, { readonly position: number; readonly ids: readonly string[] }>();
  return scope => new Scoped(read, clock, scope, members);
}

type Members = Map<string, { readonly position: number; readonly ids: readonly string[] }>;

class Scoped implements ScopedReads {
  readonly scope: Scope;
  readonly #read: ReadStore;
  readonly #clock: Clock;
  readonly #members: Members;

  constructor(read: ReadStore, clock: Clock, scope: Scope, members: Members) {
    this.#read = read;
    this.#clock = clock;
    this.scope = scope;
    this.#members = members;
  }

  definition(collection: string): CollectionDefinition {
    return this.#read.definition(collection);
  }

  async get(collection: string, id: string): Promise<Document | undefined> {
    const document = await this.#read.get(collection, id);
    if (!document || this.scope === null) return document;
    const { public: open, scopeColumn, scopeThrough } = this.definition(collection);
    if (open) return document;
    if (scopeColumn) {
      const department = document.columns[scopeColumn] ?? null;
      const inside = this.scope.some(path =>
        columnTest({ op: 'under', column: scopeColumn, path })(department),
      );
      return inside ? document : undefined;
    }
    if (!scopeThrough) throw outOfScope(collection);
    const owner = document.columns[scopeThrough.column];
    if (typeof owner !== 'string') return undefined;
    return (await this.visible(scopeThrough.collection, [owner])).has(owner) ? document : undefined;
  }

  async find(collection: string, query: Query): Promise<Page> {
    const { filter } = query;
    if (!filter || !hasRelativeTime(filter))
      return this.#findAt(collection, query, this.#momentOf(query.asOf));
    // All pages of one list mean the same "now", so their cursors carry it.
    const { cursor, ...rest } = query;
    const [, mark, inner] = cursor === undefined ? [] : (/^([0-9a-z]{1,11})\.(.+)$/.exec(cursor) ?? []);
    if (cursor !== undefined && (mark === undefined || inner === undefined))
      throw new QueryError('QUERY_BAD_CURSOR', { collection, reason: 'not a cursor' });
    const now = mark === undefined ? this.#momentOf(query.asOf) : Number.parseInt(mark, 36);
    const page = await this.#findAt(collection, inner === undefined ? rest : { ...rest, cursor: inner }, now);
    return page.next === null ? page : { ...page, next: `${now.toString(36)}.${page.next}` };
  }

  async count(collection: string, filter?: Filter, asOf?: AsOf): Promise<number> {
    return this.#read.count(collection, await this.#restrict(collection, filter, asOf), asOf);
  }

  async groupBy(
    collection: string,
    column: string,
    options: Parameters<ReadStore['groupBy']>[2] = {},
  ): Promise<readonly GroupCount[]> {
    const filter = await this.#restrict(collection, options.filter, options.asOf);
    return this.#read.groupBy(collection, column, filter ? { ...options, filter } : options);
  }

  async compare(
    collection: string,
    from: AsOf,
    to: AsOf,
    options: Parameters<ReadStore['compare']>[3] = {},
  ): Promise<Comparison> {
    const filter = await this.#restrict(collection, options.filter, to);
    const found = await this.#read.compare(collection, from, to, filter ? { ...options, filter } : options);
    return this.scope === null || this.definition(collection).public
      ? found
      : { ...found, items: await this.#withheld(collection, found.items, from, to) };
  }

  async history(
    collection: string,
    id: string,
    options?: Parameters<ReadStore['history']>[2],
  ): Promise<readonly ColumnChange[]> {
    if (this.scope !== null && !(await this.visible(collection, [id])).has(id)) return [];
    return this.#read.history(collection, id, options);
  }

  async former(collection: string, query: FormerQuery): Promise<readonly FormerValue[]> {
    const { public: open, scopeColumn, scopeThrough } = this.definition(collection);
    if (this.scope === null || open) return this.#read.former(collection, query);
    // Before looking: a refusal must not tell that there was something to refuse.
    if (!scopeColumn && !scopeThrough) throw outOfScope(collection);
    for (let limit = query.limit; ; limit = Math.min(limit * 4, MOST_FORMER)) {
      const hits = await this.#read.former(collection, { ...query, limit });
      const seen = await this.visible(collection, [...new Set(hits.map(hit => hit.id))]);
      const inScope = hits.filter(hit => seen.has(hit.id)).slice(0, query.limit);
      if (inScope.length === query.limit || hits.length < limit || limit >= MOST_FORMER) return inScope;
    }
  }

  async #withheld(
    collection: string,
    items: readonly Difference[],
    from: AsOf,
    to: AsOf,
  ): Promise<readonly Difference[]> {
    const ids = items.filter(({ kind }) => kind === 'changed').map(({ id }) => id);
    if (ids.length === 0) return items;
    const [before, after] = await Promise.all([
      this.visible(collection, ids, from),
      this.visible(collection, ids, to),
    ]);
    const { scopeColumn } = this.definition(collection);
    return items.map(item => {
      const sees = { from: before.has(item.id), to: after.has(item.id) };
      if (item.kind !== 'changed' || (sees.from && sees.to)) return item;
      const decides = scopeColumn && item.columns[scopeColumn];
      const known = decides && { from: sees.from ? decides.from : null, to: sees.to ? decides.to : null };
      return { ...item, columns: known ? { [scopeColumn]: known } : {} };
    });
  }

  async visible(collection: string, ids: readonly string[], asOf?: AsOf): Promise<ReadonlySet<string>> {
    const moment = asOf?.time === undefined && asOf?.position === undefined ? undefined : asOf;
    const seen = new Set<string>();
    for (let i = 0; i < ids.length; i += PAGE) {
      const some: Filter = { op: 'in', column: 'id', values: ids.slice(i, i + PAGE) };
      const filter = (await this.#restrict(collection, some, moment)) ?? some;
      const page = await this.#read.find(collection, {
        filter,
        limit: PAGE,
        fields: [],
        total: false,
        ...(moment ? { asOf: moment } : {}),
      });
      for (const { id } of page.items) seen.add(id);
    }
    return seen;
  }

  async #findAt(collection: string, query: Query, now: number): Promise<Page> {
    const definition = this.definition(collection);
    const asked = query.filter ? { ...query, filter: resolveTimes(definition, query.filter, now) } : query;
    if (this.scope === null && !definition.listed) return this.#read.find(collection, asked);
    const filter = await this.#restrict(collection, asked.filter, query.asOf, now);
    const restricted = filter ? { ...asked, filter } : asked;
    // A cursor handed out belongs to the question, not to who was in scope when its page was made.
    const cursor = rebind(definition, asked, restricted, query.cursor);
    const page = await this.#read.find(collection, cursor === null ? restricted : { ...restricted, cursor });
    return { ...page, next: rebind(definition, restricted, asked, page.next) };
  }

  /** What `now` means in a filter: the past moment where one is asked for by time, else the clock. */
  #momentOf(asOf: AsOf | undefined): number {
    return Date.parse(asOf?.time ?? this.#clock.now());
  }

  async #restrict(
    collection: string,
    filter: Filter | undefined,
    asOf: AsOf | undefined,
    now = this.#momentOf(asOf),
  ): Promise<Filter | undefined> {
    const definition = this.definition(collection);
    const told = filter && resolveTimes(definition, filter, now);
    const wanted = definition.listed ? both(definition.listed, told) : told;
    if (this.scope === null || definition.public) return wanted;
    const { scopeColumn, scopeThrough } = definition;
    if (scopeColumn) return both(underAny(scopeColumn, this.scope), wanted);
    if (!scopeThrough) throw outOfScope(collection);
    const asked = wanted && pinned(wanted, scopeThrough.column);
    const owners = await this.#owners(scopeThrough.collection, asked, asOf);
    return both({ op: 'in', column: scopeThrough.column, values: [...owners] }, wanted);
  }

  /** Ids of the owning collection in scope, of those asked for or of all. */
  async #owners(
    collection: string,
    asked: readonly Scalar[] | undefined,
    asOf: AsOf | undefined,
  ): Promise<readonly string[]> {
    const owning = this.definition(collection);
    // An owner without history is judged as it is now.
    const moment = asOf && owning.history === 'columns' ? { asOf } : {};
    const some: Filter | undefined = asked && { op: 'in', column: 'id', values: [...asked] };
    const filter = await this.#restrict(collection, some, moment.asOf);
    const query = { limit: PAGE, fields: [], total: false, ...(filter && { filter }), ...moment };
    if (asked || moment.asOf) return (await this.#allIds(collection, query)).ids;
    const key = `${collection}@${owning.version} ${JSON.stringify(this.scope)}`;
    const { position } = await this.#read.find(collection, { limit: 1, fields: [], total: false });
    const known = this.#members.get(key);
    if (known?.position === position) return known.ids;
    const found = await this.#allIds(collection, query);
    this.#members.delete(key);
    this.#members.set(key, found);
    const [oldest] = this.#members.keys();
    if (this.#members.size > MOST_CACHED && oldest !== undefined) this.#members.delete(oldest);
    return found.ids;
  }

  async #allIds(
    collection: string,
    query: Query,
  ): Promise<{ readonly position: number; readonly ids: string[] }> {
    const ids: string[] = [];
    let page = await this.#read.find(collection, query);
    // The first page's position: what changed between pages makes the next question ask again.
    const { position } = page;
    for (;;) {
      for (const { id } of page.items) ids.push(id);
      if (page.next === null) return { position, ids };
      page = await this.#read.find(collection, { ...query, cursor: page.next });
    }
  }
}

function outOfScope(collection: string): QueryError {
  return new QueryError('QUERY_OUT_OF_SCOPE', { collection });
}

/** The same place in the list of another query with the same sort. */
function rebind(
  definition: CollectionDefinition,
  from: Query,
  to: Query,
  cursor?: string | null,
): string | null {
  const place = typeof cursor === 'string' ? decodeCursor(definition, { ...from, cursor }) : undefined;
  return place ? encodeCursor(definition, to, placeAsRow(from, place)) : null;
}

function underAny(column: string, paths: readonly string[]): Filter {
  return { op: 'or', filters: paths.map(path => ({ op: 'under', column, path })) };
}

function both(scope: Filter, wanted: Filter | undefined): Filter {
  return wanted ? { op: 'and', filters: [scope, wanted] } : scope;
}

/** The values a filter allows for a column where it says so outright: a device page names its device. */
function pinned(filter: Filter, column: string): readonly Scalar[] | undefined {
  if (filter.op === 'eq' && filter.column === column) return [filter.value];
  if (filter.op === 'in' && filter.column === column) return filter.values;
  if (filter.op !== 'and') return undefined;
  for (const part of filter.filters) {
    const values = pinned(part, column);
    if (values) return values;
  }
  return undefined;
}
