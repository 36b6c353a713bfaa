import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { DeviceDetail, Filter, FleetEntry, List, Row } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';

export const deviceQuery = (id: string, asOf: AsOfParams) =>
  queryOptions({
    queryKey: ['device', id, 'detail', asOf],
    queryFn: ({ signal }) => get<DeviceDetail>(`/devices/${encodeURIComponent(id)}`, { ...asOf }, signal),
    placeholderData: keepPreviousData,
  });

export function timelineQuery(id: string, kind: string | undefined, asOf: AsOfParams, limit: number) {
  const filter: Filter | undefined = kind ? { op: 'eq', column: 'kind', value: kind } : undefined;
  const params = { limit, filter: filter && JSON.stringify(filter), ...asOf };
  return queryOptions({
    queryKey: ['device', id, 'timeline', params],
    queryFn: ({ signal }) =>
      get<List<FleetEntry>>(`/devices/${encodeURIComponent(id)}/timeline`, params, signal),
    placeholderData: keepPreviousData,
  });
}

export function newestSoftwareQuery(id: string, asOf: AsOfParams) {
  const params = { limit: 6, sort: '-since,name', ...asOf };
  return queryOptions({
    queryKey: ['device', id, 'newest-software', params],
    queryFn: ({ signal }) => get<List<Row>>(`/devices/${encodeURIComponent(id)}/software`, params, signal),
    placeholderData: keepPreviousData,
  });
}
