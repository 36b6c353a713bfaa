import { checkFilter, searchableColumns } from './check.ts';
import type { CollectionDefinition } from './collection.ts';
import { compareValues, valueOf } from './order.ts';
import type { Filter, Row, Scalar, Value } from './query.ts';
import { foldText } from './query.ts';

/**
 * The reference meaning of the query language: what every adapter's compiler must agree with.
 * Boundary cases: `and` of nothing is true, `or` of nothing false, `in` of nothing false; a `range` without
 * bounds is true for every value that is not missing; `under` compares code points and cuts at `/` only.
 */
export type Predicate = (row: Row) => boolean;

/** Checks the filter against the collection (throws QueryError), then turns it into a predicate. */
export function compileFilter(definition: CollectionDefinition, filter: Filter | undefined): Predicate {
  if (!filter) return () => true;
  checkFilter(definition, filter);
  return compile(definition, filter);
}

function compile(definition: CollectionDefinition, filter: Filter): Predicate {
  switch (filter.op) {
    case 'and': {
      const inner = filter.filters.map(part => compile(definition, part));
      return row => inner.every(matches => matches(row));
    }
    case 'or': {
      const inner = filter.filters.map(part => compile(definition, part));
      return row => inner.some(matches => matches(row));
    }
    case 'not': {
      const inner = compile(definition, filter.filter);
      return row => !inner(row);
    }
    case 'search': {
      const columns = searchableColumns(definition);
      const contains = textTest('contains', filter.text);
      return row => columns.some(column => contains(valueOf(row, column)));
    }
    default: {
      const test = columnTest(filter);
      return row => test(valueOf(row, filter.column));
    }
  }
}

type ColumnFilter = Extract<Filter, { column: string }>;

/**
 * One leaf as a test of a single value. Adapters that keep a dictionary of values evaluate this once per
 * distinct value. Folding and set building happen here, once.
 */
export function columnTest(filter: ColumnFilter): (value: Value) => boolean {
  switch (filter.op) {
    case 'eq':
      return value => sameValue(value, filter.value);
    case 'in': {
      const values = new Set<Value>(filter.values);
      return value => values.has(value);
    }
    case 'range': {
      const { gt, gte, lt, lte } = filter;
      return value =>
        value !== null &&
        (gt === undefined || compareValues(value, gt) > 0) &&
        (gte === undefined || compareValues(value, gte) >= 0) &&
        (lt === undefined || compareValues(value, lt) < 0) &&
        (lte === undefined || compareValues(value, lte) <= 0);
    }
    case 'contains':
    case 'prefix':
      return textTest(filter.op, filter.value);
    case 'under': {
      const below = `${filter.path}/`;
      return value => typeof value === 'string' && (value === filter.path || value.startsWith(below));
    }
    case 'missing':
      return value => value === null;
  }
}

/** Folded comparison of one text; `exact` is what the search for former values uses. */
export function textTest(how: 'contains' | 'prefix' | 'exact', text: string): (value: Value) => boolean {
  const wanted = foldText(text);
  return value => {
    if (typeof value !== 'string') return false;
    const folded = foldText(value);
    if (how === 'contains') return folded.includes(wanted);
    return how === 'prefix' ? folded.startsWith(wanted) : folded === wanted;
  };
}

/** `0` and `-0` are one value; nothing equals a missing value. */
function sameValue(a: Value, b: Scalar): boolean {
  return a === b;
}
