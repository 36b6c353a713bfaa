import type {
  CollectionDefinition,
  Document,
  Filter,
  GroupCount,
  Page,
  Query,
  Row,
  Value,
} from '../../../projections/kernel/index.ts';
import {
  checkFilter,
  checkQuery,
  compareValues,
  declaredColumn,
  decodeCursor,
  encodeCursor,
} from '../../../projections/kernel/index.ts';
import type { Sql } from './compile.ts';
import { compileFilter } from './compile.ts';
import type { Connection } from './database.ts';
import { quote, tablesOf } from './schema.ts';
import type { PageStatement } from './select.ts';
import { pageStatements } from './select.ts';
import { StatementCache } from './statement-cache.ts';
import type { Stored } from './values.ts';
import { fromStored } from './values.ts';

/** Counts remembered until something is written: pages of one list and its live refresh ask for the same one. */
const rememberedCounts = 64;

/** Answers questions about the present of one collection. The caller holds a read transaction open. */
export class CollectionReader {
  private readonly db: Connection;
  private readonly definition: CollectionDefinition;
  private readonly statements: StatementCache;
  private readonly tables;
  private readonly table: Sql;
  private counts = new Map<string, number>();
  private countedAt = -1;

  constructor(db: Connection, definition: CollectionDefinition) {
    this.db = db;
    this.definition = definition;
    this.statements = new StatementCache(db);
    this.tables = tablesOf(definition);
    this.table = { text: this.tables.now, params: [] };
  }

  get(id: string): Document | undefined {
    const { now, body, columns, names } = this.tables;
    const fields = ['json', ...columns].join(', ');
    const row = this.statements
      .get(`SELECT ${fields} FROM ${now} LEFT JOIN ${body} USING (_doc) WHERE _id = ?`)
      .get(id.toWellFormed()) as Stored[] | undefined;
    if (!row) return undefined;
    const [json, ...values] = row;
    return {
      id,
      columns: this.named(names, values),
      body: typeof json === 'string' ? (JSON.parse(json) as Record<string, unknown>) : {},
    };
  }

  find(query: Query, position: number, from: Sql = this.table): Page {
    const { definition } = this;
    checkQuery(definition, query);
    const place = decodeCursor(definition, query);
    const where = query.filter && compileFilter(definition, query.filter);
    const sort = query.sort ?? [];
    // A cursor needs the sort values of the last row even where they are not asked for.
    const sorted = sort.map(s => s.column).filter(c => c !== 'id');
    const wanted = query.fields ?? this.tables.names;
    const fields = [...new Set([...wanted, ...sorted])];
    const rows = this.page(pageStatements(from, where, sort, fields, place), fields, query);
    const more = rows.length > query.limit;
    if (more) rows.length = query.limit;
    const last = rows.at(-1);
    const next = more && last ? encodeCursor(definition, query, last) : null;
    const total = query.total === false ? null : this.countWhere(where, from);
    const items = fields.length === wanted.length ? rows : rows.map(r => this.only(r, wanted));
    return { items, total, next, position };
  }

  count(filter: Filter | undefined, from: Sql = this.table): number {
    checkFilter(this.definition, filter);
    return this.countWhere(filter && compileFilter(this.definition, filter), from);
  }

  groupBy(
    column: string,
    filter: Filter | undefined,
    limit: number | undefined,
    from: Sql = this.table,
  ): GroupCount[] {
    const declared = declaredColumn(this.definition, column);
    checkFilter(this.definition, filter);
    const where = filter && compileFilter(this.definition, filter);
    const text = `SELECT ${quote(column)}, count(*) FROM ${from.text}${clause(where)} GROUP BY 1`;
    const rows = this.statements.get(text).all(...from.params, ...(where?.params ?? [])) as [
      Stored,
      number,
    ][];
    const groups = rows.map(([value, count]) => ({ value: fromStored(value, declared), count }));
    groups.sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
    return limit === undefined ? groups : groups.slice(0, limit);
  }

  private page(statements: readonly PageStatement[], fields: readonly string[], query: Query): Row[] {
    const rows: Row[] = [];
    const wanted = query.limit + 1;
    let skip = query.offset ?? 0;
    for (const [index, { page, matches }] of statements.entries()) {
      const found = this.statements
        .get(page.text)
        .all(...page.params, wanted - rows.length, skip) as Stored[][];
      for (const [id, ...values] of found)
        rows.push({ id: id as string, columns: this.named(fields, values) });
      if (rows.length >= wanted || index === statements.length - 1) break;
      if (found.length > 0) skip = 0;
      else if (skip > 0) skip -= (this.statements.get(matches.text).get(...matches.params) as [number])[0];
    }
    return rows;
  }

  private countWhere(where: Sql | undefined, from: Sql): number {
    if (!where && from === this.table) return this.countAll();
    const version = this.db.pragma('data_version', { simple: true }) as number;
    if (version !== this.countedAt) {
      this.counts.clear();
      this.countedAt = version;
    }
    const text = `SELECT count(*) FROM ${from.text}${clause(where)}`;
    const params = [...from.params, ...(where?.params ?? [])];
    const key = JSON.stringify([text, params]);
    const known = this.counts.get(key);
    if (known !== undefined) return known;
    const [count] = this.statements.get(text).get(...params) as [number];
    if (this.counts.size >= rememberedCounts) this.counts.clear();
    this.counts.set(key, count);
    return count;
  }

  private countAll(): number {
    const kept = this.statements
      .get('SELECT value FROM meta WHERE key = ?')
      .get(`count:${this.definition.name}`);
    return (kept as [number] | undefined)?.[0] ?? 0;
  }

  private named(names: readonly string[], values: readonly Stored[]): Record<string, Value> {
    const columns: Record<string, Value> = {};
    for (const [index, name] of names.entries())
      columns[name] = fromStored(values[index] ?? null, this.definition.columns[name]!);
    return columns;
  }

  private only(row: Row, fields: readonly string[]): Row {
    return { id: row.id, columns: Object.fromEntries(fields.map(f => [f, row.columns[f] ?? null])) };
  }
}

function clause(where: Sql | undefined): string {
  return where ? ` WHERE ${where.text}` : '';
}
