import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
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

/** Pages of a list of which the page asked for is known; how many rows one holds is kept with the account. */
function usePagesAt(total: number | undefined, asked: number, go: (page: number) => void): Pages {
  const kept = usePreference('rows');
  const save = useSavePreferences();
  const size = pageSizes.find(each => each === kept) ?? usual;
  const count = total === undefined ? asked : Math.max(1, Math.ceil(total / size));
  const page = Math.min(asked, count);
  const start = (page - 1) * size;
  const setSize = (next: PageSize) => {
    void save({ rows: next });
    go(Math.floor(start / next) + 1);
  };
  return { size, page, count, start, end: Math.min(start + size, total ?? start + size), go, setSize };
}

/** The page is in the address, so that Back leads to the one before and a copied address to the same rows. */
export function useAddressPages(total: number | undefined): Pages {
  const { page } = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = useCallback(
    (to: number) =>
      void navigate({
        to: '.',
        search: previous => ({ ...previous, page: to > 1 ? String(to) : undefined }),
      }),
    [navigate],
  );
  return usePagesAt(total, Math.max(1, Math.floor(Number(page)) || 1), go);
}

/** The page of a list beside others, which no address tells. What is asked anew begins with its first page. */
export function useOwnPages(total: number | undefined, question: unknown): Pages {
  const [at, setAt] = useState({ question, page: 1 });
  const go = (page: number) => setAt({ question, page });
  return usePagesAt(total, at.question === question ? at.page : 1, go);
}
