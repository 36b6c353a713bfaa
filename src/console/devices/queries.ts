import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Filter, GroupCount, List, Row } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';
import type { DeviceColumnKey } from './columns.ts';

export const filterParam = (filter: Filter | undefined) => (filter ? JSON.stringify(filter) : undefined);

export function groupsQuery(
  column: DeviceColumnKey,
  filter: Filter | undefined,
  asOf: AsOfParams,
  limit = 100,
) {
  const params = { column, filter: filterParam(filter), limit, ...asOf };
  return queryOptions({
    queryKey: ['groups', 'devices', params],
    queryFn: ({ signal }) => get<{ items: readonly GroupCount[] }>('/devices/groups', params, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** How many devices match, without any row. */
export function countQuery(filter: Filter | undefined, asOf: AsOfParams) {
  const params = { filter: filterParam(filter), limit: 1, fields: 'name', ...asOf };
  return queryOptions({
    queryKey: ['count', 'devices', params],
    queryFn: async ({ signal }) => (await get<List<Row>>('/devices', params, signal)).total ?? 0,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

/** Ids of all devices that match, at most a thousand. */
export async function matchingIds(filter: string | undefined): Promise<readonly string[]> {
  const page = await get<List<Row>>('/devices', { filter, limit: 1_000, fields: 'name', total: false });
  return page.items.map(row => row.id);
}
