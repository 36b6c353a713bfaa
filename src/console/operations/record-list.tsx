import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PinButton } from '../cases/pin-button.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { useEndlessRows } from '../parts/use-endless-rows.ts';
import { useKeys } from '../shell/keys.ts';
import type { Span } from './days.ts';
import { isNarrowed } from './narrow.ts';
import { recordsQuery, type Asked } from './queries.ts';
import { SlowAdvice } from './slow-advice.tsx';
import { RecordRow } from './record-row.tsx';

const columns = ['time', 'computer', 'user', 'operation', 'object'] as const;

interface Props {
  readonly asked: Asked;
  readonly span: Span;
  readonly dated: boolean;
  readonly selected: string | undefined;
  readonly select: (id: string | undefined) => void;
  /** As many as the chart counted; undefined: it has not yet. */
  readonly total: number | undefined;
  readonly empty: ReactNode;
}

/** The records of a span, newest first; more are read as one comes near to the end. */
export function RecordList({ asked, span, dated, selected, select, total, empty }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useInfiniteQuery(recordsQuery(asked, span));
  const records = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const at = records.findIndex(({ id }) => id === selected);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const { scroller, height, items, totalSize, step } = useEndlessRows(query, {
    count: records.length,
    at,
    open: index => select(records[index]!.id),
  });
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <>
      <SlowAdvice searching={query.isFetching} wide={dated && !isNarrowed(asked)} />
      {query.error && <ErrorPanel error={query.error} retry={() => void query.refetch()} />}
      <div className="list-body">
        <div
          className="list-scroller operations-scroller"
          ref={scroller}
          tabIndex={0}
          role="grid"
          aria-label={t('operations.title')}
          aria-rowcount={records.length + 1}
          aria-colcount={columns.length}
          aria-busy={query.isFetching}
        >
          <div role="rowgroup" className="grid-head-group">
            <div
              role="row"
              aria-rowindex={1}
              className="grid-row grid-head operation-row"
              data-dated={dated || undefined}
            >
              {columns.map(key => (
                <div key={key} role="columnheader">
                  <span className="head-text">{t(`operations.list.${key}`)}</span>
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="list-space" style={{ height: totalSize }}>
            {items.map(({ index, start }) => (
              <RecordRow
                key={records[index]!.id}
                record={records[index]!}
                index={index}
                selected={index === at}
                dated={dated}
                top={start}
                height={height}
                open={() => select(records[index]!.id)}
              />
            ))}
          </div>
        </div>
        {query.isSuccess && records.length === 0 && !hasNextPage && (
          <div className="empty under-head">
            <Ranks />
            {empty}
          </div>
        )}
      </div>
      <footer className="list-foot">
        <strong>
          {total === undefined
            ? t('operations.shown', { count: records.length, number: format.number(records.length) })
            : t('operations.shownOf', {
                shown: format.number(records.length),
                count: total,
                number: format.number(total),
              })}
        </strong>
        <span className="wide-only">{t('operations.sorted')}</span>
        <span className="spacer" />
        {records.length > 0 && <PinButton records={records.map(({ id }) => id)} what="records" small />}
        {hasNextPage && (
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('operations.loadMore')}
          </Button>
        )}
      </footer>
    </>
  );
}
