import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { usePreference, useSavePreferences } from '../shell/preferences.ts';

/** Rows a page may hold. */
export const pageSizes = [100, 250, 500, 1_000] as const;
export type PageSize = (typeof pageSizes)[number];
const usual: PageSize = 250;

export interface Pages {
  readonly size: PageSize;
  /** From 1. */
  readonly page: number;
  readonly count: number;
  /** Index in the whole list of the first row of the page, and of the row after its last. */
  readonly start: number;
  readonly end: number;
  readonly go: (page: number) => void;
  readonly setSize: (size: PageSize) => void;
}

/**
 * Where in a long list one stands: the page is in the address, so that Back leads to the one before; how many rows
 * it holds is kept with the account, for all lists.
 */
export function usePages(total: number | undefined): Pages {
  const { page: asked } = useSearch({ strict: false });
  const navigate = useNavigate();
  const kept = usePreference('rows');
  const save = useSavePreferences();
  const size = pageSizes.find(each => each === kept) ?? usual;
  const wanted = Math.max(1, Math.floor(Number(asked)) || 1);
  const count = total === undefined ? wanted : Math.max(1, Math.ceil(total / size));
  const page = Math.min(wanted, count);
  const start = (page - 1) * size;
  const go = useCallback(
    (to: number) =>
      void navigate({
        to: '.',
        search: previous => ({ ...previous, page: to > 1 ? String(to) : undefined }),
      }),
    [navigate],
  );
  const setSize = useCallback(
    (next: PageSize) => {
      void save({ rows: next });
      go(Math.floor(start / next) + 1);
    },
    [save, go, start],
  );
  return { size, page, count, start, end: Math.min(start + size, total ?? start + size), go, setSize };
}
