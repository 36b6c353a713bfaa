import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { List, Row } from '../api/types.ts';

/** Names of devices as they are now; one that is gone keeps its id. */
export function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const wanted = [...new Set(ids)].sort().slice(0, 1000);
  const { data } = useQuery({
    queryKey: ['names', wanted],
    queryFn: ({ signal }) =>
      get<List<Row>>(
        '/devices',
        {
          filter: JSON.stringify({ op: 'in', column: 'id', values: wanted }),
          fields: 'name',
          limit: 1000,
          total: false,
        },
        signal,
      ),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return new Map(data?.items.map(row => [row.id, String(row['name'] ?? row.id)]));
}
