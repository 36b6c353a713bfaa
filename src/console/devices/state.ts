import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import {
  FilterTextError,
  parseFilterText,
  printFilterText,
} from '../../../projections/kernel/filter-text.ts';
import type { Filter } from '../api/types.ts';
import { usePreference } from '../shell/preferences.ts';
import { columnByKey, defaultColumns, deviceTypes, type DeviceColumnKey } from './columns.ts';
import { conditionsOf, filterOf } from './filter-words.ts';

export interface SortBy {
  readonly column: string;
  readonly descending: boolean;
}

export const printSort = (sort: readonly SortBy[]) =>
  sort.map(each => (each.descending ? `-${each.column}` : each.column)).join(',');

export function parseSort(text: string): readonly SortBy[] {
  return text
    .split(',')
    .map(each => ({ column: each.replace(/^-/, ''), descending: each.startsWith('-') }))
    .filter(each => columnByKey.has(each.column));
}

export interface ListState {
  readonly filter: Filter | undefined;
  readonly conditions: readonly Filter[];
  /** Why the filter in the address cannot be read; the list is then shown without it and says so. */
  readonly broken: string | undefined;
  readonly sort: readonly SortBy[];
  readonly columns: readonly DeviceColumnKey[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
  readonly setSort: (sort: readonly SortBy[]) => void;
}

const isColumn = (key: string): key is DeviceColumnKey => columnByKey.has(key);

export function readColumns(text: string | undefined): readonly DeviceColumnKey[] | undefined {
  const columns = text?.split(',').filter(isColumn);
  return columns && columns.length > 0 ? [...new Set(columns)] : undefined;
}

/** Filter, sort and columns as the address says them. */
export function useListState(): ListState {
  const { f, sort = 'name', cols, asOf } = useSearch({ strict: false });
  const own = usePreference('columns')?.['devices'];
  const navigate = useNavigate();

  const read = useMemo(() => {
    try {
      return { filter: f ? parseFilterText(f, deviceTypes) : undefined, broken: undefined };
    } catch (error) {
      if (!(error instanceof FilterTextError)) throw error;
      return { filter: undefined, broken: error.message };
    }
  }, [f]);
  const sorts = useMemo(() => parseSort(sort), [sort]);
  const ownText = own?.join(',');
  const columns = useMemo(() => {
    const chosen = readColumns(cols) ?? readColumns(ownText) ?? defaultColumns;
    // Who was there passes without an event: in the past these columns would hold nothing.
    const told = asOf ? chosen.filter(key => !columnByKey.get(key)?.volatile) : chosen;
    return told.length > 0 ? told : defaultColumns;
  }, [cols, ownText, asOf]);
  const conditions = useMemo(() => conditionsOf(read.filter), [read.filter]);

  const setConditions = useCallback(
    (next: readonly Filter[]) => {
      const filter = filterOf(next);
      void navigate({
        to: '.',
        replace: true,
        search: previous => ({
          ...previous,
          f: filter ? printFilterText(filter, deviceTypes) : undefined,
          sel: undefined,
          page: undefined,
        }),
      });
    },
    [navigate],
  );
  const setSort = useCallback(
    (next: readonly SortBy[]) =>
      void navigate({
        to: '.',
        replace: true,
        search: previous => ({ ...previous, sort: printSort(next) || undefined, page: undefined }),
      }),
    [navigate],
  );
  return {
    filter: read.filter,
    broken: read.broken,
    conditions,
    sort: sorts,
    columns,
    setConditions,
    setSort,
  };
}
