import { Link, useElementScrollRestoration, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { Columns3, Download, PanelLeft, Plus, Usb } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { announce } from '../parts/announce.tsx';
import { copyText } from '../parts/copy.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Popup } from '../parts/popup.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { BulkBar } from './bulk-bar.tsx';
import { deviceColumns } from './columns.ts';
import { DeviceGrid } from './device-grid.tsx';
import { ExportMenu, exportUrl } from './export-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useGroups } from './groups.ts';
import { GroupsPanel } from './groups-panel.tsx';
import { HandGroups } from './hand-groups.tsx';
import { ListEmpty } from './list-empty.tsx';
import { ListFoot } from './list-foot.tsx';
import { LivePill } from './live-pill.tsx';
import { placeIn, rememberPlace } from './list-place.ts';
import { filterParam, matchingIds } from './queries.ts';
import { useSelection } from './selection.ts';
import { printSort, useListState } from './state.ts';
import { useLiveList } from './use-live-list.ts';
import type { Windows } from './use-windows.ts';
import { builtInViews, searchOfView, useViews } from './views.ts';
import { ViewsPanel } from './views-panel.tsx';
import { ViewTitle } from './view-title.tsx';

const ColumnChooser = lazy(() =>
  import('./column-chooser.tsx').then(module => ({ default: module.ColumnChooser })),
);

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
  const [popup, setPopup] = useState<'columns' | 'export'>();
  const [panel, setPanel] = useState(false);
  const [active, setActive] = useState(-1);
  const windows = useRef<Windows>(undefined);
  const [seen, setSeen] = useState({
    total: undefined as number | undefined,
    position: undefined as number | undefined,
    first: 0,
    last: 0,
    error: undefined as unknown,
    loading: true,
  });
  const selection = useSelection(seen.total, index => windows.current?.row(index)?.id);
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
        fields: ['name', 'online', 'lastSeenAt', 'osName', 'user', 'department', ...state.columns]
          .filter((each, at, all) => all.indexOf(each) === at)
          .join(','),
        ...asOf,
      },
    }),
    [filter, sort, state.columns, asOf],
  );
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

  const onWindows = useCallback((next: Windows, range: { first: number; last: number }) => {
    windows.current = next;
    setSeen(before =>
      before.total === next.total &&
      before.first === range.first &&
      before.last === range.last &&
      before.error === next.error &&
      before.loading === next.loading &&
      before.position === next.position
        ? before
        : { total: next.total, position: next.position, ...range, error: next.error, loading: next.loading },
    );
  }, []);

  const current = windows.current?.row(active);
  useKeys({
    j: () => setActive(at => Math.min((seen.total ?? 1) - 1, at + 1)),
    k: () => setActive(at => Math.max(0, at - 1)),
    x: () => current && selection.toggle(current.id, active, false),
    'shift+x': () => current && selection.toggle(current.id, active, true),
    Enter: event => {
      if (current && !(event.target instanceof HTMLElement && event.target.closest('button, a, input'))) {
        onOpen(active, current.id);
        void navigate({ to: '/devices/$id', params: { id: current.id } });
      } else if (event.target instanceof HTMLElement) event.target.click();
    },
    f: () => setEditing(-1),
    '/': () => setEditing(-1),
    'shift+f': () => state.setConditions(state.conditions.slice(0, -1)),
    c: () => setPopup('columns'),
  });

  const exportView = { filter, sort, columns: state.columns, asOf };
  const selected = [...selection.ids];
  const selectionFilter = selection.all ? filter : filterParam({ op: 'in', column: 'id', values: selected });
  const counting = seen.total !== undefined || seen.error !== undefined;
  const nothing = seen.total === 0 && !seen.loading && !seen.error;
  return (
    <div className="list-page" data-panel={panel || undefined}>
      <aside className="context-panel" aria-label={t('devices.views.panel')}>
        <ViewsPanel modified={isModified(search, find(search.view))} counting={counting} />
        <HandGroups conditions={state.conditions} setConditions={state.setConditions} />
        <GroupsPanel conditions={state.conditions} setConditions={state.setConditions} counting={counting} />
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
            <Popup
              label={t('devices.chooser.title')}
              align="end"
              open={popup === 'columns'}
              setOpen={open => setPopup(open ? 'columns' : undefined)}
              trigger={props => (
                <Button className="wide-only" icon={<Columns3 size={15} aria-hidden="true" />} {...props}>
                  {t('devices.chooser.button', { shown: state.columns.length, all: deviceColumns.length })}
                </Button>
              )}
            >
              <Suspense fallback={<div className="chooser" />}>
                <ColumnChooser columns={state.columns} />
              </Suspense>
            </Popup>
            <Popup
              label={t('devices.export.title')}
              align="end"
              open={popup === 'export'}
              setOpen={open => setPopup(open ? 'export' : undefined)}
              trigger={props => (
                <Button className="wide-only" icon={<Download size={15} aria-hidden="true" />} {...props}>
                  {t('common.export')}
                </Button>
              )}
            >
              <ExportMenu view={exportView} total={seen.total} />
            </Popup>
            {!time && may('devices.manage') && (
              <Link to="/devices/offline" className="button wide-only">
                <Usb size={15} aria-hidden="true" /> {t('offline.open')}
              </Link>
            )}
            {!time && may('agents.enrol') && (
              <Link to="/devices/add" className="button primary">
                <Plus size={15} aria-hidden="true" /> <span className="wide-only">{t('devices.add')}</span>
                <span className="visually-hidden phone-only">{t('devices.add')}</span>
              </Link>
            )}
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
            columns={state.columns}
            sort={state.sort}
            setSort={state.setSort}
            selection={selection}
            active={active}
            setActive={setActive}
            onOpen={onOpen}
            fresh={fresh}
            onWindows={onWindows}
          />
          {nothing && <ListEmpty conditions={state.conditions} setConditions={state.setConditions} />}
          <BulkBar
            selection={selection}
            total={seen.total}
            exportHref={exportUrl({ ...exportView, filter: selectionFilter }, 'csv')}
            copyNames={() =>
              void copyText(selected.map(id => windows.current?.loaded(id)?.['name'] ?? id).join('\n'))
            }
            showOnly={() => state.setConditions([{ op: 'in', column: 'id', values: selected }])}
            idsOf={() => (selection.all ? matchingIds(filter) : Promise.resolve(selected))}
            nameOf={id => String(windows.current?.loaded(id)?.['name'] ?? id.slice(0, 8))}
          />
        </div>
        <ListFoot
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
