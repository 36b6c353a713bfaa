import { useCallback, useMemo, useRef, useState } from 'react';
import type { Filter } from '../api/types.ts';
import { toastError } from '../parts/toast.tsx';
import { filterParam, idFilter, MOST_NAMED } from './queries.ts';

/** How a row was pressed: alone, with those up to here (Shift), or added to the others (Ctrl). */
export type Press = 'one' | 'toHere' | 'more';

/** Which devices are chosen: ids, kept through sort and filter, or all that match but a few. */
export interface Selection {
  /** The chosen ones, or with `all` those that are not. */
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
  /** How many are chosen. */
  readonly count: number;
  readonly has: (id: string) => boolean;
  readonly hasAll: (ids: readonly string[]) => boolean;
  /** A row is added or taken out; `toHere`: every row from the last one to this is added. */
  readonly toggle: (id: string, index: number, toHere: boolean) => void;
  /** A press on the row beside its box. Alone it only says where the next range begins. */
  readonly press: (id: string, index: number, how: Press) => void;
  /** The rows from `start` up to `end`, all of them, or none where they all were. */
  readonly toggleRows: (start: number, end: number, whole: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** The chosen devices as a filter; where all that match are chosen, those taken out again are left out. */
export function filterOfSelection({ all, ids }: Selection, filter: Filter | undefined): Filter | undefined {
  if (!all) return idFilter([...ids]);
  if (ids.size === 0) return filter;
  return { op: 'and', filters: [...(filter ? [filter] : []), { op: 'not', filter: idFilter([...ids]) }] };
}

/** The chosen devices as filters that addresses take, however many they are. */
export function filtersOfSelection(selection: Selection, filter: Filter | undefined): readonly string[] {
  if (selection.all) return [filterParam(filterOfSelection(selection, filter)) ?? ''];
  const ids = [...selection.ids];
  return Array.from({ length: Math.ceil(ids.length / MOST_NAMED) }, (_part, at) =>
    JSON.stringify(idFilter(ids.slice(at * MOST_NAMED, (at + 1) * MOST_NAMED))),
  );
}

interface Chosen {
  readonly ids: ReadonlySet<string>;
  /** All that match this filter, but `ids`; undefined: just `ids`. */
  readonly allOf: string | undefined;
}

const none: Chosen = { ids: new Set(), allOf: undefined };

/**
 * `matching`: the filter of the list. All that match one were chosen under that one only; another ends it.
 * `idsBetween`: of the rows from an index up to another, which is not among them, loaded or not.
 */
export function useSelection(
  total: number | undefined,
  matching: string | undefined,
  idsBetween: (start: number, end: number) => Promise<readonly string[]>,
): Selection {
  const here = matching ?? '';
  const [kept, setKept] = useState(none);
  const now = (chosen: Chosen) => (chosen.allOf === undefined || chosen.allOf === here ? chosen : none);
  const change = useRef<(next: (before: Chosen) => Chosen) => void>(undefined);
  change.current = next => setKept(before => next(now(before)));
  const setChosen = useCallback((next: (before: Chosen) => Chosen) => change.current!(next), []);
  const { ids, allOf } = now(kept);
  const all = allOf !== undefined;
  const anchor = useRef(-1);
  const between = useRef(idsBetween);
  between.current = idsBetween;

  const toggleOne = useCallback(
    (id: string) =>
      setChosen(before => {
        const next = new Set(before.ids);
        if (!next.delete(id)) next.add(id);
        return { ...before, ids: next };
      }),
    [setChosen],
  );
  const addRows = useCallback(
    async (start: number, end: number) => {
      try {
        const found = await between.current(start, end);
        setChosen(before => {
          const next = new Set(before.ids);
          for (const id of found)
            if (before.allOf !== undefined) next.delete(id);
            else next.add(id);
          return { ...before, ids: next };
        });
      } catch (error) {
        toastError(error);
      }
    },
    [setChosen],
  );
  const clear = useCallback(() => setKept(none), []);
  const selectAll = useCallback(() => setKept({ ids: new Set(), allOf: here }), [here]);
  const toggle = useCallback(
    (id: string, index: number, toHere: boolean) => {
      if (toHere && anchor.current >= 0)
        void addRows(Math.min(anchor.current, index), Math.max(anchor.current, index) + 1);
      else toggleOne(id);
      anchor.current = index;
    },
    [addRows, toggleOne],
  );
  const press = useCallback(
    (id: string, index: number, how: Press) => {
      if (how === 'one') anchor.current = index;
      else toggle(id, index, how === 'toHere');
    },
    [toggle],
  );
  const toggleRows = useCallback(
    (start: number, end: number, whole: boolean) => void (whole ? clear() : addRows(start, end)),
    [addRows, clear],
  );

  return useMemo(() => {
    const has = (id: string) => all !== ids.has(id);
    return {
      ids,
      all,
      count: all ? Math.max(0, (total ?? 0) - ids.size) : ids.size,
      has,
      hasAll: rows => rows.length > 0 && rows.every(has),
      toggle,
      press,
      toggleRows,
      selectAll,
      clear,
    };
  }, [ids, all, total, toggle, press, toggleRows, selectAll, clear]);
}
