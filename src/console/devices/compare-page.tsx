import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';
import { rfc3339 } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { columnByKey } from './columns.ts';
import { columnWord } from './filter-words.ts';
import { useNames } from './use-names.ts';
import { valueWord } from './value-words.ts';

interface Item {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly columns: Readonly<
    Record<
      string,
      { readonly from: string | number | boolean | null; readonly to: string | number | boolean | null }
    >
  >;
}

interface Comparison {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly byColumn: Readonly<Record<string, number>>;
  readonly items: readonly Item[];
  readonly next: string | null;
}

const looks = {
  added: ['added', 'safe', 'addedWord'],
  removed: ['removed', 'critical', 'removedWord'],
  changed: ['changed', 'info', 'changedWord'],
} as const;
const fieldOf = (time: string | undefined) => (time ? rfc3339(new Date(time)).slice(0, 16) : '');
const moment = (text: string) =>
  text && !Number.isNaN(Date.parse(text)) ? rfc3339(new Date(text)) : undefined;

/** The whole list at two moments: how many came, went and changed, and in which fields. */
export function ComparePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const ids = { from: useId(), to: useId() };
  const { from = rfc3339(new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7 * 86_400_000)), to } =
    useSearch({ strict: false });
  usePageTitle([{ text: t('devices.title'), to: '/devices' }, { text: t('devices.compare.title') }]);
  const query = useInfiniteQuery({
    queryKey: ['compare', 'devices', from, to],
    queryFn: ({ signal, pageParam }) =>
      get<Comparison>('/devices/compare', { from, to, limit: 100, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
  });
  const first = query.data?.pages[0];
  const items = query.data?.pages.flatMap(page => page.items) ?? [];
  const names = useNames(items.map(each => each.id));
  const set = (change: { from?: string | undefined; to?: string | undefined }) =>
    void navigate({ to: '.', replace: true, search: previous => ({ ...previous, from, ...change }) });
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('devices.compare.title')}</h1>
          <p className="text2 page-lead">{t('devices.compare.lead')}</p>
        </div>
      </div>
      <div className="inline-form">
        <div>
          <label htmlFor={ids.from}>{t('devices.compare.from')}</label>
          <Input
            id={ids.from}
            type="datetime-local"
            value={fieldOf(from)}
            onChange={event => set({ from: moment(event.target.value) ?? from })}
          />
        </div>
        <div>
          <label htmlFor={ids.to}>
            {t('devices.compare.to')} {!to && `(${t('common.now')})`}
          </label>
          <Input
            id={ids.to}
            type="datetime-local"
            value={fieldOf(to)}
            onChange={event => set({ to: moment(event.target.value) })}
          />
        </div>
      </div>
      {query.error ? (
        <ErrorPanel error={query.error} retry={() => void query.refetch()} />
      ) : !first ? (
        <Bones lines={8} />
      ) : (
        <>
          <p className="totals" role="status">
            <Toned shape="added" tone="safe" word={t('devices.compare.added', { count: first.added })} />
            <Toned
              shape="removed"
              tone="critical"
              word={t('devices.compare.removed', { count: first.removed })}
            />
            <Toned
              shape="changed"
              tone="info"
              word={t('devices.compare.changed', { count: first.changed })}
            />
          </p>
          {Object.keys(first.byColumn).length > 0 && (
            <p className="tags">
              <span className="text2">{t('devices.compare.byColumn')}</span>
              {Object.entries(first.byColumn)
                .sort((a, b) => b[1] - a[1])
                .map(([column, count]) => (
                  <span key={column} className="tag">
                    {columnWord(column, t)} {format.number(count)}
                  </span>
                ))}
            </p>
          )}
          {items.length === 0 ? (
            <p className="text2">{t('devices.compare.nothing')}</p>
          ) : (
            <Card title={t('devices.compare.item')}>
              <ul className="lines compare-list">
                {items.map(item => (
                  <li key={`${item.id}-${item.kind}`}>
                    <Toned
                      shape={looks[item.kind][0]}
                      tone={looks[item.kind][1]}
                      word={t(`device.diff.${looks[item.kind][2]}`)}
                    />
                    <Link
                      to="/devices/$id"
                      params={{ id: item.id }}
                      search={{ tab: 'history', from, to, asOf: undefined, asKnown: undefined }}
                      className="mono open-value"
                    >
                      {names.get(item.id) ?? item.id.slice(0, 8)}
                    </Link>
                    {item.kind === 'changed' && <FieldChanges columns={item.columns} />}
                  </li>
                ))}
              </ul>
              {query.hasNextPage && (
                <Button
                  size="small"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('common.showMore')}
                </Button>
              )}
            </Card>
          )}
        </>
      )}
    </div>
  );
}

/** What changed in one device, a line a field. */
function FieldChanges({ columns }: Pick<Item, 'columns'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className="field-changes">
      {Object.entries(columns)
        .filter(([column]) => columnByKey.has(column))
        .map(([column, { from, to }]) => (
          <div key={column}>
            <dt>{columnWord(column, t)}</dt>
            <dd>
              <s>{valueWord(column, from, t, format)}</s> <span aria-hidden="true">→</span>{' '}
              {valueWord(column, to, t, format)}
            </dd>
          </div>
        ))}
    </dl>
  );
}
