import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { Download, Plus, Trash2, X } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../api/client.ts';
import { useLive } from '../api/live.ts';
import { useMe } from '../api/session.ts';
import type { Filter, Row } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { SimpleGrid } from '../parts/simple-grid.tsx';
import { toast } from '../parts/toast.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { accountColumns } from './account-columns.tsx';
import { AddAccountDialog } from './add-account-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

/** Settings › Accounts: who may sign in and what they may do. */
export function AccountsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { q = '', sort = 'id' } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  const [text, setText] = useState(q);
  const find = useDeferredValue(text);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<'add' | 'remove'>();
  usePageTitle(
    [{ text: t('shell.nav.settings') }, { text: t('accounts.title') }],
    time ? format.date(time) : undefined,
  );
  // Few people change few accounts: what somebody did to one is shown as soon as it is so.
  useLive(change => {
    if (change.collection === 'accounts.list')
      void client.invalidateQueries({ queryKey: ['list', '/accounts'] });
  }, !time);
  const filter: Filter | undefined = find.trim() ? { op: 'search', text: find.trim() } : undefined;
  const filterText = filter && JSON.stringify(filter);
  const query = useMemo(
    () => ({ path: '/accounts', params: { filter: filterText, sort, ...params } }),
    [filterText, sort, params],
  );
  const choose = (id: string) =>
    setChosen(new Set(chosen.has(id) ? [...chosen].filter(other => other !== id) : [...chosen, id]));
  const mayRemove = (row: Row) => row['builtIn'] !== true && row.id !== me?.userId;
  return (
    <div className="list-page plain">
      <section className="list-main">
        <div className="list-head">
          <div className="title-row">
            <h1>{t('accounts.title')}</h1>
            <span className="spacer" />
            <a
              className="button wide-only"
              href={apiUrl('/accounts/export', { format: 'csv', filter: filterText, sort, ...params })}
              download
            >
              <Download size={15} aria-hidden="true" /> {t('common.export')}
            </a>
            {!time && (
              <Button
                type="primary"
                icon={<Plus size={14} aria-hidden="true" />}
                onClick={() => setOpen('add')}
              >
                {t('accounts.add')}
              </Button>
            )}
          </div>
          <div className="filter-bar">
            <Input
              className="find"
              aria-label={t('accounts.find')}
              placeholder={t('accounts.find')}
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
          list="accounts"
          label={t('accounts.title')}
          query={query}
          sort={sort}
          setSort={next =>
            void navigate({ to: '.', replace: true, search: previous => ({ ...previous, sort: next }) })
          }
          count={count => t('accounts.count', { count })}
          empty={<p>{t('accounts.empty')}</p>}
          columns={[
            ...(time
              ? []
              : [
                  {
                    key: 'select',
                    title: t('accounts.selectColumn'),
                    width: 40,
                    sortable: false,
                    check: true,
                    cell: (row: Row) =>
                      mayRemove(row) && (
                        <input
                          type="checkbox"
                          aria-label={t('accounts.select', { userId: row.id })}
                          checked={chosen.has(row.id)}
                          onChange={() => choose(row.id)}
                        />
                      ),
                  },
                ]),
            {
              key: 'id',
              title: t('accounts.userId'),
              width: 130,
              mono: true,
              cell: row => (
                <Link to="/settings/accounts/$userId" params={{ userId: row.id }} className="row-link">
                  {row.id}
                </Link>
              ),
            },
            ...accountColumns(t),
          ]}
        />
        {chosen.size > 0 && !time && (
          <div className="bulk-bar" role="region" aria-label={t('devices.bulk.label')}>
            <strong>{t('devices.list.selected', { count: chosen.size })}</strong>
            <i className="bar-line" />
            <Button
              size="small"
              danger
              icon={<Trash2 size={14} aria-hidden="true" />}
              onClick={() => setOpen('remove')}
            >
              {t('common.remove')}
            </Button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('devices.bulk.clear')}
              onClick={() => setChosen(new Set())}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        )}
      </section>
      {open === 'add' && <AddAccountDialog close={() => setOpen(undefined)} />}
      {open === 'remove' && (
        <RemoveDialog
          userIds={[...chosen]}
          close={() => setOpen(undefined)}
          removed={gone => {
            setChosen(new Set([...chosen].filter(id => !gone.includes(id))));
            toast(t('accounts.removed', { count: gone.length }));
          }}
        />
      )}
    </div>
  );
}
