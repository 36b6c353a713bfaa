import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { List, Row } from '../api/types.ts';

/** Rows fetched at once. */
export const WINDOW = 200;

export interface WindowQuery {
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
}

export interface Windows {
  readonly total: number | undefined;
  readonly position: number | undefined;
  readonly row: (index: number) => Row | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  readonly retry: () => void;
  /** Reads what is in sight anew. */
  readonly refresh: () => Promise<unknown>;
  /** A row by id, where it is loaded. */
  readonly loaded: (id: string) => Row | undefined;
  /** Ids of the rows that are loaded of those from `start` up to `end`, which is not among them. */
  readonly loadedIds: (start: number, end: number) => readonly string[];
}

const fetchWindow = (query: WindowQuery, index: number, signal: AbortSignal) =>
  get<List<Row>>(
    query.path,
    {
      ...query.params,
      limit: WINDOW,
      offset: index === 0 ? undefined : index * WINDOW,
      total: index === 0 ? undefined : false,
    },
    signal,
  );

/**
 * A list of any length of which only the windows in sight are fetched, 200 rows each. The first window also
 * counts; while a filter changes, the last answer stays until the new one is there.
 */
export function useWindows(query: WindowQuery, first: number, last: number): Windows {
  const key = ['list', query.path, query.params] as const;
  const head = useQuery({
    queryKey: [...key, 0],
    queryFn: ({ signal }) => fetchWindow(query, 0, signal),
    placeholderData: keepPreviousData,
  });
  const total = head.data?.total ?? undefined;
  const from = Math.max(1, Math.floor(first / WINDOW));
  const to =
    total === undefined
      ? 0
      : Math.min(Math.floor(last / WINDOW), Math.floor(Math.max(0, total - 1) / WINDOW));
  const wanted: number[] = [];
  for (let index = from; index <= to; index++) wanted.push(index);
  const others = useQueries({
    queries: wanted.map(index => ({
      queryKey: [...key, index],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchWindow(query, index, signal),
    })),
  });
  const pages = new Map<number, List<Row>>();
  if (head.data) pages.set(0, head.data);
  others.forEach((other, at) => {
    if (other.data) pages.set(wanted[at]!, other.data);
  });
  const failed = [head, ...others].find(each => each.isError);
  return {
    total,
    position: head.data?.position,
    row: index => pages.get(Math.floor(index / WINDOW))?.items[index % WINDOW],
    error: failed?.error,
    loading: head.isPending || head.isPlaceholderData,
    refresh: () => Promise.all([head, ...others].map(each => each.refetch())),
    retry: () => void failed?.refetch(),
    loaded: id => [...pages.values()].flatMap(page => page.items).find(row => row.id === id),
    loadedIds: (start, end) =>
      [...pages].flatMap(([index, { items }]) =>
        items
          .filter((_row, at) => index * WINDOW + at >= start && index * WINDOW + at < end)
          .map(row => row.id),
      ),
  };
}
