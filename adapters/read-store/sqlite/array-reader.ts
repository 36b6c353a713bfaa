import type {
  CollectionDefinition,
  ColumnChange,
  Comparison,
  Filter,
  FormerQuery,
  FormerValue,
  GroupCount,
  Page,
  Query,
  Row,
  Sort,
  Value,
} from '../../../projections/kernel/index.ts';
import type { HistoryReader } from '../columnar/index.ts';
import { openHistoryReader, runSync, sqliteHistoryStorage } from '../columnar/index.ts';
import type { Connection } from './database.ts';
import type { Moment } from './past.ts';
import type { CompareOptions, HistoryOptions } from './projection-reader.ts';
import { quote, tablesOf } from './schema.ts';
import type { Stored } from './values.ts';
import { fromStored } from './values.ts';

interface Asked {
  readonly filter?: Filter;
  readonly sort?: readonly Sort[];
  readonly column?: string;
}

/**
 * Answers from column history: any past moment, and now, whose arrays are advanced by what each batch added. Opened
 * with the first question, because reading who lives takes a while. The caller holds a read transaction open.
 */
export class ArrayReader {
  private readonly definition: CollectionDefinition;
  private readonly open: () => HistoryReader;
  private readonly volatile: readonly string[];
  private readonly selectVolatile;
  private reader: HistoryReader | undefined;

  constructor(db: Connection, definition: CollectionDefinition, prefix: string) {
    this.definition = definition;
    this.open = () => runSync(openHistoryReader(sqliteHistoryStorage(db, prefix), definition));
    this.volatile = Object.keys(definition.columns).filter(name => definition.columns[name]?.volatile);
    const { now } = tablesOf(definition);
    this.selectVolatile =
      this.volatile.length > 0
        ? db
            .prepare<[string], Stored[]>(
              `SELECT ${this.volatile.map(quote).join(', ')} FROM ${now} WHERE _id = ?`,
            )
            .raw()
        : undefined;
  }

  /** Whether the arrays of now hold everything asked about: presence is written past them. */
  canAnswer({ filter, sort = [], column }: Asked): boolean {
    const columns = new Set(sort.map(s => s.column));
    if (column !== undefined) columns.add(column);
    if (filter) collectColumns(filter, columns);
    return !this.volatile.some(name => columns.has(name));
  }

  find(query: Query, moment: Moment | undefined): Page {
    const page = runSync(this.current().find(query, moment));
    return moment ? page : { ...page, items: page.items.map(row => this.withVolatile(row, query.fields)) };
  }

  count(filter: Filter | undefined, moment: Moment | undefined): number {
    return runSync(this.current().count(filter, moment));
  }

  groupBy(
    column: string,
    filter: Filter | undefined,
    limit: number | undefined,
    moment: Moment | undefined,
  ): readonly GroupCount[] {
    const query = { ...(filter && { filter }), ...(limit !== undefined && { limit }) };
    return runSync(this.current().groupBy(column, query, moment));
  }

  compare(from: Moment | undefined, to: Moment | undefined, options: CompareOptions): Comparison {
    return runSync(this.current().compare(from, to, options));
  }

  history(id: string, options: HistoryOptions): readonly ColumnChange[] {
    return runSync(this.current().history(id, options));
  }

  former(query: FormerQuery): readonly FormerValue[] {
    return runSync(this.current().former(query));
  }

  private current(): HistoryReader {
    this.reader ??= this.open();
    runSync(this.reader.refresh());
    return this.reader;
  }

  private withVolatile(row: Row, fields: readonly string[] | undefined): Row {
    const wanted = this.volatile.filter(name => !fields || fields.includes(name));
    if (wanted.length === 0) return row;
    const stored = this.selectVolatile?.get(row.id);
    const columns: Record<string, Value> = { ...row.columns };
    for (const [index, name] of this.volatile.entries())
      if (wanted.includes(name))
        columns[name] = fromStored(stored?.[index] ?? null, this.definition.columns[name]!);
    return { id: row.id, columns };
  }
}

function collectColumns(filter: Filter, into: Set<string>): void {
  switch (filter.op) {
    case 'and':
    case 'or':
      for (const inner of filter.filters) collectColumns(inner, into);
      return;
    case 'not':
      return collectColumns(filter.filter, into);
    case 'search':
      return;
    default:
      into.add(filter.column);
  }
}
