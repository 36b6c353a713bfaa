import { useQuery } from '@tanstack/react-query';
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
  { key: 'managed', className: 'bar-accent' },
  { key: 'discovered', className: 'bar-info' },
  { key: 'ignored', className: 'bar-unknown' },
  { key: 'removed', className: 'bar-critical' },
] as const;

export function FleetPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery(groupsQuery('managementStatus', undefined, params));
  const counts = new Map(data?.items.map(each => [each.value, each.count]));
  const rows = states.map(each => ({
    ...each,
    count: counts.get(each.key) ?? 0,
    word: t(`devices.values.managementStatus.${each.key}`),
  }));
  const total = data?.items.reduce((sum, each) => sum + each.count, 0) ?? 0;
  return (
    <HomePanel id="fleet" title={t('home.fleet')} className="span-5" refresh={refetch}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : (
        <>
          <p className="display">
            <span className="figure">{format.number(total)}</span>{' '}
            <span className="text2">{t('home.total')}</span>
          </p>
          <ShareBar parts={rows} />
          <CountRows
            total={total}
            rows={rows.map(row => ({
              key: row.key,
              word: row.word,
              count: row.count,
              filter: `managementStatus.eq.${row.key}`,
              label: <Status value={row.key} word={row.word} />,
            }))}
          />
        </>
      )}
    </HomePanel>
  );
}
