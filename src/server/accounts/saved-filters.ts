import { z } from 'zod';
import type { SharedView } from '../../../domain/accounts/index.ts';
import { ViewContent, ViewId, ViewName } from '../../../domain/accounts/index.ts';
import type { CollectionDefinition, Filter } from '../../../projections/kernel/index.ts';
import { printFilterText } from '../../../projections/kernel/index.ts';
import { operationsCollection } from '../../../projections/operation-logs/index.ts';
import type { FilterType, NamedField } from './filter-file.ts';

/** A list whose filters people save: the word under which the console keeps them, and its collection. */
export interface FilteredList {
  readonly list: 'devices' | 'software' | 'operations';
  readonly collection: string;
}

/** Lists that this version has; of the other types nothing is saved yet. */
export const listOfType: Readonly<Partial<Record<FilterType, FilteredList>>> = {
  device: { list: 'devices', collection: 'devices.list' },
  inssoft: { list: 'software', collection: 'software.products' },
  oplog: { list: 'operations', collection: operationsCollection.name },
};

/** A saved filter, own or shared, in the words of its list's address. */
export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  readonly content: ViewContent;
  /** Departments and locations that it names beside its filter; they mean something on this server only. */
  readonly places?: readonly string[];
}

/** A view as the console keeps it in the preferences of its owner. */
const KeptView = z.looseObject({
  id: ViewId,
  name: ViewName,
  f: z.string().optional(),
  sort: z.string().optional(),
  cols: z.string().optional(),
  department: z.string().optional(),
  location: z.string().optional(),
});
type KeptView = z.infer<typeof KeptView>;
const KeptViews = z.record(z.string(), z.array(z.unknown()));

/** Own saved filters of a list; what a client kept there and is none is left out. */
export function keptFilters(preferences: Readonly<Record<string, unknown>>, list: string): SavedFilter[] {
  return keptViews(preferences, list).map(({ id, name, f, sort, cols, department, location }) => ({
    id,
    name,
    content: {
      ...(f && { filter: f }),
      ...(sort && { sort }),
      ...(cols && { columns: cols }),
    },
    places: Object.keys({ ...(department && { department }), ...(location && { location }) }),
  }));
}

function keptViews(preferences: Readonly<Record<string, unknown>>, list: string): KeptView[] {
  const views = KeptViews.safeParse(preferences['views']);
  return (views.data?.[list] ?? []).flatMap(each => KeptView.safeParse(each).data ?? []);
}

/** The preference `views` with this filter in place of the one with its id. */
export function viewsWith(
  preferences: Readonly<Record<string, unknown>>,
  list: string,
  { id, name, content }: SavedFilter,
): Readonly<Record<string, unknown>> {
  const { filter, sort, columns } = content;
  const view = {
    id,
    name,
    ...(filter && { f: filter }),
    ...(sort && { sort }),
    ...(columns && { cols: columns }),
  };
  const others = keptViews(preferences, list).filter(each => each.id !== id);
  return { ...KeptViews.safeParse(preferences['views']).data, [list]: [...others, view] };
}

/** A filter by its name: an own one before one that somebody shares. */
export function filterNamed(
  name: string,
  own: readonly SavedFilter[],
  shared: readonly (readonly [string, SharedView])[],
): SavedFilter | undefined {
  const other = shared.find(([, view]) => view.name === name);
  return own.find(each => each.name === name) ?? (other && { id: other[0], name, content: other[1].content });
}

/** Conditions that must all hold, each in text form. */
export function criteriaOf(filter: Filter | undefined, definition: CollectionDefinition): string[] {
  if (!filter) return [];
  const parts = filter.op === 'and' ? filter.filters : [filter];
  return parts.map(part => printFilterText(part, definition));
}

/** The columns a filter speaks of, each once, in their order. */
export function fieldsOf(filter: Filter | undefined, definition: CollectionDefinition): NamedField[] {
  const names = new Set(filter ? columnsIn(filter) : []);
  return [...names].map(name => ({ name, type: definition.columns[name]?.type ?? 'text' }));
}

function columnsIn(filter: Filter): string[] {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(columnsIn);
    case 'not':
      return columnsIn(filter.filter);
    case 'search':
      return [];
    default:
      return [filter.column];
  }
}

/**
 * Columns whose values mean something on this server only: departments and locations are defined here, and hand
 * filled groups are known by ids of here. A filter with one of them is not exported (CLI-055).
 */
export const localColumns: ReadonlySet<string> = new Set(['department', 'location', 'groups']);
