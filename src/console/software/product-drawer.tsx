import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { Filter, List, Row } from '../api/types.ts';
import { DeviceName } from '../devices/device-name.tsx';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { SimpleGrid } from '../parts/simple-grid.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';

export function ProductDrawer({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { version } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  const head = useRef<HTMLHeadingElement>(null);
  const path = `/software/${encodeURIComponent(id)}`;
  const versions = useQuery({
    queryKey: ['software', id, 'versions', params],
    queryFn: ({ signal }) =>
      get<List<Row>>(`${path}/versions`, { sort: '-devices,version', limit: 100, ...params }, signal),
  });
  const product = useQuery({
    queryKey: ['software', id],
    queryFn: ({ signal }) => get<Row>(path, undefined, signal),
  });
  useEffect(() => head.current?.focus(), []);

  const query = useMemo(() => {
    const conditions: Filter[] = time ? [] : [{ op: 'missing', column: 'until' }];
    if (version)
      conditions.push(
        version === '-'
          ? { op: 'missing', column: 'version' }
          : { op: 'eq', column: 'version', value: version },
      );
    const filter: Filter | undefined =
      conditions.length === 0 ? undefined : { op: 'and', filters: conditions };
    return {
      path: `${path}/devices`,
      params: { filter: filter && JSON.stringify(filter), sort: '-since', ...params },
    };
  }, [path, version, time, params]);
  const choose = (next: string | undefined) =>
    void navigate({ to: '.', search: previous => ({ ...previous, version: next }) });
  const name = String(product.data?.['name'] ?? versions.data?.items[0]?.['name'] ?? '…');
  const shown = versions.data?.items.filter(row => Number(row['devices']) > 0) ?? [];
  return (
    <aside className="drawer" aria-label={t('software.drawer', { name })}>
      <header className="drawer-head">
        <h2 tabIndex={-1} ref={head}>
          {name}
        </h2>
        <button type="button" className="icon-button" aria-label={t('software.close')} onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
        <p className="text2">{product.data?.['publisher'] ? String(product.data['publisher']) : null}</p>
      </header>
      <section className="drawer-part" aria-label={t('software.versions')}>
        <h3>{t('software.versions')}</h3>
        {versions.error ? (
          <ErrorPanel error={versions.error} retry={() => void versions.refetch()} />
        ) : !versions.data ? (
          <Bones />
        ) : (
          <ul className="tree versions">
            {shown.map(row => {
              const value = typeof row['version'] === 'string' ? row['version'] : '-';
              return (
                <li key={row.id}>
                  <button
                    type="button"
                    className="tree-row"
                    aria-pressed={version === value}
                    title={t('software.only', { version: value })}
                    onClick={() => choose(version === value ? undefined : value)}
                  >
                    <span className={value === '-' ? 'nothing' : 'mono'}>
                      {value === '-' ? t('software.noVersion') : value}
                    </span>
                    <span className="count">{format.number(Number(row['devices']))}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </section>
      <section className="drawer-part grow" aria-label={t('software.onDevices')}>
        <h3>
          {t('software.onDevices')}{' '}
          {version && <span className="mono">{version === '-' ? t('software.noVersion') : version}</span>}
          {version && (
            <button type="button" className="link-button" onClick={() => choose(undefined)}>
              {t('software.allVersions')}
            </button>
          )}
        </h3>
        <SimpleGrid
          list="product-devices"
          label={t('software.onDevices')}
          query={query}
          sort="-since"
          setSort={() => undefined}
          count={count => t('software.installed', { count })}
          empty={<p>{t('software.empty')}</p>}
          columns={[
            {
              key: 'device',
              title: t('software.device'),
              width: 140,
              mono: true,
              sortable: false,
              cell: row => <DeviceName id={String(row['device'])} />,
            },
            {
              key: 'version',
              title: t('software.version'),
              width: 140,
              mono: true,
              sortable: false,
              cell: row => (row['version'] ? String(row['version']) : <span className="text3">–</span>),
            },
            {
              key: 'since',
              title: t('software.since'),
              width: 90,
              sortable: false,
              cell: row => (typeof row['since'] === 'string' ? <When at={row['since']} /> : null),
            },
          ]}
        />
      </section>
    </aside>
  );
}
