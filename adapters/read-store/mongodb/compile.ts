import type { Filter as Condition } from 'mongodb';
import type { CollectionDefinition, Filter, Place, Sort, Value } from '../../../projections/kernel/index.ts';
import { foldText, searchableColumns } from '../../../projections/kernel/index.ts';
import type { StoredDocument } from './stored-document.ts';
import { toStored } from './values.ts';

export type Where = Condition<StoredDocument>;

const NOTHING: Where = { _id: { $in: [] } };

/** Where a column stands in a stored document. */
export function pathOf(column: string): string {
  return column === 'id' ? '_id' : `c.${column}`;
}

function foldedPath(column: string): string {
  return `f.${column}`;
}

function one(path: string, condition: object): Where {
  return { [path]: condition } as Where;
}

/**
 * A checked filter as a condition of the database. Missing values stand as null, which no comparison matches.
 * `absent` names a column that counts as missing in every document, whatever stands in it.
 */
export function compileFilter(definition: CollectionDefinition, filter: Filter, absent?: string): Where {
  if ('column' in filter && filter.column === absent) return filter.op === 'missing' ? {} : NOTHING;
  switch (filter.op) {
    case 'eq':
      return one(pathOf(filter.column), { $eq: toStored(filter.value) });
    case 'in':
      return one(pathOf(filter.column), { $in: filter.values.map(toStored) });
    case 'range': {
      const bounds = (['gt', 'gte', 'lt', 'lte'] as const).flatMap(key =>
        filter[key] === undefined ? [] : [[`$${key}`, toStored(filter[key])] as const],
      );
      return one(pathOf(filter.column), bounds.length > 0 ? Object.fromEntries(bounds) : { $ne: null });
    }
    case 'contains':
      return one(foldedPath(filter.column), { $regex: literally(foldText(filter.value)) });
    case 'prefix':
      return one(foldedPath(filter.column), { $regex: `^${literally(foldText(filter.value))}` });
    case 'under': {
      const path = toStored(filter.path);
      const below = one(pathOf(filter.column), { $regex: `^${literally(`${path}/`)}` });
      return { $or: [one(pathOf(filter.column), { $eq: path }), below] };
    }
    case 'missing':
      return one(pathOf(filter.column), { $eq: null });
    case 'search': {
      const needle = { $regex: literally(foldText(filter.text)) };
      const columns = searchableColumns(definition).filter(column => column !== absent);
      return columns.length > 0 ? { $or: columns.map(column => one(foldedPath(column), needle)) } : NOTHING;
    }
    case 'and':
    case 'or': {
      const parts = filter.filters.map(part => compileFilter(definition, part, absent));
      if (parts.length === 0) return filter.op === 'and' ? {} : NOTHING;
      return filter.op === 'and' ? { $and: parts } : { $or: parts };
    }
    case 'not':
      return { $nor: [compileFilter(definition, filter.filter, absent)] };
  }
}

/** Order of a page as pairs of path and direction; the id comes last and makes every place one of its own. */
export function compileSort(sort: readonly Sort[]): [string, 1 | -1][] {
  const order = new Map<string, 1 | -1>();
  for (const { column, direction } of [...sort, { column: 'id', direction: 'asc' as const }])
    if (!order.has(pathOf(column))) order.set(pathOf(column), direction === 'asc' ? 1 : -1);
  return [...order];
}

/** Documents that come after a place of an order. */
export function compilePlace(sort: readonly Sort[], place: Place): Where {
  const keys = [
    ...sort.map(({ column, direction }, i) => ({
      path: pathOf(column),
      direction,
      value: place.values[i] ?? null,
    })),
    { path: '_id', direction: 'asc' as const, value: place.id },
  ];
  const steps = keys.flatMap(({ path, direction, value }, i) => {
    const further = beyond(path, direction, toStored(value));
    if (!further) return [];
    const same = keys.slice(0, i).map(key => one(key.path, { $eq: toStored(key.value) }));
    return [{ $and: [...same, further] } as Where];
  });
  return { $or: steps };
}

/** A missing value is smaller than any other; nothing is smaller than it. */
function beyond(path: string, direction: Sort['direction'], value: Value): Where | undefined {
  if (direction === 'asc') return one(path, value === null ? { $ne: null } : { $gt: value });
  if (value === null) return undefined;
  return { $or: [one(path, { $lt: value }), one(path, { $eq: null })] };
}

/** A pattern that matches exactly this text. */
function literally(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
    .replaceAll('\0', String.raw`\x00`);
}
