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
import { QueryError } from '../../../projections/kernel/index.ts';
import { CollectionReader } from './collection-reader.ts';
import type { Connection } from './database.ts';
import { openReader } from './database.ts';
import { Moments, heldAt } from './past.ts';
import type { ProjectionLayout } from './schema.ts';

export interface GroupOptions {
  readonly filter?: Filter;
  readonly asOf?: AsOf;
  readonly limit?: number;
}

export type CompareOptions = NonNullable<Parameters<ReadStore['compare']>[3]>;
export type HistoryOptions = NonNullable<Parameters<ReadStore['history']>[2]>;

interface Collection {
  readonly definition: CollectionDefinition;
  readonly present: CollectionReader;
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
      layout.collections.map(definition => [
        definition.name,
        { definition, present: new CollectionReader(this.db, definition) },
      ]),
    );
    this.selectPosition = this.db
      .prepare<[], number>(`SELECT value FROM meta WHERE key = 'position'`)
      .pluck();
    this.moments = new Moments(this.db);
  }

  get(collection: string, id: string): Document | undefined {
    return this.ask(collection, ({ present }) => present.get(id));
  }

  find(collection: string, query: Query): Page {
    return this.ask(collection, (c, reached) => {
      const moment = this.moments.resolve(c.definition, query.asOf, reached);
      return c.present.find(query, moment?.position ?? reached, moment && heldAt(c.definition, moment));
    });
  }

  count(collection: string, filter: Filter | undefined, asOf: AsOf | undefined): number {
    return this.ask(collection, (c, reached) => {
      const moment = this.moments.resolve(c.definition, asOf, reached);
      return c.present.count(filter, moment && heldAt(c.definition, moment));
    });
  }

  groupBy(collection: string, column: string, { filter, asOf, limit }: GroupOptions): readonly GroupCount[] {
    return this.ask(collection, (c, reached) => {
      const moment = this.moments.resolve(c.definition, asOf, reached);
      return c.present.groupBy(column, filter, limit, moment && heldAt(c.definition, moment));
    });
  }

  compare(collection: string, _from: AsOf, _to: AsOf, _options: CompareOptions): Comparison {
    throw new QueryError('QUERY_NO_HISTORY', { collection });
  }

  history(collection: string, _id: string, _options: HistoryOptions): readonly ColumnChange[] {
    throw new QueryError('QUERY_NO_HISTORY', { collection });
  }

  former(collection: string, _query: FormerQuery): readonly FormerValue[] {
    throw new QueryError('QUERY_NO_HISTORY', { collection });
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
