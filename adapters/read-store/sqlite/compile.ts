import type { CollectionDefinition, Filter, Scalar } from '../../../projections/kernel/index.ts';
import { foldText } from '../../../projections/kernel/index.ts';
import { columnSql, foldedExpression } from './schema.ts';
import type { Stored } from './values.ts';
import { toStored } from './values.ts';

/** A piece of SQL with the values of its question marks, in order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly Stored[];
}

/** More values than this travel as one JSON array: SQLite bounds the number of question marks. */
const inlineValues = 64;

const TRUE: Sql = { text: '1', params: [] };
const FALSE: Sql = { text: '0', params: [] };

export function join(parts: readonly Sql[], separator: string): Sql {
  return { text: parts.map(p => p.text).join(separator), params: parts.flatMap(p => p.params) };
}

/**
 * A checked filter as an SQL condition. A comparison with a missing value is NULL in SQL, which `and`, `or` and
 * WHERE treat as false; only `not` has to be told.
 */
export function compileFilter(definition: CollectionDefinition, filter: Filter): Sql {
  switch (filter.op) {
    case 'eq':
      return { text: `${columnSql(filter.column)} = ?`, params: [toStored(filter.value)] };
    case 'in':
      return compileIn(filter.column, filter.values);
    case 'range':
      return compileRange(filter);
    case 'contains':
      return contains(foldedExpression(definition, filter.column), foldText(filter.value).toWellFormed());
    case 'prefix':
      return startsWith(foldedExpression(definition, filter.column), foldText(filter.value).toWellFormed());
    case 'under': {
      const path = filter.path.toWellFormed();
      const below = startsWith(columnSql(filter.column), `${path}/`);
      return { text: `(${columnSql(filter.column)} = ? OR ${below.text})`, params: [path, ...below.params] };
    }
    case 'missing':
      return { text: `${columnSql(filter.column)} IS NULL`, params: [] };
    case 'search': {
      const needle = foldText(filter.text).toWellFormed();
      const columns = Object.entries(definition.columns).filter(([, d]) => d.searchable);
      return anyOf(columns.map(([name]) => contains(foldedExpression(definition, name), needle)));
    }
    case 'and':
      return filter.filters.length === 0
        ? TRUE
        : combined(
            filter.filters.map(f => compileFilter(definition, f)),
            'AND',
          );
    case 'or':
      return anyOf(filter.filters.map(f => compileFilter(definition, f)));
    case 'not': {
      const inner = compileFilter(definition, filter.filter);
      return { text: `((${inner.text}) IS NOT TRUE)`, params: inner.params };
    }
  }
}

function anyOf(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? FALSE : combined(parts, 'OR');
}

/** Halved again and again: SQLite bounds the depth of an expression, and `a OR b OR c …` is as deep as it is long. */
function combined(parts: readonly Sql[], operator: 'AND' | 'OR'): Sql {
  if (parts.length === 1) return parts[0]!;
  const middle = parts.length >> 1;
  const left = combined(parts.slice(0, middle), operator);
  const right = combined(parts.slice(middle), operator);
  return { text: `(${left.text} ${operator} ${right.text})`, params: [...left.params, ...right.params] };
}

function compileIn(column: string, values: readonly Scalar[]): Sql {
  const stored = values.map(toStored);
  if (stored.length === 0) return FALSE;
  if (stored.length <= inlineValues)
    return { text: `${columnSql(column)} IN (${stored.map(() => '?').join(',')})`, params: stored };
  return {
    text: `${columnSql(column)} IN (SELECT value FROM json_each(?))`,
    params: [JSON.stringify(stored)],
  };
}

function compileRange(filter: Filter & { op: 'range' }): Sql {
  const parts: Sql[] = [];
  for (const [key, operator] of [
    ['gt', '>'],
    ['gte', '>='],
    ['lt', '<'],
    ['lte', '<='],
  ] as const) {
    const bound = filter[key];
    if (bound !== undefined)
      parts.push({ text: `${columnSql(filter.column)} ${operator} ?`, params: [toStored(bound)] });
  }
  if (parts.length === 0) return { text: `${columnSql(filter.column)} IS NOT NULL`, params: [] };
  return combined(parts, 'AND');
}

function contains(expression: string, needle: string): Sql {
  return { text: `instr(${expression}, ?) > 0`, params: [needle] };
}

/** As a range, so that an index can serve it. */
function startsWith(expression: string, prefix: string): Sql {
  const end = after(prefix);
  if (end === undefined) return { text: `${expression} >= ?`, params: [prefix] };
  return { text: `(${expression} >= ? AND ${expression} < ?)`, params: [prefix, end] };
}

/** The least text greater than every text with this prefix, by code points; undefined where there is none. */
export function after(prefix: string): string | undefined {
  const points = [...prefix].map(c => c.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last === 0x10ffff) continue;
    const next = last + 1;
    // D800 to DFFF are no characters of a text; the next one is E000.
    return String.fromCodePoint(...points, next >= 0xd800 && next <= 0xdfff ? 0xe000 : next);
  }
  return undefined;
}
