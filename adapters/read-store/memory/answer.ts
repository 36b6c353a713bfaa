import type {
  CollectionDefinition,
  Comparison,
  Difference,
  Filter,
  GroupCount,
  Page,
  Query,
  Row,
  Value,
} from '../../../projections/kernel/index.ts';
import {
  compareText,
  compareValues,
  compileFilter,
  decodeCursor,
  encodeCursor,
  placeAsRow,
  rowOrder,
} from '../../../projections/kernel/index.ts';

export function answerPage(
  definition: CollectionDefinition,
  query: Query,
  rows: readonly Row[],
  position: number,
): Page {
  const order = rowOrder(query.sort);
  const matching = rows.filter(compileFilter(definition, query.filter)).sort(order);
  const place = decodeCursor(definition, query);
  const after = place && placeAsRow(query, place);
  const rest = after ? matching.filter(row => order(row, after) > 0) : matching.slice(query.offset ?? 0);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  const fields = query.fields ?? Object.keys(definition.columns);
  return {
    items: page.map(({ id, columns }) => ({
      id,
      columns: Object.fromEntries(fields.map(field => [field, columns[field] ?? null])),
    })),
    total: query.total === false ? null : matching.length,
    next: last && rest.length > page.length ? encodeCursor(definition, query, last) : null,
    position,
  };
}

export function answerGroups(
  definition: CollectionDefinition,
  column: string,
  filter: Filter | undefined,
  limit: number,
  rows: readonly Row[],
): GroupCount[] {
  const counts = new Map<Value, number>();
  for (const row of rows.filter(compileFilter(definition, filter))) {
    const value = row.columns[column] ?? null;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
    .slice(0, limit);
}

export interface ComparisonQuery {
  readonly filter?: Filter;
  readonly columns: readonly string[];
  readonly limit: number;
  /** Differences beyond this id. */
  readonly after?: string;
  readonly cursorOf: (last: Row) => string;
}

export function answerComparison(
  definition: CollectionDefinition,
  from: readonly Row[],
  to: readonly Row[],
  query: ComparisonQuery,
): Comparison {
  const matches = compileFilter(definition, query.filter);
  const before = new Map(from.map(row => [row.id, row]));
  const after = new Map(to.map(row => [row.id, row]));
  const byColumn: Record<string, number> = {};
  const all: Difference[] = [];
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort(compareText)) {
    const old = before.get(id);
    const now = after.get(id);
    if (!(old && matches(old)) && !(now && matches(now))) continue;
    if (!old) all.push({ id, kind: 'added', columns: {} });
    else if (!now) all.push({ id, kind: 'removed', columns: {} });
    else {
      const columns = query.columns.filter(column => old.columns[column] !== now.columns[column]);
      if (columns.length === 0) continue;
      for (const column of columns) byColumn[column] = (byColumn[column] ?? 0) + 1;
      const values = columns.map(column => {
        return [column, { from: old.columns[column] ?? null, to: now.columns[column] ?? null }] as const;
      });
      all.push({ id, kind: 'changed', columns: Object.fromEntries(values) });
    }
  }
  const countOf = (kind: Difference['kind']) => all.filter(difference => difference.kind === kind).length;
  const { after: afterId } = query;
  const rest = afterId === undefined ? all : all.filter(({ id }) => compareText(id, afterId) > 0);
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  return {
    added: countOf('added'),
    removed: countOf('removed'),
    changed: countOf('changed'),
    byColumn,
    items,
    next: last && rest.length > items.length ? query.cursorOf({ id: last.id, columns: {} }) : null,
  };
}
