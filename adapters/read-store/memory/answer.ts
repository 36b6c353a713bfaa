import type {
  CollectionDefinition,
  Comparison,
  Difference,
  Filter,
  Row,
} from '../../../projections/kernel/index.ts';
import { compareText, compileFilter } from '../../../projections/kernel/index.ts';

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
