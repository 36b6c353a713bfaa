import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import type { TFunction } from 'i18next';
import { Download, Plus, Trash2, X } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../api/client.ts';
import { useMay, useMe } from '../api/session.ts';
import type { Filter, Row } from '../api/types.ts';
import { LivePill } from '../devices/live-pill.tsx';
import { useLiveList } from '../devices/use-live-list.ts';
import { useFormat } from '../parts/format.ts';
import { SimpleGrid, type GridColumn } from '../parts/simple-grid.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { RemoveEntriesDialog } from './remove-dialog.tsx';

const ProductDrawer = lazy(() =>
  import('./product-drawer.tsx').then(module => ({ default: module.ProductDrawer })),
);

/** What is installed and on how many devices; a title opens to its versions and devices. */
export function SoftwarePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const navigate = useNavigate();
  const { q = '', sort = '-devices', product } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  const { waiting, merge } = useLiveList('software.products');
  const [text, setText] = useState(q);
  const find = useDeferredValue(text);
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const [removing, setRemoving] = useState(false);
  usePageTitle([{ text: t('software.title') }], time ? format.date(time) : undefined);
  const close = () =>
    void navigate({ to: '.', search: previous => ({ ...previous, product: undefined, version: undefined }) });
  useKeys({
    '/': () => box.current?.querySelector('input')?.focus(),
    f: () => box.current?.querySelector('input')?.focus(),
    ...(product ? { Escape: close } : {}),
  });
  const edits = may('devices.manage') && scope === null && !time;
  const toggle = (row: Row) => {
    const next = new Map(chosen);
    if (!next.delete(row.id)) next.set(row.id, row);
    setChosen(next);
  };
  const filter: Filter | undefined = find.trim() ? { op: 'search', text: find.trim() } : undefined;
  const filterText = filter && JSON.stringify(filter);
  const query = useMemo(
    () => ({
      path: '/software',
      params: { filter: filterText, sort: sort.includes('name') ? sort : `${sort},name`, ...params },
    }),
    [filterText, sort, params],
  );
  return (
    <div className="list-page plain" data-drawer={product ? true : undefined}>
      <section className="list-main">
        <div className="list-head">
          <div className="title-row">
            <h1>{t('software.title')}</h1>
            <LivePill count={waiting} merge={() => void merge()} />
            <span className="spacer" />
            <a
              className="button wide-only"
              href={apiUrl('/software/export', { format: 'csv', filter: filterText, sort, ...params })}
              download
            >
              <Download size={15} aria-hidden="true" /> {t('software.export')}
            </a>
          </div>
          <div className="filter-bar" ref={box}>
            <Input
              className="find"
              aria-label={t('software.find')}
              placeholder={t('software.find')}
              value={text}
              allowClear
              onChange={event => {
                setText(event.target.value);
                void navigate({
                  to: '.',
                  replace: true,
                  search: previous => ({ ...previous, q: event.target.value || undefined }),
                });
              }}
            />
          </div>
        </div>
        <SimpleGrid
          list="software"
          label={t('software.title')}
          query={query}
          sort={sort}
          setSort={next =>
            void navigate({ to: '.', replace: true, search: previous => ({ ...previous, sort: next }) })
          }
          count={count => t('software.total', { count })}
          empty={
            find ? (
              <p>{t('software.empty')}</p>
            ) : (
              <>
                <p>{t('software.none')}</p>
                {!time && may('agents.enrol') && (
                  <Link to="/devices/add" className="button primary">
                    <Plus size={14} aria-hidden="true" /> {t('devices.empty.action')}
                  </Link>
                )}
              </>
            )
          }
          selected={product}
          onSelect={row =>
            void navigate({
              to: '.',
              search: previous => ({ ...previous, product: row.id, version: undefined }),
            })
          }
          columns={[
            ...(edits ? [selectColumn(t, chosen, toggle)] : []),
            {
              key: 'name',
              title: t('software.name'),
              width: 130,
              cell: row => (
                <button type="button" className="row-link name-button" aria-expanded={row.id === product}>
                  {String(row['name'] ?? row.id)}
                </button>
              ),
            },
            {
              key: 'publisher',
              title: t('software.publisher'),
              width: 90,
              cell: row => (row['publisher'] ? String(row['publisher']) : <span className="text3">–</span>),
            },
            {
              key: 'devices',
              title: t('software.devices'),
              width: 92,
              right: true,
              cell: row => (
                <b className="figure">
                  {typeof row['devices'] === 'number' ? format.number(row['devices']) : '–'}
                </b>
              ),
            },
          ]}
        />
        {chosen.size > 0 && edits && (
          <div className="bulk-bar" role="region" aria-label={t('devices.bulk.label')}>
            <strong>{t('devices.list.selected', { count: chosen.size })}</strong>
            <i className="bar-line" />
            <Button
              size="small"
              danger
              icon={<Trash2 size={14} aria-hidden="true" />}
              onClick={() => setRemoving(true)}
            >
              {t('common.remove')}
            </Button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('devices.bulk.clear')}
              onClick={() => setChosen(new Map())}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        )}
      </section>
      {removing && (
        <RemoveEntriesDialog
          entries={[...chosen.values()]}
          close={() => setRemoving(false)}
          removed={() => setChosen(new Map())}
        />
      )}
      <Suspense fallback={<div className="drawer" />}>
        {product && <ProductDrawer key={product} id={product} close={close} />}
      </Suspense>
    </div>
  );
}

function selectColumn(
  t: TFunction,
  chosen: ReadonlyMap<string, Row>,
  toggle: (row: Row) => void,
): GridColumn {
  return {
    key: 'select',
    title: t('software.selectColumn'),
    width: 40,
    sortable: false,
    check: true,
    cell: row => (
      <input
        type="checkbox"
        aria-label={t('software.select', { name: String(row['name'] ?? row.id) })}
        checked={chosen.has(row.id)}
        // A click on the row opens its details.
        onClick={event => event.stopPropagation()}
        onChange={() => toggle(row)}
      />
    ),
  };
}
