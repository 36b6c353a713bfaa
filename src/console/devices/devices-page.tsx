import { useElementScrollRestoration, useNavigate, useSearch } from '@tanstack/react-router';
import { PanelLeft } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { announce } from '../parts/announce.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useMenu } from '../parts/menu.tsx';
import { useAddressPages } from '../parts/use-pages.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useListActs, type Chosen } from './acts/act-dialogs.tsx';
import { MOST_DEVICES } from './acts/run.ts';
import { BulkBar } from './bulk-bar.tsx';
import { useCopyRows } from './copy-rows.ts';
import { DeviceGrid, type MenuAbout } from './device-grid.tsx';
import { exportUrl } from './export-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useGroups } from './groups.ts';
import { GroupsPanel } from './groups-panel.tsx';
import { HandGroups } from './hand-groups.tsx';
import { ListEmpty } from './list-empty.tsx';
import { ListFoot } from './list-foot.tsx';
import { ListMenu } from './list-menu.tsx';
import { ListTools, type ListPopup } from './list-tools.tsx';
import { LivePill } from './live-pill.tsx';
import { placeIn, rememberPlace } from './list-place.ts';
import { filterParam, idFilter, idsBetween, matchingIds } from './queries.ts';
import { filterOfSelection, filtersOfSelection, useSelection } from './selection.ts';
import { printSort, useListState } from './state.ts';
import { useListKeys } from './use-list-keys.ts';
import { useLiveList } from './use-live-list.ts';
import { useMenuRows } from './use-menu-rows.ts';
import { useSeen } from './use-seen.ts';
import { builtInViews, searchOfView, useViews } from './views.ts';
import { ViewsPanel } from './views-panel.tsx';
import { ViewTitle } from './view-title.tsx';

/** What rows, phone lines and menus show or judge by, whatever columns are chosen. */
const alwaysRead = [
  'name',
  'online',
  'lastSeenAt',
  'osName',
  'user',
  'department',
  'managementStatus',
  'dialect',
] as const;

export function DevicesPage() {
  const { t } = useTranslation();
  // Rows and chips say the names of groups, so they are drawn again when those are read.
  useGroups();
  const format = useFormat();
  const navigate = useNavigate();
  const may = useMay();
  const search = useSearch({ strict: false });
  const { time, params: asOf } = useAsOf();
  const state = useListState();
  const { find, first, loading: viewsLoading } = useViews();
  const { waiting, fresh, merge: mergeLive } = useLiveList('devices.list');
  const [editing, setEditing] = useState<number>();
  const [popup, setPopup] = useState<ListPopup>();
  const [panel, setPanel] = useState(false);
  const [active, setActive] = useState(-1);
  const { seen, windows, onWindows } = useSeen();
  usePageTitle([{ text: t('devices.title') }], time ? format.date(time) : undefined);

  // The list opens with the person's default view where the address says nothing else.
  const bare = !search.view && !search.f && !search.sort && !search.cols;
  useEffect(() => {
    if (!bare) return;
    const chosen = find(first);
    // It may be one that somebody shares, which is not known yet.
    if (first && !chosen && viewsLoading) return;
    const view = chosen ?? builtInViews[0];
    void navigate({ to: '.', replace: true, search: previous => ({ ...previous, ...searchOfView(view) }) });
  }, [bare, first, find, viewsLoading, navigate]);

  const sort = printSort(state.sort);
  const filter = filterParam(state.filter);
  const query = useMemo(
    () => ({
      path: '/devices',
      params: {
        filter,
        sort,
        fields: [...new Set([...alwaysRead, ...state.columns])].join(','),
        ...asOf,
      },
    }),
    [filter, sort, state.columns, asOf],
  );
  const pages = useAddressPages(seen.total);
  const selection = useSelection(seen.total, filter, (start, end) => {
    const loaded = windows.current?.loadedIds(start, end) ?? [];
    return loaded.length === end - start ? Promise.resolve(loaded) : idsBetween(query, start, end);
  });
  // Opened a device and came back: its row is the current one again. Any other list begins anew.
  const back = useElementScrollRestoration({ id: 'devices' }) !== undefined;
  const shown = useRef<typeof query>(undefined);
  useEffect(() => {
    setActive(shown.current === undefined && back ? placeIn(query.params) : -1);
    shown.current = query;
  }, [query, back]);
  const onOpen = useCallback(
    (index: number, id: string) => rememberPlace({ params: query.params, index, id }),
    [query],
  );
  useEffect(() => {
    if (seen.total !== undefined && !seen.loading) announce(t('devices.list.total', { count: seen.total }));
  }, [seen.total, seen.loading, t]);

  const open = useCallback(
    (index: number, id: string) => {
      onOpen(index, id);
      void navigate({ to: '/devices/$id', params: { id } });
    },
    [onOpen, navigate],
  );
  const nameOf = (id: string) => String(windows.current?.loaded(id)?.['name'] ?? id.slice(0, 8));
  const acts = useListActs(nameOf);
  const { menu, open: openMenu, close: closeMenu, onContextMenu } = useMenu<MenuAbout>();
  useListKeys({
    active,
    setActive,
    total: seen.total ?? 0,
    pages,
    selection,
    rowAt: index => windows.current?.row(index),
    open,
    openMenu,
    editFilter: () => setEditing(-1),
    dropFilter: () => state.setConditions(state.conditions.slice(0, -1)),
    chooseColumns: () => setPopup('columns'),
  });

  const exportView = { filter, sort, columns: state.columns, asOf };
  const selectionFilter = filterParam(filterOfSelection(selection, state.filter));
  const copyRows = useCopyRows(query.params, state.columns);
  const copySelection = () => void copyRows(filtersOfSelection(selection, state.filter));
  const showOnly = () => state.setConditions([idFilter([...selection.ids])]);
  const chosen = async (): Promise<Chosen> => {
    if (!selection.all) return { ids: [...selection.ids] };
    const { count } = selection;
    return count > MOST_DEVICES
      ? { many: { filter: selectionFilter, count } }
      : { ids: await matchingIds(selectionFilter) };
  };
  const menuRows = useMenuRows({
    about: menu?.about,
    selection,
    rowAt: index => windows.current?.row(index),
    loaded: id => windows.current?.loaded(id),
    open,
    copy: of => (of === undefined ? copySelection() : void copyRows([filterParam(idFilter([of]))])),
    showOnly,
    begin: (act, of) =>
      void acts.begin(
        act,
        of === undefined ? chosen : () => Promise.resolve({ ids: [of] }),
        of === undefined ? selection.clear : () => undefined,
      ),
  });
  const refresh = () => void mergeLive();
  const counting = seen.total !== undefined || seen.error !== undefined;
  const nothing = seen.total === 0 && !seen.loading && !seen.error;
  return (
    <div className="list-page" data-panel={panel || undefined}>
      <aside className="context-panel" aria-label={t('devices.views.panel')}>
        <ViewsPanel
          modified={isModified(search, find(search.view))}
          counting={counting}
          refresh={mergeLive}
        />
        <HandGroups
          conditions={state.conditions}
          setConditions={state.setConditions}
          refresh={refresh}
          put={!time && may('devices.manage') ? acts.group : undefined}
        />
        <GroupsPanel
          conditions={state.conditions}
          setConditions={state.setConditions}
          counting={counting}
          refresh={refresh}
        />
      </aside>
      <section className="list-main">
        <div className="list-head">
          <div className="title-row">
            <button
              type="button"
              className="icon-button large panel-button"
              aria-expanded={panel}
              aria-label={t('devices.views.panel')}
              onClick={() => setPanel(!panel)}
            >
              <PanelLeft size={18} aria-hidden="true" />
            </button>
            <ViewTitle modified={isModified(search, find(search.view))} />
            <LivePill count={waiting} merge={() => void mergeLive()} />
            <span className="spacer" />
            <ListTools
              popup={popup}
              setPopup={setPopup}
              view={exportView}
              total={seen.total}
              refresh={mergeLive}
            />
          </div>
          <FilterBar
            conditions={state.conditions}
            setConditions={state.setConditions}
            open={editing}
            setOpen={setEditing}
          />
          {state.broken && (
            <p className="notice slim" data-tone="warning" role="alert">
              {t('devices.filter.broken', { reason: state.broken })}
            </p>
          )}
        </div>
        {seen.error ? <ErrorPanel error={seen.error} retry={() => windows.current?.retry()} /> : null}
        <div className="list-body" data-empty={nothing || undefined}>
          <DeviceGrid
            query={query}
            pages={pages}
            columns={state.columns}
            sort={state.sort}
            setSort={state.setSort}
            selection={selection}
            active={active}
            setActive={setActive}
            onMenu={onContextMenu}
            onOpen={onOpen}
            fresh={fresh}
            onWindows={onWindows}
          />
          {nothing && <ListEmpty conditions={state.conditions} setConditions={state.setConditions} />}
          <BulkBar
            selection={selection}
            total={seen.total}
            exportHref={exportUrl({ ...exportView, filter: selectionFilter }, 'csv')}
            copyRows={copySelection}
            showOnly={showOnly}
            begin={act => void acts.begin(act, chosen, selection.clear)}
          />
        </div>
        {acts.dialogs}
        {menu && (
          <ListMenu
            menu={menu}
            close={closeMenu}
            rows={menuRows}
            columns={state.columns}
            setSort={state.setSort}
            chooseColumns={() => setPopup('columns')}
            refresh={refresh}
          />
        )}
        <ListFoot
          pages={pages}
          total={seen.total}
          first={seen.first}
          last={seen.last}
          selected={selection.count}
          sort={state.sort}
          position={seen.position}
        />
      </section>
    </div>
  );
}

function isModified(
  search: {
    view?: string | undefined;
    f?: string | undefined;
    sort?: string | undefined;
    cols?: string | undefined;
  },
  view: ReturnType<ReturnType<typeof useViews>['find']>,
): boolean {
  if (!view) return false;
  const { f, sort, cols } = searchOfView(view);
  return f !== search.f || sort !== search.sort || cols !== search.cols;
}
