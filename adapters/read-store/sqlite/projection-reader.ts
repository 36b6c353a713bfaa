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
} from '../../../projections/kernel/index.ts';
import { QueryError, checkFilter, checkQuery, declaredColumn } from '../../../projections/kernel/index.ts';
import { ArrayReader } from './array-reader.ts';
import { CollectionReader } from './collection-reader.ts';
import type { Connection } from './database.ts';
import { openReader } from './database.ts';
import { Moments, heldAt } from './past.ts';
import type { ProjectionLayout } from './schema.ts';
import { historyPrefix } from './schema.ts';

export interface GroupOptions {
  readonly filter?: Filter;
  readonly asOf?: AsOf;
  readonly limit?: number;
}

export type CompareOptions = NonNullable<Parameters<ReadStore['compare']>[3]>;
export type HistoryOptions = NonNullable<Parameters<ReadStore['history']>[2]>;

interface Collection {
  readonly definition: CollectionDefinition;
  readonly rows: CollectionReader;
  /** Of collections with column history. */
  readonly arrays: ArrayReader | undefined;
}

/** Reads the file of one projection. Everything one question looks at belongs to one state of the file. */
export class ProjectionReader {
  readonly layout: ProjectionLayout;
  private readonly db: Connection;
  private readonly collections: ReadonlyMap<string, Collection>;
  private readonly selectPosition;
  private readonly moments: Moments;

  constructor(path: string, layout: ProjectionLayout) {
    this.layout = layout;
    this.db = openReader(path);
    this.collections = new Map(
      layout.collections.map((definition, index) => {
        const rows = new CollectionReader(this.db, definition);
        const arrays =
          definition.history === 'columns'
            ? new ArrayReader(this.db, definition, historyPrefix(index))
            : undefined;
        return [definition.name, { definition, rows, arrays }];
      }),
    );
    this.selectPosition = this.db
      .prepare<[], number>(`SELECT value FROM meta WHERE key = 'position'`)
      .pluck();
    this.moments = new Moments(this.db);
  }

  get(collection: string, id: string): Document | undefined {
    return this.ask(collection, ({ rows }) => rows.get(id));
  }

  find(collection: string, query: Query): Page {
    return this.ask(collection, ({ definition, rows, arrays }, reached) => {
      checkQuery(definition, query);
      const moment = this.moments.resolve(definition, query.asOf, reached);
      const position = moment?.position ?? reached;
      if (!arrays) return rows.find(query, position, moment && heldAt(definition, moment));
      if (moment || arrays.canAnswer(query)) return { ...arrays.find(query, moment), position };
      // Sorted by what presence writes: the index walks in that order, but counting is the arrays' strength.
      const { filter } = query;
      if (query.total === false || !filter || !arrays.canAnswer({ filter }))
        return rows.find(query, position);
      return { ...rows.find({ ...query, total: false }, position), total: arrays.count(filter, undefined) };
    });
  }

  count(collection: string, filter: Filter | undefined, asOf: AsOf | undefined): number {
    return this.ask(collection, ({ definition, rows, arrays }, reached) => {
      checkFilter(definition, filter);
      const moment = this.moments.resolve(definition, asOf, reached);
      if (arrays && (moment || (filter && arrays.canAnswer({ filter })))) return arrays.count(filter, moment);
      return rows.count(filter, moment && heldAt(definition, moment));
    });
  }

  groupBy(collection: string, column: string, { filter, asOf, limit }: GroupOptions): readonly GroupCount[] {
    return this.ask(collection, ({ definition, rows, arrays }, reached) => {
      declaredColumn(definition, column);
      checkFilter(definition, filter);
      const moment = this.moments.resolve(definition, asOf, reached);
      if (arrays && (moment || arrays.canAnswer({ column, ...(filter && { filter }) })))
        return arrays.groupBy(column, filter, limit, moment);
      return rows.groupBy(column, filter, limit, moment && heldAt(definition, moment));
    });
  }

  compare(collection: string, from: AsOf, to: AsOf, options: CompareOptions): Comparison {
    return this.recorded(collection, (arrays, definition, reached) =>
      arrays.compare(
        this.moments.resolve(definition, from, reached),
        this.moments.resolve(definition, to, reached),
        options,
      ),
    );
  }

  history(collection: string, id: string, options: HistoryOptions): readonly ColumnChange[] {
    return this.recorded(collection, arrays => arrays.history(id, options));
  }

  former(collection: string, query: FormerQuery): readonly FormerValue[] {
    return this.recorded(collection, arrays => arrays.former(query));
  }

  position(): number {
    return this.selectPosition.get() ?? 0;
  }

  positionAt(time: number): number {
    return this.moments.positionAt(time);
  }

  close(): void {
    this.db.close();
  }

  private recorded<T>(
    collection: string,
    question: (arrays: ArrayReader, definition: CollectionDefinition, reached: number) => T,
  ): T {
    return this.ask(collection, ({ arrays, definition }, reached) => {
      if (!arrays) throw new QueryError('QUERY_NO_HISTORY', { collection });
      return question(arrays, definition, reached);
    });
  }

  /** Runs a question in one read transaction. */
  private ask<T>(collection: string, question: (collection: Collection, position: number) => T): T {
    this.db.exec('BEGIN');
    try {
      return question(this.collections.get(collection)!, this.selectPosition.get() ?? 0);
    } finally {
      this.db.exec('COMMIT');
    }
  }
}
