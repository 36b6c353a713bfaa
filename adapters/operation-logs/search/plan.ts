import {
  operationColumns,
  operationDetails,
  type OperationColumnName,
  type OperationDay,
} from '../../../domain/operation-logs/records/index.ts';
import { checkFilter } from '../../../projections/kernel/check.ts';
import { columnTest, compileFilter } from '../../../projections/kernel/evaluate.ts';
import { type Filter, type Scalar, foldText } from '../../../projections/kernel/query.ts';
import { operationsCollection } from '../../../projections/operation-logs/collection.ts';
import type { OperationFilter } from '../../../projections/operation-logs/operation-store.ts';
import { bitOfDetail } from '../format/body.ts';
import { reachOf } from '../reach.ts';
import { matcherOf, type Matcher } from './matcher.ts';
import { common } from './sets.ts';

/**
 * What a question allows to be passed over. It says too much rather than too little: every record is tested by
 * `matches` in the end.
 */
export interface SearchPlan {
  /** Milliseconds since the epoch, inclusive and exclusive. Both are exact where only the span asks for them. */
  readonly from: number;
  readonly until: number;
  /** The only day of the devices' calendars; undefined: any. */
  readonly day: OperationDay | undefined;
  /** The only devices that can match; undefined: any. */
  readonly devices: ReadonlySet<string> | undefined;
  readonly users: ReadonlySet<string> | undefined;
  /** Folded parts that some text of a matching record has. */
  readonly parts: readonly string[];
  /** Bits of the details that can match (`bitOfDetail`); undefined: any. */
  readonly details: number | undefined;
  /** Undefined: every record of the span and the devices matches. */
  readonly matches: Matcher | undefined;
  /** Where detail, type and mark alone decide: whether they match. */
  readonly byCounts: ((detail: string, suspicious: boolean) => boolean) | undefined;
}

/** Throws QueryError where the filter does not fit. */
export function planOf({
  from = -Infinity,
  until = Infinity,
  filter,
  devices,
  day,
}: OperationFilter): SearchPlan {
  checkFilter(operationsCollection, filter);
  const parts = filter ? conjuncts(filter) : [];
  const spans = parts.flatMap(part => (part.op === 'range' && part.column === 'time' ? [part] : []));
  const named = setOf(parts, 'device');
  const reach = day === undefined ? { from, until } : reachOf(day);
  return {
    day,
    from: Math.max(from, reach.from, ...spans.flatMap(({ gt, gte }) => [gt, gte].filter(isNumber))),
    until: Math.min(
      until,
      reach.until,
      ...spans.flatMap(({ lt, lte }) => [
        ...[lt].filter(isNumber),
        ...[lte].filter(isNumber).map(one => one + 1),
      ]),
    ),
    devices: named && devices ? common(named, devices) : (named ?? devices),
    users: setOf(parts, 'user'),
    parts: parts.flatMap(textPart).filter(part => part.isWellFormed()),
    details: detailsOf(parts),
    matches: filter && matcherOf(filter),
    byCounts: countsTest(filter, devices),
  };
}

/** Filters that all have to be true. */
function conjuncts(filter: Filter): readonly Filter[] {
  return filter.op === 'and' ? filter.filters.flatMap(conjuncts) : [filter];
}

/** The only values of a text column that can match. */
function setOf(parts: readonly Filter[], column: string): ReadonlySet<string> | undefined {
  let set: ReadonlySet<string> | undefined;
  for (const part of parts) {
    if ((part.op !== 'eq' && part.op !== 'in') || part.column !== column) continue;
    const values = new Set((part.op === 'eq' ? [part.value] : part.values).filter(isText));
    set = set ? common(set, values) : values;
  }
  return set;
}

function textPart(part: Filter): string[] {
  switch (part.op) {
    case 'search':
      return [foldText(part.text)];
    case 'contains':
    case 'prefix':
      return ofTexts(part.column) ? [foldText(part.value)] : [];
    case 'eq':
      return ofTexts(part.column) && isText(part.value) ? [foldText(part.value)] : [];
    default:
      return [];
  }
}

function ofTexts(column: string): boolean {
  return (
    Object.hasOwn(operationColumns, column) && operationColumns[column as OperationColumnName].kind === 'text'
  );
}

function detailsOf(parts: readonly Filter[]): number | undefined {
  const tests = parts.flatMap(part => {
    if (!('column' in part) || (part.column !== 'detail' && part.column !== 'type')) return [];
    const test = columnTest(part);
    const { column } = part;
    return (one: (typeof operationDetails)[number]) => test(column === 'detail' ? one.key : one.type);
  });
  if (tests.length === 0) return undefined;
  return operationDetails.reduce(
    (bits, one, index) => (tests.every(test => test(one)) ? bits + bitOfDetail(index + 1) : bits),
    0,
  );
}

const countedColumns = new Set(['detail', 'type', 'suspicious']);

function countsTest(
  filter: Filter | undefined,
  devices: ReadonlySet<string> | undefined,
): SearchPlan['byCounts'] {
  if (devices || (filter && !columnsOf(filter).every(column => countedColumns.has(column)))) return undefined;
  const matches = compileFilter(operationsCollection, filter);
  const types = new Map<string, string>(operationDetails.map(({ key, type }) => [key, type]));
  return (detail, suspicious) =>
    matches({ id: '', columns: { detail, type: types.get(detail) ?? null, suspicious } });
}

/** `search` counts as a column of its own. */
function columnsOf(filter: Filter): string[] {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(columnsOf);
    case 'not':
      return columnsOf(filter.filter);
    case 'search':
      return ['search'];
    default:
      return [filter.column];
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: Scalar): value is string {
  return typeof value === 'string';
}
