import { useCallback, useSyncExternalStore } from 'react';
import { ProblemError } from '../api/client.ts';
import { useMe } from '../api/session.ts';

const listeners = new Set<() => void>();
const keyOf = (userId: string) => `muster.operations.purpose.${userId}`;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the records are looked at for, as the person said it; kept while the tab is open, for that person alone. */
export function usePurpose(): readonly [purpose: string | undefined, set: (purpose: string) => void] {
  const key = keyOf(useMe()?.userId ?? '');
  const purpose = useSyncExternalStore(listen, () => sessionStorage.getItem(key)) ?? undefined;
  const set = useCallback(
    (text: string) => {
      sessionStorage.setItem(key, text);
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [purpose, set];
}

/** The server wants to be told first. */
export const wantsPurpose = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'OPERATION_PURPOSE_REQUIRED';
