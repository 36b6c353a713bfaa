import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get } from '../api/client.ts';
import type { Role, Task } from '../api/session.ts';

export interface Rights {
  readonly roles: readonly Role[];
  /** Null: all tasks. */
  readonly tasks: readonly Task[] | null;
  /** Department paths; null: all departments. */
  readonly scope: readonly string[] | null;
}

export interface Account extends Rights {
  readonly userId: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly builtIn: boolean;
  readonly mustChangePassword: boolean;
  readonly secondFactor: boolean;
  readonly locked: 'no' | 'strangers' | 'everyone';
  readonly lockReason: 'failed-sign-ins' | 'administrator' | null;
}

export const accountPath = (userId: string) => `/accounts/${encodeURIComponent(userId)}`;

export const accountQuery = (userId: string) =>
  queryOptions({
    queryKey: ['account', userId],
    queryFn: ({ signal }) => get<Account>(accountPath(userId), undefined, signal),
  });

/** Reads the account anew, with everything that hangs on it. */
export function useRefreshAccount(userId: string): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey.includes(userId) || queryKey.includes(accountPath(userId)),
      }),
    [client, userId],
  );
}
