import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../devices/queries.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Status } from '../parts/status.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { HomePanel } from './home-panel.tsx';
import { CountRows, ShareBar } from './count-rows.tsx';

const states = [
  { key: 'online', className: 'bar-safe' },
  { key: 'quiet', className: 'bar-warning' },
  { key: 'offline', className: 'bar-unknown' },
  { key: 'unknown', className: 'bar-line' },
] as const;

const presenceQuery = groupsQuery('online', undefined, {});

export function AgentsPanel() {
  const { t } = useTranslation();
  const { time } = useAsOf();
  const client = useQueryClient();
  const refresh = () => client.refetchQueries({ queryKey: presenceQuery.queryKey });
  return (
    <HomePanel id="agents" title={t('home.agents')} className="span-3" refresh={refresh}>
      {time ? <p className="text2">{t('home.agentsPast')}</p> : <Figures />}
    </HomePanel>
  );
}

function Figures() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery({ ...presenceQuery, refetchInterval: 30_000 });
  if (error) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={6} />;
  // A device no agent has reported since the server knows presence has no value at all.
  const count = (key: string) =>
    data.items
      .filter(each => each.value === key || (key === 'unknown' && each.value === null))
      .reduce((sum, each) => sum + each.count, 0);
  const rows = states.map(each => ({
    ...each,
    count: count(each.key),
    word: each.key === 'unknown' ? t('home.unknown') : t(`devices.values.online.${each.key}`),
  }));
  return (
    <>
      <p className="display">
        <span className="figure">{format.number(rows[0]!.count)}</span>{' '}
        <Status value="online" word={t('home.onlineNow')} />
      </p>
      <ShareBar parts={rows} />
      <CountRows
        rows={rows.slice(1).map(row => ({
          key: row.key,
          word: row.word,
          count: row.count,
          filter: row.key === 'unknown' ? 'or(online.eq.unknown~online.missing)' : `online.eq.${row.key}`,
          label: <Status value={row.key} word={row.word} />,
        }))}
      />
    </>
  );
}
