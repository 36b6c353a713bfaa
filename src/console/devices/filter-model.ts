import type { ColumnType } from '../../../projections/kernel/collection.ts';
import type { Filter } from '../api/types.ts';
import { columnByKey } from './columns.ts';
import type { Operator } from './filter-words.ts';

/** What the form holds: texts as typed, read only when applied. */
export interface Draft {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
  readonly upper: string;
  readonly values: readonly string[];
}

/** What a condition on a column can be. */
export interface ColumnKind {
  readonly type: ColumnType;
  /** Its values can be offered. */
  readonly choices?: boolean | undefined;
}
export type KindOf = (column: string) => ColumnKind | undefined;

export const kindOfDevices: KindOf = column => columnByKey.get(column);

/** Operators that make sense for a column. `search` stands for every column at once. */
export function operatorsOf(column: string, kindOf: KindOf): readonly Operator[] {
  const definition = kindOf(column);
  if (!definition) return ['contains'];
  switch (definition.type) {
    case 'text':
      return definition.choices
        ? ['in', 'contains', 'eq', 'ne', 'prefix', 'missing', 'any']
        : ['contains', 'eq', 'ne', 'prefix', 'missing', 'any'];
    case 'path':
      return ['under', 'eq', 'contains', 'missing', 'any'];
    case 'integer':
    case 'number':
      return ['gte', 'lte', 'between', 'eq', 'missing', 'any'];
    case 'time':
      return ['within', 'before', 'after', 'until', 'between', 'missing'];
    case 'boolean':
      return ['eq', 'missing'];
  }
}

export const isNumeric = (column: string, kindOf: KindOf) =>
  ['integer', 'number'].includes(kindOf(column)?.type ?? '');
export const isTime = (column: string, kindOf: KindOf) => kindOf(column)?.type === 'time';
export const isSpan = (operator: Operator) => operator === 'within' || operator === 'before';

const localTime = (ms: unknown) => {
  if (typeof ms !== 'number') return '';
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
};

/** As the form shows a condition; without one it begins with the column `first`. */
export function draftOf(filter: Filter | undefined, kindOf: KindOf, first: string): Draft {
  const empty: Draft = { column: first, operator: 'in', value: '', upper: '', values: [] };
  if (!filter) return empty;
  switch (filter.op) {
    case 'search':
      return { ...empty, column: 'search', operator: 'contains', value: filter.text };
    case 'eq':
      return { ...empty, column: filter.column, operator: 'eq', value: String(filter.value) };
    case 'in':
      return { ...empty, column: filter.column, operator: 'in', values: filter.values.map(String) };
    case 'contains':
    case 'prefix':
      return { ...empty, column: filter.column, operator: filter.op, value: filter.value };
    case 'under':
      return { ...empty, column: filter.column, operator: 'under', value: filter.path };
    case 'missing':
      return { ...empty, column: filter.column, operator: 'missing' };
    case 'not':
      return filter.filter.op === 'eq'
        ? { ...draftOf(filter.filter, kindOf, first), operator: 'ne' }
        : draftOf(filter.filter, kindOf, first);
    case 'range': {
      const lower = filter.gte ?? filter.gt;
      const upper = filter.lte ?? filter.lt;
      const say = (bound: unknown) =>
        isTime(filter.column, kindOf) ? localTime(bound) : String(bound ?? '');
      const span = (bound: unknown) =>
        typeof bound === 'string' ? (/^now-(\d+)d$/.exec(bound)?.[1] ?? '') : '';
      if (span(lower)) return { ...empty, column: filter.column, operator: 'within', value: span(lower) };
      if (span(upper)) return { ...empty, column: filter.column, operator: 'before', value: span(upper) };
      if (lower !== undefined && upper !== undefined)
        return { ...empty, column: filter.column, operator: 'between', value: say(lower), upper: say(upper) };
      if (lower !== undefined)
        return {
          ...empty,
          column: filter.column,
          operator: isTime(filter.column, kindOf) ? 'after' : 'gte',
          value: say(lower),
        };
      if (upper !== undefined)
        return {
          ...empty,
          column: filter.column,
          operator: isTime(filter.column, kindOf) ? 'until' : 'lte',
          value: say(upper),
        };
      return { ...empty, column: filter.column, operator: 'any' };
    }
    case 'and':
    case 'or': {
      return draftOf(filter.filters[0], kindOf, first);
    }
  }
}

/** The condition a draft stands for; undefined while a value is missing or cannot be read. */
export function filterOfDraft(
  { column, operator, value, upper, values }: Draft,
  kindOf: KindOf,
): Filter | undefined {
  if (column === 'search') return value.trim() ? { op: 'search', text: value.trim() } : undefined;
  if (operator === 'missing') return { op: 'missing', column };
  if (operator === 'any') return { op: 'range', column };
  if (operator === 'in') return values.length > 0 ? { op: 'in', column, values: [...values] } : undefined;
  if (isSpan(operator)) {
    const days = Number(value);
    if (!Number.isInteger(days) || days < 1 || days > 100_000) return undefined;
    return operator === 'within'
      ? { op: 'range', column, gte: `now-${days}d` }
      : { op: 'range', column, lt: `now-${days}d` };
  }
  if (value.trim() === '') return undefined;
  const read = (text: string): string | number | undefined => {
    if (!isTime(column, kindOf) && !isNumeric(column, kindOf)) return text.trim();
    const number = isTime(column, kindOf) ? Date.parse(text) : Number(text);
    return Number.isFinite(number) ? number : undefined;
  };
  const first = read(value);
  if (first === undefined) return undefined;
  switch (operator) {
    case 'eq':
      return { op: 'eq', column, value: first };
    case 'ne':
      return { op: 'not', filter: { op: 'eq', column, value: first } };
    case 'contains':
    case 'prefix':
      return { op: operator, column, value: value.trim() };
    case 'under':
      return { op: 'under', column, path: value.trim() };
    case 'gte':
    case 'after':
      return { op: 'range', column, gte: first };
    case 'gt':
      return { op: 'range', column, gt: first };
    case 'lte':
      return { op: 'range', column, lte: first };
    case 'lt':
    case 'until':
      return { op: 'range', column, lt: first };
    case 'between': {
      const second = read(upper);
      return upper.trim() === '' || second === undefined
        ? undefined
        : { op: 'range', column, gte: first, lte: second };
    }
  }
}
