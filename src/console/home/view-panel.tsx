import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { countQuery } from '../devices/queries.ts';
import { filterOfText, searchOfView, useViews } from '../devices/views.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { HomePanel } from './home-panel.tsx';
import { viewRowsQuery } from './queries.ts';

/** How many devices a saved view shows, and the first of them in its order. */
export function ViewPanel({ view: id }: { view: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const { find, loading } = useViews();
  const view = find(id);
  const text = view && 'f' in view ? view.f : undefined;
  const filter = useMemo(() => filterOfText(text), [text]);
  const count = useQuery({ ...countQuery(filter, params), enabled: view !== undefined });
  const rows = useQuery({ ...viewRowsQuery(text, view?.sort, params), enabled: view !== undefined });
  if (!view)
    return (
      <Card title={t('home.view.title')}>
        {loading ? <Bones lines={6} /> : <p className="text2">{t('home.view.gone')}</p>}
      </Card>
    );
  const name = 'name' in view ? view.name : t(`devices.views.${view.id}`);
  const error = count.error ?? rows.error;
  const refresh = () => Promise.all([count.refetch(), rows.refetch()]);
  return (
    <HomePanel
      id={`view:${id}`}
      refresh={refresh}
      title={name}
      action={
        <Link to="/devices" search={searchOfView(view)}>
          {t('home.view.open')}
        </Link>
      }
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refresh()} />
      ) : count.data === undefined || !rows.data ? (
        <Bones lines={6} />
      ) : (
        <>
          <p className="display">
            <span className="figure">{format.number(count.data)}</span>{' '}
            <span className="text2">{t('home.total')}</span>
          </p>
          <ul className="lines">
            {rows.data.items.map(row => (
              <li key={row.id}>
                <Link to="/devices/$id" params={{ id: row.id }} className="mono strong-line">
                  {String(row['name'] ?? row.id)}
                </Link>
                <span className="line-middle">{row['osName'] ? String(row['osName']) : ''}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </HomePanel>
  );
}
