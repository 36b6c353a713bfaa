import { useCallback, useRef, useState } from 'react';
import type { Windows } from './use-windows.ts';

const nothingYet = {
  total: undefined as number | undefined,
  position: undefined as number | undefined,
  first: 0,
  last: 0,
  error: undefined as unknown,
  loading: true,
};

/** What the grid has and shows, for the parts of the page around it; they are drawn anew only where that differs. */
export function useSeen() {
  const windows = useRef<Windows>(undefined);
  const [seen, setSeen] = useState(nothingYet);
  const onWindows = useCallback((next: Windows, range: { first: number; last: number }) => {
    windows.current = next;
    const { total, position, error, loading } = next;
    const now = { total, position, error, loading, ...range };
    setSeen(before =>
      (Object.keys(now) as (keyof typeof now)[]).every(key => before[key] === now[key]) ? before : now,
    );
  }, []);
  return { seen, windows, onWindows };
}
