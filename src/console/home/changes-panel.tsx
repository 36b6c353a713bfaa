import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useNames } from '../devices/use-names.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { TimelineList } from '../device/timeline-list.tsx';
import { HomePanel } from './home-panel.tsx';
import { changesQuery } from './queries.ts';

export function ChangesPanel() {
  const { t } = useTranslation();
  const may = useMay();
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery(changesQuery(params));
  const names = useNames(data?.items.flatMap(each => (each.device ? [each.device] : [])) ?? []);
  return (
    <HomePanel
      id="changes"
      refresh={refetch}
      title={t('home.changes')}
      className="span-7"
      action={may('events.read') && <Link to="/events">{t('home.feed')}</Link>}
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={8} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('home.noChanges')}</p>
      ) : (
        <TimelineList entries={data.items} names={names} />
      )}
    </HomePanel>
  );
}
