import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import {
  FilterTextError,
  parseFilterText,
  printFilterText,
} from '../../../projections/kernel/filter-text.ts';
import type { Filter } from '../api/types.ts';
import { conditionsOf, filterOf } from '../devices/filter-words.ts';
import { readSearch, type Search } from '../search.ts';
import { operationTypesOfColumns } from './columns.ts';
import { spanOf } from './days.ts';

export const operationFilterText = (filter: Filter): string =>
  printFilterText(filter, operationTypesOfColumns);

/** What the address says of the list. */
export interface OperationState {
  /** The day or month that is looked at; undefined: the newest with records. */
  readonly day: string | undefined;
  /** Beginning of the quarter of an hour that is looked at alone, milliseconds since the epoch. */
  readonly quarter: number | undefined;
  readonly text: string;
  readonly conditions: readonly Filter[];
  /** Conditions and text together, in the text form; one that cannot be read goes to the server, which says why. */
  readonly filter: string | undefined;
  readonly department: string | undefined;
  readonly location: string | undefined;
  /** Id of the record whose details are open. */
  readonly selected: string | undefined;
}

function read(f: string | undefined): { readonly conditions: readonly Filter[]; readonly broken: boolean } {
  try {
    return {
      conditions: conditionsOf(f ? parseFilterText(f, operationTypesOfColumns) : undefined),
      broken: false,
    };
  } catch (error) {
    if (!(error instanceof FilterTextError)) throw error;
    return { conditions: [], broken: true };
  }
}

export function useOperationState(): OperationState {
  const { day, at, q = '', f, department, location, sel } = useSearch({ strict: false });
  return useMemo(() => {
    const { conditions, broken } = read(f);
    const text = q.trim();
    const filter = filterOf(text === '' ? conditions : [...conditions, { op: 'search', text }]);
    const quarter = at === undefined ? Number.NaN : Date.parse(at);
    return {
      day: day !== undefined && spanOf(day) ? day : undefined,
      quarter: Number.isNaN(quarter) ? undefined : quarter,
      text: q,
      conditions,
      filter: broken ? f : filter && operationFilterText(filter),
      department,
      location,
      selected: sel,
    };
  }, [day, at, q, f, department, location, sel]);
}

/** Changes the address; typing and choosing replace it, another day adds to the history. */
export function useSetOperationState(): (changed: Search, add?: boolean) => void {
  const navigate = useNavigate();
  return useCallback(
    (changed, add = false) =>
      void navigate({
        to: '.',
        replace: !add,
        search: previous => readSearch({ ...previous, ...changed }),
      }),
    [navigate],
  );
}

export const conditionsText = (conditions: readonly Filter[]): string | undefined => {
  const filter = filterOf(conditions);
  return filter && operationFilterText(filter);
};
