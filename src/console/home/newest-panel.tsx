import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DeviceLines } from '../devices/device-lines.tsx';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { HomePanel } from './home-panel.tsx';
import { newestQuery } from './queries.ts';

export function NewestPanel() {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery(newestQuery(params));
  return (
    <HomePanel
      id="newest"
      refresh={refetch}
      title={t('home.newest')}
      className="span-12"
      action={
        <Link to="/devices" search={{ view: 'recent', f: 'registeredAt.within.7d', sort: '-registeredAt' }}>
          {t('home.allDevices')}
        </Link>
      }
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('devices.empty.title')}</p>
      ) : (
        <DeviceLines rows={data.items} />
      )}
    </HomePanel>
  );
}
