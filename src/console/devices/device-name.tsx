import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { get } from '../api/client.ts';
import type { List, Row } from '../api/types.ts';

const LARGEST = 500;
let waiting = new Map<string, ((name: string) => void)[]>();

/** Names asked for within one turn of the event loop are fetched in one request. */
function nameOf(id: string): Promise<string> {
  return new Promise(resolve => {
    if (waiting.size === 0) setTimeout(() => void fetchNames(), 10);
    waiting.set(id, [...(waiting.get(id) ?? []), resolve]);
  });
}

async function fetchNames(): Promise<void> {
  const asked = waiting;
  waiting = new Map();
  const ids = [...asked.keys()];
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += LARGEST) {
    const filter = JSON.stringify({ op: 'in', column: 'id', values: ids.slice(at, at + LARGEST) });
    const page = await get<List<Row>>('/devices', {
      filter,
      fields: 'name',
      limit: LARGEST,
      total: false,
    }).catch(() => undefined);
    for (const row of page?.items ?? []) names.set(row.id, String(row['name'] ?? row.id));
  }
  // A device that has left the list, or cannot be read, keeps its id for a name.
  for (const [id, resolves] of asked)
    for (const resolve of resolves) resolve(names.get(id) ?? id.slice(0, 8));
}

/** Undefined until it is known. */
export function useDeviceName(id: string | undefined): string | undefined {
  return useQuery({
    queryKey: ['device-name', id],
    queryFn: () => nameOf(id!),
    staleTime: 300_000,
    enabled: id !== undefined,
  }).data;
}

export function DeviceName({ id }: { id: string }) {
  const name = useDeviceName(id);
  return (
    <Link to="/devices/$id" params={{ id }} className="row-link">
      {name ?? '…'}
    </Link>
  );
}
