import i18next, { type TFunction } from 'i18next';
import type { Filter } from '../api/types.ts';
import type { Format } from '../parts/format.ts';
import { columnByKey, type CollectedColumnKey } from './columns.ts';
import { ownFieldName } from './own-fields.ts';
import { valueWord } from './value-words.ts';

export type Operator =
  | 'eq'
  | 'ne'
  | 'in'
  | 'contains'
  | 'prefix'
  | 'under'
  | 'missing'
  | 'any'
  | 'gte'
  | 'lte'
  | 'gt'
  | 'lt'
  | 'between'
  | 'within'
  | 'before'
  | 'after'
  | 'until';

/** One condition as a chip says it: field, operator, value. */
export interface ChipWords {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** The conditions that must all hold: one chip each. */
export function conditionsOf(filter: Filter | undefined): readonly Filter[] {
  if (!filter) return [];
  return filter.op === 'and' ? filter.filters : [filter];
}

export function filterOf(conditions: readonly Filter[]): Filter | undefined {
  const [only] = conditions;
  if (conditions.length <= 1) return only;
  return { op: 'and', filters: [...conditions] };
}

export function columnWord(column: string, t: TFunction): string {
  const own = ownFieldName(column);
  if (own !== undefined && column !== 'department' && column !== 'location') return own;
  return i18next.exists(`devices.columns.${column}`)
    ? t(`devices.columns.${column as CollectedColumnKey}`)
    : column;
}

/** How a list calls its columns and their values. */
export interface Said {
  readonly column: (column: string) => string;
  readonly value: (column: string, value: unknown) => string;
  readonly isTime: (column: string) => boolean;
}

export const saidOfDevices = (t: TFunction, format: Format): Said => ({
  column: column => columnWord(column, t),
  value: (column, value) => valueWord(column, value, t, format),
  isTime: column => columnByKey.get(column)?.type === 'time',
});

const spanOf = (bound: unknown): string | undefined =>
  typeof bound === 'string' ? /^now-(\d+[mhdw])$/.exec(bound)?.[1] : undefined;

function spanWord(span: string, t: TFunction): string {
  const days = /^(\d+)d$/.exec(span)?.[1];
  return days ? t('devices.filter.days', { count: Number(days) }) : span;
}

/** Operator and value of a range, as people say them. */
function rangeWords(
  filter: Extract<Filter, { op: 'range' }>,
  t: TFunction,
  { value, isTime }: Said,
): { operator: Operator; value: string } {
  const { gt, gte, lt, lte } = filter;
  const say = (bound: unknown) => value(filter.column, bound);
  const time = isTime(filter.column);
  const lower = gte ?? gt;
  const upper = lte ?? lt;
  if (lower !== undefined && upper !== undefined)
    return { operator: 'between', value: `${say(lower)} – ${say(upper)}` };
  const since = spanOf(lower);
  if (since) return { operator: 'within', value: spanWord(since, t) };
  const until = spanOf(upper);
  if (until) return { operator: 'before', value: spanWord(until, t) };
  if (lower !== undefined)
    return { operator: time ? 'after' : gte !== undefined ? 'gte' : 'gt', value: say(lower) };
  if (upper !== undefined)
    return { operator: time ? 'until' : lte !== undefined ? 'lte' : 'lt', value: say(upper) };
  return { operator: 'any', value: '' };
}

export function chipWords(filter: Filter, t: TFunction, said: Said): ChipWords {
  const op = (operator: Operator) => t(`devices.filter.ops.${operator}`);
  const say = (column: string) => (value: unknown) => said.value(column, value);
  switch (filter.op) {
    case 'search':
      return { field: t('devices.filter.searchFor'), operator: '', value: filter.text };
    case 'eq':
      return {
        field: said.column(filter.column),
        operator: op('eq'),
        value: say(filter.column)(filter.value),
      };
    case 'in':
      return {
        field: said.column(filter.column),
        operator: op('in'),
        value:
          filter.values.length > 4
            ? `${filter.values.slice(0, 3).map(say(filter.column)).join(', ')}, … (${filter.values.length})`
            : filter.values.map(say(filter.column)).join(', '),
      };
    case 'contains':
      if (filter.column === 'groups')
        return {
          field: said.column('groups'),
          operator: op('eq'),
          value: say('groups')(filter.value) || t('devices.handGroups.gone'),
        };
      return { field: said.column(filter.column), operator: op('contains'), value: filter.value };
    case 'prefix':
      return { field: said.column(filter.column), operator: op(filter.op), value: filter.value };
    case 'under':
      return { field: said.column(filter.column), operator: op('under'), value: filter.path };
    case 'missing':
      return { field: said.column(filter.column), operator: op('missing'), value: '' };
    case 'range': {
      const words = rangeWords(filter, t, said);
      return { field: said.column(filter.column), operator: op(words.operator), value: words.value };
    }
    case 'not': {
      if (filter.filter.op === 'eq') return { ...chipWords(filter.filter, t, said), operator: op('ne') };
      const inner = chipWords(filter.filter, t, said);
      return { ...inner, operator: `${t('devices.filter.not')} ${inner.operator}` };
    }
    case 'or':
      return {
        field: t('devices.filter.anyOf', { count: filter.filters.length }),
        operator: '',
        value: filter.filters.map(each => sentence(chipWords(each, t, said))).join(' / '),
      };
    case 'and':
      return {
        field: t('devices.filter.allOf', { count: filter.filters.length }),
        operator: '',
        value: filter.filters.map(each => sentence(chipWords(each, t, said))).join(` ${t('common.and')} `),
      };
  }
}

/** Read aloud: "Operating system is Debian". */
export const sentence = (words: ChipWords): string =>
  [words.field, words.operator, words.value].filter(Boolean).join(' ');
