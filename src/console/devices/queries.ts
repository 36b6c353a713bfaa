import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Filter, GroupCount, List, Row } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';
import type { DeviceColumnKey } from './columns.ts';
import type { WindowQuery } from './use-windows.ts';

export const filterParam = (filter: Filter | undefined) => (filter ? JSON.stringify(filter) : undefined);

/** As many ids as the address of a question takes with everything else it says. */
export const MOST_NAMED = 250;

export const idFilter = (values: readonly string[]): Filter => ({
  op: 'in',
  column: 'id',
  values: [...values],
});

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

/** As many rows as the server answers at once. */
export const MOST_ROWS = 1_000;

/** Ids of all devices that match, at most a thousand. */
export async function matchingIds(filter: string | undefined): Promise<readonly string[]> {
  const page = await get<List<Row>>('/devices', { filter, limit: MOST_ROWS, fields: 'name', total: false });
  return page.items.map(row => row.id);
}

/** Ids of the rows of a list from `start` up to `end`, which is not among them, in its order. */
export async function idsBetween(
  { path, params }: WindowQuery,
  start: number,
  end: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let offset = start; offset < end; offset += MOST_ROWS) {
    const limit = Math.min(MOST_ROWS, end - offset);
    const page = await get<List<Row>>(path, {
      ...params,
      fields: 'name',
      limit,
      offset: offset || undefined,
      total: false,
    });
    ids.push(...page.items.map(row => row.id));
    if (page.items.length < limit) break;
  }
  return ids;
}
