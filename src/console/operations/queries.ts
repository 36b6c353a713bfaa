import type { ShownTrace } from '../../../domain/operation-logs/records/index.ts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { OperationLogSettings, ShownOperation } from '../../../domain/operation-logs/index.ts';
import { get, type QueryValue } from '../api/client.ts';
import type { List } from '../api/types.ts';
import type { GroupedColumn } from './columns.ts';
import type { Slot, Span } from './days.ts';

/** Which records, and what they are looked at for. */
export interface Asked {
  /** In the text form. */
  readonly filter?: string | undefined;
  readonly department?: string | undefined;
  readonly location?: string | undefined;
  readonly purpose?: string | undefined;
}

export type Settings = OperationLogSettings & { readonly version: number; readonly revision: number };

/** First word of the keys of everything that is read of the records. */
export const operationsKey = 'operations';
const pageSize = 200;

/** As the interface takes a question: moments as RFC 3339. */
export function paramsOf(asked: Asked, span?: Partial<Span>): Readonly<Record<string, QueryValue>> {
  const moment = (value: number | undefined) =>
    value === undefined ? undefined : new Date(value).toISOString();
  return { ...asked, from: moment(span?.from), until: moment(span?.until) };
}

export const operationSettingsQuery = queryOptions({
  queryKey: ['operation-log-settings'],
  queryFn: ({ signal }) => get<Settings>('/operation-log-settings', undefined, signal),
});

/** The newest record before a moment, or the oldest from a moment on; null: there is none. */
export function edgeQuery(
  asked: Asked,
  edge: { readonly before: number | undefined } | { readonly since: number },
) {
  const params =
    'since' in edge
      ? { ...paramsOf(asked, { from: edge.since }), sort: 'time', limit: 1 }
      : { ...paramsOf(asked, edge.before === undefined ? {} : { until: edge.before }), limit: 1 };
  return queryOptions({
    queryKey: [operationsKey, 'edge', params],
    queryFn: async ({ signal }) =>
      (await get<List<ShownOperation>>('/operations', params, signal)).items[0] ?? null,
  });
}

/** Records by quarters of an hour; those without any are not told. */
export function quartersQuery(asked: Asked, span: Span) {
  const params = { ...paramsOf(asked, span), by: 'quarter' };
  return queryOptions({
    queryKey: [operationsKey, 'quarters', params],
    queryFn: async ({ signal }): Promise<readonly Slot[]> => {
      const { slots } = await get<{ slots: readonly { slot: string; count: number }[] }>(
        '/operations/histogram',
        params,
        signal,
      );
      return slots.map(({ slot, count }) => ({ at: Number(slot), count }));
    },
    placeholderData: keepPreviousData,
  });
}

/** How many records have each value, the most frequent first. */
export function countsQuery(asked: Asked, span: Partial<Span>, by: GroupedColumn, limit = 50) {
  const params = { ...paramsOf(asked, span), by, limit };
  return queryOptions({
    queryKey: [operationsKey, 'counts', params],
    queryFn: async ({ signal }) =>
      (
        await get<{ groups: readonly { value: string; count: number }[] }>(
          '/operations/groups',
          params,
          signal,
        )
      ).groups,
    placeholderData: keepPreviousData,
  });
}

export function recordsQuery(asked: Asked, span: Partial<Span>) {
  const params = { ...paramsOf(asked, span), limit: pageSize };
  return infiniteQueryOptions({
    queryKey: [operationsKey, 'records', params],
    queryFn: ({ signal, pageParam }) =>
      get<List<ShownOperation>>('/operations', { ...params, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
  });
}

const recordPath = (id: string) => `/operations/${encodeURIComponent(id)}`;

export const recordQuery = (id: string, purpose: string | undefined) =>
  queryOptions({
    queryKey: [operationsKey, 'record', id, purpose],
    queryFn: ({ signal }) => get<ShownOperation>(recordPath(id), { purpose }, signal),
    staleTime: Infinity,
  });

export const traceQuery = (id: string, purpose: string | undefined) =>
  queryOptions({
    queryKey: [operationsKey, 'trace', id, purpose],
    queryFn: ({ signal }) => get<ShownTrace>(`${recordPath(id)}/trace`, { purpose }, signal),
  });
