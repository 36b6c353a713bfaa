import type { Place, Sort, Value } from '../../../projections/kernel/index.ts';
import type { Sql } from './compile.ts';
import { join } from './compile.ts';
import { columnSql, quote } from './schema.ts';
import { toStored } from './values.ts';

/** A run of rows: `page` takes how many rows at most and how many to pass over, `matches` counts all of it. */
export interface PageStatement {
  readonly page: Sql;
  readonly matches: Sql;
}

/**
 * One page as one or two statements, to be run one after the other until the page is full. Two are needed
 * where a page goes on in a column sorted downward: its missing values come last, and a condition
 * "smaller or missing" could not start from the middle of the index.
 */
export function pageStatements(
  from: Sql,
  where: Sql | undefined,
  sort: readonly Sort[],
  fields: readonly string[],
  place: Place | undefined,
): readonly PageStatement[] {
  const order = [
    ...sort.map(s => `${columnSql(s.column)} ${s.direction === 'desc' ? 'DESC' : 'ASC'}`),
    '_id ASC',
  ];
  const head = `SELECT ${['_id', ...fields.map(quote)].join(', ')} FROM ${from.text}`;
  const statement = (conditions: readonly (Sql | undefined)[]): PageStatement => {
    const parts = conditions
      .filter(c => c !== undefined)
      .map(c => ({ text: `(${c.text})`, params: c.params }));
    const all = join(parts, ' AND ');
    const params = [...from.params, ...all.params];
    const clause = parts.length > 0 ? ` WHERE ${all.text}` : '';
    return {
      page: { text: `${head}${clause} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`, params },
      matches: { text: `SELECT count(*) FROM ${from.text}${clause}`, params },
    };
  };
  if (!place) return [statement([where])];
  return beyond(sort, place).map(conditions => statement([where, ...conditions]));
}

/** Conditions for rows after a place; each inner list is ANDed, the outer ones follow in order. */
function beyond(sort: readonly Sort[], place: Place): readonly (readonly Sql[])[] {
  const [first] = sort;
  if (!first) return [[{ text: '_id > ?', params: [place.id] }]];
  const column = columnSql(first.column);
  const value = toStored(place.values[0] ?? null);
  const rest = sort.slice(1);
  const tie = after(rest, place.values.slice(1), place.id);
  const same: Sql = { text: `${column} IS ? AND (${tie.text})`, params: [value, ...tie.params] };
  if (first.direction === 'asc') {
    if (value === null) return [[{ text: `${column} IS NOT NULL OR (${same.text})`, params: same.params }]];
    return [
      [
        { text: `${column} >= ?`, params: [value] },
        { text: `${column} > ? OR (${same.text})`, params: [value, ...same.params] },
      ],
    ];
  }
  if (value === null) return [[same]];
  return [
    [
      { text: `${column} <= ?`, params: [value] },
      { text: `${column} < ? OR (${same.text})`, params: [value, ...same.params] },
    ],
    [{ text: `${column} IS NULL`, params: [] }],
  ];
}

/** Rows after a place by the remaining sort columns and the id, as one condition. */
function after(sort: readonly Sort[], values: readonly Value[], id: string): Sql {
  const [first] = sort;
  if (!first) return { text: '_id > ?', params: [id] };
  const column = columnSql(first.column);
  const value = toStored(values[0] ?? null);
  const tie = after(sort.slice(1), values.slice(1), id);
  const same: Sql = { text: `(${column} IS ? AND (${tie.text}))`, params: [value, ...tie.params] };
  if (value === null)
    return first.direction === 'asc'
      ? { text: `${column} IS NOT NULL OR ${same.text}`, params: same.params }
      : same;
  const further = first.direction === 'asc' ? `${column} > ?` : `(${column} < ? OR ${column} IS NULL)`;
  return { text: `${further} OR ${same.text}`, params: [value, ...same.params] };
}
