import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { timelineQuery } from './queries.ts';
import { TimelineList } from './timeline-list.tsx';

export function TimelineAside({ id }: { id: string }) {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery(timelineQuery(id, undefined, params, 12));
  return (
    <aside className="timeline-aside" aria-label={t('device.history.title')}>
      <div className="card-head">
        <h2>{t('device.history.title')}</h2>
        <span className="spacer" />
        <Link to="." search={previous => ({ ...previous, tab: 'history' })}>
          {t('device.all')}
        </Link>
      </div>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={9} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('device.history.empty')}</p>
      ) : (
        <TimelineList entries={data.items} of={id} />
      )}
    </aside>
  );
}
