import { queryOptions } from '@tanstack/react-query';
import type { ArchiveSettings } from '../../../domain/operation-logs/index.ts';
import { get, request } from '../api/client.ts';
import type { Job, List, Outcome } from '../api/types.ts';

/** The archive as the interface answers it. */
export interface Archive extends ArchiveSettings {
  readonly revision: number;
  /** What keeps the folder from being used now. */
  readonly problem: 'unreachable' | 'access' | 'archive' | 'internal' | null;
  readonly manualDays: number;
  readonly archivedDays: number;
  readonly records: number;
  readonly bytes: number;
}

export const dayStates = ['open', 'sealed', 'archived', 'restored', 'damaged'] as const;

export interface Day {
  readonly day: string;
  readonly state: (typeof dayStates)[number];
  readonly records: number;
  readonly devices: number;
  readonly bytes: number;
  readonly archived: boolean;
  readonly restoredDevices?: readonly string[] | null;
}

/** Which days, both ends included, and of which computers; absent: of all. */
export interface Wanted {
  readonly from: string;
  readonly until: string;
  readonly devices?: readonly string[];
}

export interface Planned {
  readonly days: readonly string[];
  readonly records: number;
  readonly seconds: number;
}

const key = 'operation-archive';

export const archiveQuery = queryOptions({
  queryKey: [key, 'settings'],
  queryFn: ({ signal }) => get<Archive>('/operation-archive', undefined, signal),
});

export const daysQuery = queryOptions({
  queryKey: [key, 'days'],
  queryFn: async ({ signal }) =>
    (await get<{ readonly days: readonly Day[] }>('/operations/days', undefined, signal)).days,
});

/** Everything above is asked anew. */
export const archiveKeys = { queryKey: [key] };

export const planQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: [key, 'plan', wanted],
    queryFn: () =>
      request<Planned>('POST', '/operation-archive/restores', { query: { dryRun: true }, body: wanted }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export const computersQuery = (search: string) =>
  queryOptions({
    queryKey: [key, 'computers', search],
    queryFn: async ({ signal }) =>
      (
        await get<List<{ readonly id: string; readonly name: string }>>(
          '/devices',
          {
            filter: search === '' ? undefined : `name contains ${JSON.stringify(search)}`,
            fields: 'name',
            sort: 'name',
            limit: 50,
          },
          signal,
        )
      ).items,
  });

export const saveArchive = (body: ArchiveSettings) => request<Outcome>('PUT', '/operation-archive', { body });
export const beginRestore = (body: Wanted) => request<Job>('POST', '/operation-archive/restores', { body });
export const checkDay = (day: string) => request<Job>('POST', `/operations/days/${day}/check`);
export const removeRestored = (query: Pick<Wanted, 'from' | 'until'>) =>
  request<{ readonly days: readonly string[] }>('DELETE', '/operation-archive/restored', {
    query: { ...query },
  });
