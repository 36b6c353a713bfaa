import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { FleetEntry, Health, List, Row } from '../api/types.ts';
import type { StripDay } from '../shell/as-of-strip.tsx';
import type { AsOfParams } from '../shell/as-of.ts';

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => get<Health>('/health', undefined, signal),
  refetchInterval: 10_000,
});

export const changesQuery = (asOf: AsOfParams) =>
  queryOptions({
    queryKey: ['timeline', 'all', asOf],
    queryFn: ({ signal }) => get<List<FleetEntry>>('/timeline', { limit: 10, ...asOf }, signal),
  });

export const newestQuery = (asOf: AsOfParams) =>
  queryOptions({
    queryKey: ['list', 'newest', asOf],
    queryFn: ({ signal }) =>
      get<List<Row>>(
        '/devices',
        {
          limit: 6,
          sort: '-registeredAt',
          fields: 'name,osName,registeredAt,dialect',
          total: false,
          ...asOf,
        },
        signal,
      ),
  });

/** The first devices of a saved view, in its order. */
export const viewRowsQuery = (filter: string | undefined, sort: string | undefined, asOf: AsOfParams) =>
  queryOptions({
    queryKey: ['list', 'view', filter, sort, asOf],
    queryFn: ({ signal }) =>
      get<List<Row>>(
        '/devices',
        { limit: 5, fields: 'name,osName', total: false, filter, sort, ...asOf },
        signal,
      ),
  });

/** A day of this computer as the server's calendar names it. */
const dayOf = (time: Date) =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()]
    .map(part => String(part).padStart(2, '0'))
    .join('-');

export const activityQuery = (end: number, days: number) => {
  const params = {
    from: dayOf(new Date(end - (days - 1) * 86_400_000)),
    to: dayOf(new Date(end)),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return queryOptions({
    queryKey: ['strip', params],
    queryFn: async ({ signal }) =>
      (await get<{ days: readonly StripDay[] }>('/history/strip', params, signal)).days,
    staleTime: 60_000,
  });
};
