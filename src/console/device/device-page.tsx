import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { GitCompareArrows } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { DeviceHeader } from './device-header.tsx';
import { Overview } from './overview.tsx';
import { deviceQuery } from './queries.ts';
import { TimelineAside } from './timeline-aside.tsx';

const HardwareTab = lazy(() =>
  import('./hardware-tab.tsx').then(module => ({ default: module.HardwareTab })),
);
const SoftwareTab = lazy(() =>
  import('./software-tab.tsx').then(module => ({ default: module.SoftwareTab })),
);
const NotesTab = lazy(() => import('./notes-tab.tsx').then(module => ({ default: module.NotesTab })));
const HistoryTab = lazy(() => import('./history-tab.tsx').then(module => ({ default: module.HistoryTab })));

export const deviceTabs = ['overview', 'hardware', 'software', 'notes', 'history'] as const;
export type DeviceTab = (typeof deviceTabs)[number];

export function DevicePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id = '' } = useParams({ strict: false });
  const { tab: wanted, from } = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const { time, params } = useAsOf();
  const { data, error, refetch } = useQuery(deviceQuery(id, params));
  const tab = deviceTabs.find(each => each === wanted) ?? 'overview';
  const name = String(data?.summary['name'] ?? id);
  usePageTitle(
    [
      { text: t('devices.title'), to: '/devices' },
      { text: name, mono: true },
    ],
    time ? format.date(time) : undefined,
  );
  // What one is looking at is shown as it changes.
  useLive(change => {
    if (change.ids === null || change.ids.includes(id))
      void client.invalidateQueries({ queryKey: ['device', id] });
  }, !time);
  useKeys({
    h: () => void navigate({ to: '.', search: previous => ({ ...previous, tab: 'history' }) }),
    d: () =>
      void navigate({
        to: '.',
        search: previous => ({ ...previous, tab: 'history', from: from ?? 'choose' }),
      }),
  });

  if (error && !data)
    return (
      <div className="page">
        <ErrorPanel error={error} retry={() => void refetch()} />
      </div>
    );
  if (!data)
    return (
      <div className="page">
        <Bones lines={9} />
      </div>
    );
  return (
    <div className="object-page">
      <DeviceHeader detail={data} />
      <div className="tab-row">
        <nav className="tabs" aria-label={t('device.tabs.label')}>
          {deviceTabs.map(each => (
            <Link
              key={each}
              to="."
              search={previous => ({
                ...previous,
                tab: each === 'overview' ? undefined : each,
                from: undefined,
                to: undefined,
              })}
              aria-current={tab === each ? 'page' : undefined}
              activeProps={{}}
              className="tab"
              data-current={tab === each || undefined}
            >
              {t(`device.tabs.${each}`)}
              {each === 'software' && typeof data.summary['softwareCount'] === 'number' && (
                <span className="count"> {format.number(data.summary['softwareCount'])}</span>
              )}
              {each === 'notes' && data.notes.length > 0 && (
                <span className="count"> {format.number(data.notes.length)}</span>
              )}
            </Link>
          ))}
        </nav>
        <Link
          to="."
          search={previous => ({ ...previous, tab: 'history', from: previous.from ?? 'choose' })}
          className="button small"
        >
          <GitCompareArrows size={14} aria-hidden="true" />{' '}
          <span className="wide-only">{t('device.compare')}</span>
          <span className="visually-hidden phone-only">{t('device.compare')}</span>
        </Link>
      </div>
      <div className="object-body" data-wide={tab === 'software' || undefined}>
        <Suspense fallback={<Bones lines={9} />}>
          {tab === 'overview' && <Overview detail={data} />}
          {tab === 'hardware' && <HardwareTab detail={data} />}
          {tab === 'software' && <SoftwareTab id={id} />}
          {tab === 'notes' && <NotesTab detail={data} />}
          {tab === 'history' && <HistoryTab id={id} detail={data} />}
        </Suspense>
        {tab !== 'history' && tab !== 'software' && <TimelineAside id={id} />}
      </div>
    </div>
  );
}
