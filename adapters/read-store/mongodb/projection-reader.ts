import type {
  AsOf,
  CollectionDefinition,
  ColumnChange,
  Comparison,
  Document,
  Filter,
  FormerQuery,
  FormerValue,
  GroupCount,
  Page,
  Query,
  ReadStore,
  Sort,
  Value,
} from '../../../projections/kernel/index.ts';
import {
  checkFilter,
  checkQuery,
  compareValues,
  declaredColumn,
  decodeCursor,
  encodeCursor,
  QueryError,
} from '../../../projections/kernel/index.ts';
import { Clock } from '../columnar/clock.ts';
import { openHistoryReader, runAsync, type HistoryReader, type HistoryStorage } from '../columnar/index.ts';
import type { Step } from '../columnar/index.ts';
import type { Build } from './build.ts';
import { compileFilter, compilePlace, compileSort, pathOf, type Where } from './compile.ts';
import { mongoHistoryStorage } from './history-storage.ts';
import { documentOf, rowOf } from './stored-document.ts';
import { Turns } from './turns.ts';
import { fromStored, toStored } from './values.ts';

/** A moment of the log: everything up to this position, and the time asked about (milliseconds). */
interface Moment {
  readonly position: number;
  readonly time: number;
  readonly asKnown: 'then' | 'now';
}

/** What a build has reached. */
export interface Reached {
  readonly position: number;
  readonly since: number | null;
}

type CompareOptions = Parameters<ReadStore['compare']>[3];
type HistoryOptions = Parameters<ReadStore['history']>[2];
type GroupOptions = NonNullable<Parameters<ReadStore['groupBy']>[2]>;

interface Arrays {
  readonly turns: Turns;
  reader: HistoryReader | undefined;
}

/**
 * Answers from one build. The caller sees to it that nothing is written meanwhile. The present is asked of the
 * database; a past moment is answered here, from column history read once and kept.
 */
export class ProjectionReader {
  readonly build: Build;
  readonly #arrays = new Map<string, Arrays>();
  readonly #moments: HistoryStorage;
  readonly #clock: Clock;

  constructor(build: Build) {
    this.build = build;
    this.#moments = build.moments().storage;
    this.#clock = new Clock(this.#moments);
  }

  async get(definition: CollectionDefinition, id: string): Promise<Document | undefined> {
    const stored = await this.build.documents(definition).findOne({ _id: toStored(id) });
    return stored ? documentOf(definition, stored) : undefined;
  }

  async find(definition: CollectionDefinition, query: Query, reached: Reached): Promise<Page> {
    checkQuery(definition, query);
    const moment = await this.#moment(definition, query.asOf, reached);
    const position = moment?.position ?? reached.position;
    if (moment && definition.history === 'columns')
      return { ...(await this.#ask(definition, reader => reader.find(query, moment))), position };
    const absent = absentAt(definition, moment);
    const where = conditionOf(definition, query.filter, moment);
    const asked = query.sort ?? [];
    const known = ({ column }: Sort): boolean => column !== absent;
    const sort = asked.filter(known);
    const place = decodeCursor(definition, query);
    const values = place?.values.filter((_, i) => known(asked[i] as Sort)) ?? [];
    const from = place && compilePlace(sort, { id: place.id, values });
    const rows = this.build.documents(definition);
    const found = await rows
      .find(from ? { $and: [where, from] } : where, { projection: { c: 1 } })
      .sort(compileSort(sort))
      .skip(query.offset ?? 0)
      .limit(query.limit + 1)
      .toArray();
    const all = Object.keys(definition.columns);
    const page = found.slice(0, query.limit).map(stored => {
      const row = rowOf(stored, all);
      return absent === undefined ? row : { ...row, columns: { ...row.columns, [absent]: null } };
    });
    const last = page.at(-1);
    const fields = query.fields ?? all;
    return {
      items: page.map(({ id, columns }) => ({
        id,
        columns: Object.fromEntries(fields.map(field => [field, columns[field] ?? null])),
      })),
      total: query.total === false ? null : await rows.countDocuments(where),
      next: last && found.length > page.length ? encodeCursor(definition, query, last) : null,
      position,
    };
  }

  async count(
    definition: CollectionDefinition,
    filter: Filter | undefined,
    asOf: AsOf | undefined,
    reached: Reached,
  ): Promise<number> {
    checkFilter(definition, filter);
    const moment = await this.#moment(definition, asOf, reached);
    if (moment && definition.history === 'columns')
      return this.#ask(definition, reader => reader.count(filter, moment));
    return this.build.documents(definition).countDocuments(conditionOf(definition, filter, moment));
  }

  async groupBy(
    definition: CollectionDefinition,
    column: string,
    { filter, asOf, limit = Infinity }: GroupOptions,
    reached: Reached,
  ): Promise<readonly GroupCount[]> {
    declaredColumn(definition, column);
    checkFilter(definition, filter);
    const moment = await this.#moment(definition, asOf, reached);
    if (moment && definition.history === 'columns') {
      const options = { ...(filter && { filter }), ...(limit !== Infinity && { limit }) };
      return this.#ask(definition, reader => reader.groupBy(column, options, moment));
    }
    const absent = column === absentAt(definition, moment);
    const groups = await this.build
      .documents(definition)
      .aggregate<{ _id: Value; count: number }>([
        { $match: conditionOf(definition, filter, moment) },
        { $group: { _id: absent ? null : `$${pathOf(column)}`, count: { $sum: 1 } } },
      ])
      .toArray();
    return groups
      .map(({ _id, count }) => ({ value: fromStored(_id ?? null), count }))
      .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
      .slice(0, limit);
  }

  async compare(
    definition: CollectionDefinition,
    from: AsOf,
    to: AsOf,
    options: CompareOptions,
    reached: Reached,
  ): Promise<Comparison> {
    const [before, after] = [
      await this.#moment(definition, from, reached),
      await this.#moment(definition, to, reached),
    ];
    return this.#ask(definition, reader => reader.compare(before, after, options));
  }

  history(
    definition: CollectionDefinition,
    id: string,
    options: HistoryOptions,
  ): Promise<readonly ColumnChange[]> {
    return this.#ask(definition, reader => reader.history(id, options));
  }

  former(definition: CollectionDefinition, query: FormerQuery): Promise<readonly FormerValue[]> {
    return this.#ask(definition, reader => reader.former(query));
  }

  positionAt(time: number): Promise<number> {
    return runAsync(this.#clock.positionAt(time));
  }

  /** A reader keeps what it has seen from one look to the next, so that only one may look at a time. */
  async #ask<T>(definition: CollectionDefinition, question: (reader: HistoryReader) => Step<T>): Promise<T> {
    if (definition.history !== 'columns')
      throw new QueryError('QUERY_NO_HISTORY', { collection: definition.name });
    const arrays = this.#arrays.get(definition.name) ?? { turns: new Turns(), reader: undefined };
    this.#arrays.set(definition.name, arrays);
    return arrays.turns.change(async () => {
      try {
        arrays.reader ??= await runAsync(
          openHistoryReader(mongoHistoryStorage(this.build.history(definition)), definition),
        );
        await runAsync(arrays.reader.refresh());
        return await runAsync(question(arrays.reader));
      } catch (error) {
        // Cut short in the middle, what it remembers may not belong together.
        if (!(error instanceof QueryError)) arrays.reader = undefined;
        throw error;
      }
    });
  }

  /** The moment a question names; undefined for now. */
  async #moment(
    { name, history }: CollectionDefinition,
    asOf: AsOf | undefined,
    { position: reached, since }: Reached,
  ): Promise<Moment | undefined> {
    if (asOf === undefined) return undefined;
    if (history === 'none') throw new QueryError('QUERY_NO_HISTORY', { collection: name });
    if (asOf.position === undefined && asOf.time === undefined) return undefined;
    const asked = Date.parse(asOf.time ?? '');
    const position = asOf.position ?? (await this.positionAt(asked));
    if (!(await this.#moments.momentsOf(position))) {
      const recordedFrom = since === null ? null : new Date(since).toISOString();
      throw new QueryError('QUERY_BEFORE_RECORDS', { collection: name, recordedFrom });
    }
    const time = asOf.position === undefined ? asked : await runAsync(this.#clock.timeOf(position));
    return { position: Math.min(position, reached), time, asKnown: asOf.asKnown ?? 'then' };
  }
}

/** What was not closed at a moment had no `until` then. */
function absentAt({ history }: CollectionDefinition, moment: Moment | undefined): string | undefined {
  return moment && history === 'interval' ? 'until' : undefined;
}

/** Documents that match and, of collections that are only added to and closed, held at the moment. */
function conditionOf(
  definition: CollectionDefinition,
  filter: Filter | undefined,
  moment: Moment | undefined,
): Where {
  const where = filter ? compileFilter(definition, filter, absentAt(definition, moment)) : {};
  if (!moment) return where;
  const { time } = moment;
  if (definition.history === 'append') return { $and: [where, { 'c.at': { $lte: time } }] } as Where;
  const open = { $or: [{ 'c.until': { $eq: null } }, { 'c.until': { $gt: time } }] };
  return { $and: [where, { 'c.since': { $lte: time } }, open] } as Where;
}
