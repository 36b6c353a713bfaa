import type { CollectionDefinition } from './collection.ts';
import { decodeCursor, encodeCursor, placeAsRow } from './cursor.ts';
import { compileFilter } from './evaluate.ts';
import { compareValues, rowOrder } from './order.ts';
import type { Filter, Page, Query, Row, Value } from './query.ts';
import type { GroupCount } from './read-store.ts';

/** The page of a checked query over all rows of a collection; a missing column is null. */
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

/** Counts per value of a column over all rows, largest first, then by value. */
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
