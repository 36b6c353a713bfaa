import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { List, Row } from '../api/types.ts';
import { placeOf, rememberPlace, type ListPlace } from '../devices/list-place.ts';
import { useKeys } from '../shell/keys.ts';

/** The rows around the device in the list it was opened from, in its order and with its filter. */
const neighboursQuery = (place: ListPlace | undefined) => ({
  queryKey: ['neighbours', place],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const { params, index, id } = place!;
    const from = Math.max(0, index - 1);
    const page = await get<List<Row>>(
      '/devices',
      { ...params, fields: 'name', limit: 3, offset: from || undefined },
      signal,
    );
    const at = page.items.findIndex(row => row.id === id);
    const place1 = from + at + 1;
    return at < 0
      ? undefined
      : { before: page.items[at - 1], after: page.items[at + 1], number: place1, total: page.total ?? 0 };
  },
  enabled: place !== undefined,
  staleTime: 30_000,
});

/** Previous and next device of the list, by button and by `[` and `]`. */
export function Neighbours({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const place = placeOf(id);
  const { data } = useQuery(neighboursQuery(place));
  const go = (row: Row | undefined, step: number) => {
    if (!row || !place || !data) return;
    rememberPlace({ ...place, index: data.number - 1 + step, id: row.id });
    void navigate({
      to: '/devices/$id',
      params: { id: row.id },
      search: previous => ({ ...previous, from: undefined, to: undefined }),
    });
  };
  useKeys({ '[': () => go(data?.before, -1), ']': () => go(data?.after, 1) });
  if (!data) return null;
  const name = (row: Row | undefined) => (row ? String(row['name'] ?? row.id) : '–');
  return (
    <div className="neighbours" role="group" aria-label={t('device.neighbours.label')}>
      <button
        type="button"
        className="icon-button"
        disabled={!data.before}
        title={`${name(data.before)} ([)`}
        aria-label={t('device.neighbours.previous', { name: name(data.before) })}
        onClick={() => go(data.before, -1)}
      >
        <ChevronLeft size={16} aria-hidden="true" />
      </button>
      <span className="text2 figure">
        {t('device.neighbours.place', { number: data.number, total: data.total })}
      </span>
      <button
        type="button"
        className="icon-button"
        disabled={!data.after}
        title={`${name(data.after)} (])`}
        aria-label={t('device.neighbours.next', { name: name(data.after) })}
        onClick={() => go(data.after, 1)}
      >
        <ChevronRight size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
