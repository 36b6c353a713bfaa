import { columnType } from './check.ts';
import type { CollectionDefinition } from './collection.ts';
import type { Filter, Scalar } from './query.ts';
import { QueryError } from './query.ts';
import { isRelativeTime, parseTime } from './time-text.ts';

/**
 * The filter with every text in a time column turned into milliseconds. `now` is the moment the question is
 * about: the clock's, or the chosen past one. Everything else is left as it is, also what does not fit.
 */
export function resolveTimes(definition: CollectionDefinition, filter: Filter, nowMs: number): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { op: filter.op, filters: filter.filters.map(part => resolveTimes(definition, part, nowMs)) };
    case 'not':
      return { op: 'not', filter: resolveTimes(definition, filter.filter, nowMs) };
    case 'eq':
    case 'in':
    case 'range': {
      if (columnType(definition, filter.column) !== 'time') return filter;
      const resolve = <V extends Scalar | undefined>(value: V): V | number => {
        if (typeof value !== 'string') return value;
        const time = parseTime(value, nowMs);
        if (time === undefined)
          throw new QueryError('QUERY_WRONG_TYPE', {
            collection: definition.name,
            column: filter.column,
            type: 'time',
            value,
          });
        return time;
      };
      if (filter.op === 'eq') return { ...filter, value: resolve(filter.value) };
      if (filter.op === 'in') return { ...filter, values: filter.values.map(resolve) };
      return {
        ...filter,
        gt: resolve(filter.gt),
        gte: resolve(filter.gte),
        lt: resolve(filter.lt),
        lte: resolve(filter.lte),
      };
    }
    default:
      return filter;
  }
}

/** True where the meaning of the filter moves with the clock. */
export function hasRelativeTime(filter: Filter): boolean {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.some(hasRelativeTime);
    case 'not':
      return hasRelativeTime(filter.filter);
    case 'eq':
      return isRelativeTime(filter.value);
    case 'in':
      return filter.values.some(isRelativeTime);
    case 'range':
      return [filter.gt, filter.gte, filter.lt, filter.lte].some(isRelativeTime);
    default:
      return false;
  }
}
