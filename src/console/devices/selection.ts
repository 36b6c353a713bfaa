import { useCallback, useMemo, useRef, useState } from 'react';

/** Which devices are chosen: ids, kept through sort and filter, or all that match. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
  /** How many; where all match are chosen, the total. */
  readonly count: number;
  readonly has: (id: string) => boolean;
  readonly hasAll: (ids: readonly string[]) => boolean;
  readonly toggle: (id: string, index: number, toHere: boolean) => void;
  readonly togglePage: (ids: readonly string[]) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

export function useSelection(
  total: number | undefined,
  idAt: (index: number) => string | undefined,
): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const anchor = useRef(-1);
  const idAtRef = useRef(idAt);
  idAtRef.current = idAt;

  const toggle = useCallback((id: string, index: number, toHere: boolean) => {
    setAll(false);
    setIds(before => {
      const next = new Set(before);
      if (toHere && anchor.current >= 0) {
        const [from, to] = anchor.current < index ? [anchor.current, index] : [index, anchor.current];
        for (let at = from; at <= to; at++) {
          const each = idAtRef.current(at);
          if (each) next.add(each);
        }
      } else if (next.has(id)) next.delete(id);
      else next.add(id);
      return next;
    });
    anchor.current = index;
  }, []);
  const togglePage = useCallback((page: readonly string[]) => {
    setAll(false);
    setIds(before => (page.every(id => before.has(id)) ? new Set() : new Set([...before, ...page])));
  }, []);
  const clear = useCallback(() => {
    setAll(false);
    setIds(new Set());
  }, []);
  const selectAll = useCallback(() => setAll(true), []);

  return useMemo(
    () => ({
      ids,
      all,
      count: all ? (total ?? 0) : ids.size,
      has: id => all || ids.has(id),
      hasAll: page => all || (page.length > 0 && page.every(id => ids.has(id))),
      toggle,
      togglePage,
      selectAll,
      clear,
    }),
    [ids, all, total, toggle, togglePage, selectAll, clear],
  );
}
