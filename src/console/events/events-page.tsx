import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { EventRow as Event, List } from '../api/types.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { RefreshButton } from '../parts/refresh-button.tsx';
import { useMedia } from '../parts/use-media.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { sizes } from '../theme/palette.ts';
import { EventFilters } from './event-filters.tsx';
import { EventRow } from './event-row.tsx';

const EventDrawer = lazy(() =>
  import('./event-drawer.tsx').then(module => ({ default: module.EventDrawer })),
);

type EventPage = List<Event> & { readonly scannedTo?: number };
const PAGE = 200;
/** Two lines, as the style sheet lays them. */
const PHONE_ROW = 58;

/** The log itself, newest first. */
export function EventsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { density } = useAppearance();
  const { f, sel } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  const scroller = useRef<HTMLDivElement>(null);
  usePageTitle([{ text: t('events.title') }], time ? format.date(time) : undefined);
  const query = useInfiniteQuery({
    queryKey: ['events', f, params.asOf],
    queryFn: ({ signal, pageParam }) =>
      get<EventPage>('/events', { filter: f, limit: PAGE, cursor: pageParam, asOf: params.asOf }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
  });
  const events = useMemo(() => query.data?.pages.flatMap(page => page.items) ?? [], [query.data]);
  const phone = useMedia('(max-width: 760px)');
  const height = phone ? PHONE_ROW : sizes[density].row;
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 32,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= events.length - 40 && events.length > 0)
      void fetchNextPage();
  }, [last, events.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const open = (position: number | undefined) =>
    void navigate({
      to: '.',
      replace: sel !== undefined,
      search: previous => ({ ...previous, sel: position === undefined ? undefined : String(position) }),
    });
  const at = events.findIndex(each => String(each.position) === sel);
  const step = (by: number) => {
    const next = events[at < 0 ? 0 : at + by];
    if (!next) return;
    open(next.position);
    virtualizer.scrollToIndex(events.indexOf(next), { align: 'auto' });
  };
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
            <div role="rowgroup" className="list-space" style={{ height: virtualizer.getTotalSize() }}>
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
