import type { CollectionDefinition, ColumnType } from './collection.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_NODES } from './filter-limits.ts';
import type { Filter, Query, Scalar, Sort } from './query.ts';
import { QueryError } from './query.ts';

/**
 * Type of a column as queries see it. Every collection has the text column `id` besides the declared ones:
 * it can be filtered and sorted by, but is not among `fields`, groups and comparisons.
 */
export function columnType(definition: CollectionDefinition, column: string): ColumnType {
  if (column === 'id') return 'text';
  return declaredColumn(definition, column).type;
}

/** The declaration of a column, `QUERY_UNKNOWN_COLUMN` where there is none. */
export function declaredColumn(definition: CollectionDefinition, column: string) {
  const declared = Object.hasOwn(definition.columns, column) ? definition.columns[column] : undefined;
  if (!declared) throw new QueryError('QUERY_UNKNOWN_COLUMN', { collection: definition.name, column });
  return declared;
}

/** Names of the columns `search` looks at and whose former values are kept. */
export function searchableColumns(definition: CollectionDefinition): string[] {
  return Object.keys(definition.columns).filter(name => definition.columns[name]?.searchable === true);
}

/** True where a value may stand in a column of this type; times are milliseconds. */
export function fitsType(type: ColumnType, value: Scalar): boolean {
  switch (type) {
    case 'text':
    case 'path':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
    case 'number':
    case 'time':
      return typeof value === 'number' && Number.isFinite(value);
  }
}

/** Throws a QueryError where the filter does not fit the collection; nothing is evaluated half. */
export function checkFilter(definition: CollectionDefinition, filter: Filter | undefined): void {
  if (!filter) return;
  let nodes = 0;
  const walk = (node: Filter, depth: number): void => {
    nodes += 1;
    if (depth > MAX_FILTER_DEPTH) throw new QueryError('QUERY_TOO_DEEP', { maxDepth: MAX_FILTER_DEPTH });
    if (nodes > MAX_FILTER_NODES) throw new QueryError('QUERY_TOO_DEEP', { maxNodes: MAX_FILTER_NODES });
    switch (node.op) {
      case 'and':
      case 'or':
        for (const inner of node.filters) walk(inner, depth + 1);
        return;
      case 'not':
        return walk(node.filter, depth + 1);
      case 'search':
        return;
      default:
        return checkLeaf(definition, node);
    }
  };
  walk(filter, 1);
}

type Leaf = Exclude<Filter, { op: 'and' | 'or' | 'not' | 'search' }>;

function checkLeaf(definition: CollectionDefinition, leaf: Leaf): void {
  const { column, op } = leaf;
  const type = columnType(definition, column);
  const refuse = (value: unknown): never => {
    throw new QueryError('QUERY_WRONG_TYPE', { collection: definition.name, column, type, op, value });
  };
  switch (op) {
    case 'eq':
      if (!fitsType(type, leaf.value)) refuse(leaf.value);
      return;
    case 'in':
      for (const value of leaf.values) if (!fitsType(type, value)) refuse(value);
      return;
    case 'range':
      if (type === 'boolean') refuse(null);
      for (const bound of [leaf.gt, leaf.gte, leaf.lt, leaf.lte])
        if (bound !== undefined && !fitsType(type, bound)) refuse(bound);
      return;
    case 'contains':
    case 'prefix':
      if ((type !== 'text' && type !== 'path') || typeof leaf.value !== 'string') refuse(leaf.value);
      return;
    case 'under':
      if (type !== 'path' || typeof leaf.path !== 'string') refuse(leaf.path);
      return;
    case 'missing':
      return;
  }
}

/** Throws where sort, fields, limit or filter do not fit. The cursor is checked by `decodeCursor`. */
export function checkQuery(definition: CollectionDefinition, query: Query): void {
  checkFilter(definition, query.filter);
  checkSort(definition, query.sort);
  checkLimit(query.limit);
  for (const field of query.fields ?? []) declaredColumn(definition, field);
}

export function checkSort(definition: CollectionDefinition, sort: readonly Sort[] = []): void {
  for (const { column } of sort) columnType(definition, column);
}

export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new QueryError('QUERY_WRONG_TYPE', { what: 'limit', expected: '1 to 1000', value: limit });
}
