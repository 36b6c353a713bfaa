import { useRouter } from '@tanstack/react-router';
import type { Row } from '../api/types.ts';
import type { ListAct } from './acts/act-dialogs.tsx';
import { MOST_COPIED } from './copy-rows.ts';
import type { MenuAbout } from './device-grid.tsx';
import type { MenuRows } from './list-menu.tsx';
import { MOST_NAMED } from './queries.ts';
import type { Selection } from './selection.ts';

interface Source {
  readonly about: MenuAbout | undefined;
  readonly selection: Selection;
  readonly rowAt: (index: number) => Row | undefined;
  readonly loaded: (id: string) => Row | undefined;
  readonly open: (index: number, id: string) => void;
  /** Of one device; undefined: of the selection. */
  readonly copy: (id: string | undefined) => void;
  readonly begin: (act: ListAct, id: string | undefined) => void;
  readonly showOnly: () => void;
}

/** The rows a menu speaks of: the selection where the row pressed belongs to it, else that row alone. */
export function useMenuRows(source: Source): MenuRows | undefined {
  const router = useRouter();
  const { about, selection, rowAt, loaded, open, copy, begin, showOnly } = source;
  if (about?.of !== 'row') return undefined;
  const row = rowAt(about.index);
  if (!row) return undefined;
  const chosen = selection.has(row.id) && selection.count > 1;
  const of = chosen ? undefined : row.id;
  return {
    count: chosen ? selection.count : 1,
    all: chosen && selection.all,
    rows: chosen ? (selection.all ? [] : [...selection.ids].flatMap(id => loaded(id) ?? [])) : [row],
    open: () => open(about.index, row.id),
    hrefOf: ({ id }) => router.buildLocation({ to: '/devices/$id', params: { id } }).href,
    ...(!(chosen && selection.count > MOST_COPIED) && { copy: () => copy(of) }),
    ...(chosen && !selection.all && selection.count <= MOST_NAMED && { showOnly }),
    begin: act => begin(act, of),
  };
}
