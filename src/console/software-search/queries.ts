import { queryOptions } from '@tanstack/react-query';
import type { SearchCondition } from '../../../domain/devices/index.ts';
import { get, request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import type { Outcome } from '../api/types.ts';

export type KnownCondition = SearchCondition & { readonly id: string };

export const searchPath = '/software-search-conditions';

export const conditionsQuery = queryOptions({
  queryKey: ['software-search-conditions'],
  queryFn: async ({ signal }) =>
    (await get<{ items: readonly KnownCondition[] }>(searchPath, {}, signal)).items,
});

export const addCondition = (body: SearchCondition) => request<Outcome>('POST', searchPath, { body });
export const changeCondition = (id: string, body: SearchCondition) =>
  request<Outcome>('PUT', `${searchPath}/${encodeURIComponent(id)}`, { body });
export const removeConditions = (ids: readonly string[]) =>
  request<Outcome>('POST', `${searchPath}/remove`, { body: { ids } });
export const importConditions = (file: File, encoding: string, dryRun: boolean) =>
  request<Outcome>('POST', `${searchPath}/import`, { query: { encoding, dryRun }, file });

export async function readConditionsAnew(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: conditionsQuery.queryKey });
}
