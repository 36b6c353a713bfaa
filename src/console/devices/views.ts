import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { parseFilterText } from '../../../projections/kernel/filter-text.ts';
import { get } from '../api/client.ts';
import type { Filter, SharedView } from '../api/types.ts';
import { usePreference, type SavedView } from '../shell/preferences.ts';
import { deviceTypes } from './columns.ts';

export type ViewAudience = SharedView['audience'];

/** A view as it is listed: one that is shared shows what everybody sees, its owner included. */
export interface View extends SavedView {
  readonly shared: boolean;
  /** Of a shared one: who sees it beside its owner; null: everybody. */
  readonly audience?: ViewAudience;
  readonly mine: boolean;
  /** May be renamed and shared no longer. */
  readonly manageable: boolean;
  /** User id. */
  readonly owner?: string;
}

/** Views everyone has. Their names are words of the catalogue: `devices.views.<id>`. */
export const builtInViews = [
  { id: 'all', sort: 'name' },
  { id: 'online', f: 'online.eq.online', sort: 'name' },
  { id: 'notSeen', f: 'lastSeenAt.lt.now-14d', sort: 'lastSeenAt' },
  { id: 'recent', f: 'registeredAt.within.7d', sort: '-registeredAt' },
  { id: 'lowDisk', f: 'diskFreePercent.lt.10', sort: 'diskFreePercent' },
] as const;

export type BuiltInView = (typeof builtInViews)[number]['id'];

export const sharedViewsQuery = queryOptions({
  queryKey: ['views', 'devices'],
  queryFn: ({ signal }) => get<{ items: readonly SharedView[] }>('/views', { list: 'devices' }, signal),
  staleTime: 30_000,
});

const none: readonly SavedView[] = [];

export function useViews() {
  const kept = usePreference('views')?.['devices'] ?? none;
  const first = usePreference('defaultView')?.['devices'];
  const { data, isPending } = useQuery(sharedViewsQuery);
  return useMemo(() => {
    const shared = data?.items ?? [];
    const own = kept.map((view): View => {
      const seen = shared.find(each => each.mine && each.id === view.id);
      return seen ? toView(seen) : { ...view, shared: false, mine: true, manageable: true };
    });
    // An id of one's own stands for one's own view, whatever somebody else calls theirs.
    const more = shared.filter(each => !kept.some(({ id }) => id === each.id)).map(toView);
    own.push(...more.filter(each => each.mine));
    const others = more.filter(each => !each.mine);
    const find = (id: string | undefined) =>
      own.find(each => each.id === id) ??
      builtInViews.find(each => each.id === id) ??
      others.find(each => each.id === id);
    return { kept, own, others, first, find, loading: isPending };
  }, [kept, first, data, isPending]);
}

function toView(seen: SharedView): View {
  const { id, name, owner, mine, manageable, audience, filter, sort, columns } = seen;
  return {
    id,
    name,
    owner,
    mine,
    manageable,
    audience,
    shared: true,
    ...(filter && { f: filter }),
    ...(sort && { sort }),
    ...(columns && { cols: columns }),
  };
}

/** What a view says of the address; a view carries all of it, so that a copied address shows the same to others. */
export const searchOfView = (view: {
  readonly id: string;
  readonly f?: string | undefined;
  readonly sort?: string | undefined;
  readonly cols?: string | undefined;
}) => ({
  view: view.id,
  f: view.f,
  sort: view.sort,
  cols: view.cols,
});

/** The filter of a view; undefined where it has none or says what no column understands any more. */
export function filterOfText(text: string | undefined): Filter | undefined {
  try {
    return text ? parseFilterText(text, deviceTypes) : undefined;
  } catch {
    return undefined;
  }
}
