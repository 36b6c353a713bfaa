import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { EventRow as Event, List } from '../api/types.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { RefreshButton } from '../parts/refresh-button.tsx';
import { useEndlessRows } from '../parts/use-endless-rows.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { EventFilters } from './event-filters.tsx';
import { EventRow } from './event-row.tsx';

const EventDrawer = lazy(() =>
  import('./event-drawer.tsx').then(module => ({ default: module.EventDrawer })),
);

type EventPage = List<Event> & { readonly scannedTo?: number };
const PAGE = 200;

/** The log itself, newest first. */
export function EventsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { f, sel } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  usePageTitle([{ text: t('events.title') }], time ? format.date(time) : undefined);
  const query = useInfiniteQuery({
    queryKey: ['events', f, params.asOf],
    queryFn: ({ signal, pageParam }) =>
      get<EventPage>('/events', { filter: f, limit: PAGE, cursor: pageParam, asOf: params.asOf }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
  });
  const events = useMemo(() => query.data?.pages.flatMap(page => page.items) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  const open = (position: number | undefined) =>
    void navigate({
      to: '.',
      replace: sel !== undefined,
      search: previous => ({ ...previous, sel: position === undefined ? undefined : String(position) }),
    });
  const at = events.findIndex(each => String(each.position) === sel);
  const { scroller, height, items, totalSize, step } = useEndlessRows(query, {
    count: events.length,
    at,
    open: index => open(events[index]!.position),
  });
  useKeys({ j: () => step(1), k: () => step(-1), ...(sel ? { Escape: () => open(undefined) } : {}) });
  const newest = query.data?.pages[0];
  return (
    <div className="list-page plain" data-drawer={sel ? true : undefined}>
      <section className="list-main">
        <div className="list-head">
          <div className="title-row">
            <h1>{t('events.title')}</h1>
            <span className="text2 wide-only">{t('events.lead')}</span>
            <span className="spacer" />
            <RefreshButton refresh={() => query.refetch()} />
          </div>
          <EventFilters />
        </div>
        {query.error ? <ErrorPanel error={query.error} retry={() => void query.refetch()} /> : null}
        <div className="list-body">
          <div
            className="list-scroller events-scroller"
            ref={scroller}
            tabIndex={0}
            role="grid"
            aria-label={t('events.title')}
            aria-rowcount={events.length + 1}
            aria-colcount={5}
            aria-busy={query.isFetching}
          >
            <div role="rowgroup" className="grid-head-group">
              <div role="row" aria-rowindex={1} className="grid-row grid-head event-row">
                {(['position', 'at', 'type', 'stream', 'actor'] as const).map(key => (
                  <div key={key} role="columnheader" className={key === 'position' ? 'right' : ''}>
                    <span className="head-text">{t(`events.${key}`)}</span>
                  </div>
                ))}
              </div>
            </div>
            <div role="rowgroup" className="list-space" style={{ height: totalSize }}>
              {items.map(item => {
                const event = events[item.index]!;
                return (
                  <EventRow
                    key={event.position}
                    event={event}
                    index={item.index}
                    selected={item.index === at}
                    top={item.start}
                    height={height}
                    open={() => open(event.position)}
                  />
                );
              })}
            </div>
          </div>
          {query.isSuccess && events.length === 0 && !query.hasNextPage && (
            <div className="empty under-head">
              <Ranks />
              <p>{t(f ? 'events.empty' : 'events.emptyLog')}</p>
            </div>
          )}
        </div>
        <footer className="list-foot">
          <strong>{t('events.shown', { count: events.length })}</strong>
          {newest && <span className="wide-only">{t('events.logAt', { position: newest.position })}</span>}
          <span className="spacer" />
          {hasNextPage && (
            <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('events.loadMore')}
            </Button>
          )}
        </footer>
      </section>
      <Suspense fallback={<div className="drawer" />}>
        {sel && <EventDrawer position={Number(sel)} close={() => open(undefined)} step={step} />}
      </Suspense>
    </div>
  );
}
