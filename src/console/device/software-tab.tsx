import { useNavigate, useSearch } from '@tanstack/react-router';
import { Input } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SimpleGrid } from '../parts/simple-grid.tsx';
import type { Filter } from '../api/types.ts';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';

/** The programs of one device, hundreds to thousands of them, as a virtual list. */
export function SoftwareTab({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q = '', sort = 'name', all } = useSearch({ strict: false });
  const { params } = useAsOf();
  const [text, setText] = useState(q);
  const find = useDeferredValue(text);
  const query = useMemo(() => {
    const filter: Filter | undefined = find.trim()
      ? { op: 'contains', column: 'name', value: find.trim() }
      : undefined;
    return {
      path: `/devices/${encodeURIComponent(id)}/software`,
      params: {
        filter: filter && JSON.stringify(filter),
        sort,
        removed: all ? 'true' : undefined,
        ...params,
      },
    };
  }, [id, find, sort, all, params]);
  return (
    <div className="card flush software-tab">
      <div className="tool-row">
        <Input
          aria-label={t('device.software.find')}
          placeholder={t('device.software.find')}
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
        <label className="check">
          <input
            type="checkbox"
            checked={!!all}
            onChange={() =>
              void navigate({
                to: '.',
                replace: true,
                search: previous => ({ ...previous, all: previous.all ? undefined : 'yes' }),
              })
            }
          />{' '}
          {t('device.software.withRemoved')}
        </label>
      </div>
      <SimpleGrid
        list="device-software"
        label={t('device.software.label')}
        query={query}
        sort={sort}
        setSort={next =>
          void navigate({ to: '.', replace: true, search: previous => ({ ...previous, sort: next }) })
        }
        count={count => t('device.software.total', { count })}
        empty={<p>{t(find ? 'device.software.empty' : 'device.software.none')}</p>}
        columns={[
          {
            key: 'name',
            title: t('device.software.name'),
            width: 280,
            cell: row => <b className={row['until'] ? 'gone' : ''}>{String(row['name'])}</b>,
          },
          {
            key: 'version',
            title: t('device.software.version'),
            width: 200,
            mono: true,
            cell: row => textOf(row['version']),
          },
          {
            key: 'publisher',
            title: t('device.software.publisher'),
            width: 200,
            cell: row => textOf(row['publisher']),
          },
          {
            key: 'architecture',
            title: t('device.software.architecture'),
            width: 104,
            cell: row => textOf(row['architecture']),
          },
          {
            key: 'source',
            title: t('device.software.source'),
            width: 88,
            cell: row => textOf(row['source']),
          },
          {
            key: 'installedOn',
            title: t('device.software.installedOn'),
            width: 112,
            cell: row => textOf(row['installedOn']),
          },
          {
            key: 'since',
            title: t('device.software.since'),
            width: 112,
            cell: row => (typeof row['since'] === 'string' ? <When at={row['since']} /> : textOf(null)),
          },
          ...(all
            ? [
                {
                  key: 'until',
                  title: t('device.software.until'),
                  width: 112,
                  cell: (row: Readonly<Record<string, unknown>>) =>
                    typeof row['until'] === 'string' ? <When at={row['until']} /> : textOf(null),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

const textOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : <span className="text3">–</span>;
