import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { LayoutDashboard } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { useMay } from '../api/session.ts';
import { countQuery } from '../devices/queries.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { usePreference } from '../shell/preferences.ts';
import { ActivityPanel } from './activity-panel.tsx';
import { AgentsPanel } from './agents-panel.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { FleetPanel } from './fleet-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import { mayPanel, useHomePanels, viewOf, type PanelId, type PanelWidth } from './layout.ts';
import { NewestPanel } from './newest-panel.tsx';
import { OutsideNotice } from './outside-notice.tsx';
import { SystemsPanel } from './systems-panel.tsx';

const ArrangeDialog = lazy(() =>
  import('./arrange-dialog.tsx').then(module => ({ default: module.ArrangeDialog })),
);
const ViewPanel = lazy(() => import('./view-panel.tsx').then(module => ({ default: module.ViewPanel })));
const WarningsPanel = lazy(() =>
  import('./warnings-panel.tsx').then(module => ({ default: module.WarningsPanel })),
);
const StartCard = lazy(() =>
  import('../start/start-card.tsx').then(module => ({ default: module.StartCard })),
);

/** What stands where today; every figure opens to exactly its rows. */
export function HomePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const { time, params } = useAsOf();
  const arranged = useHomePanels();
  const [arranging, setArranging] = useState(false);
  const devices = may('devices.read');
  const { data: total } = useQuery({ ...countQuery(undefined, params), enabled: devices });
  const start = usePreference('start');
  // Begun on an empty installation it stays until it is put away, also past the first device.
  const starting = !time && may('agents.enrol') && (total === 0 || start?.begun) && !start?.dismissed;
  const now = time ? Date.parse(time) : Date.now();
  const moment = { date: format.weekday(now), time: format.time(now), zone: format.zone };
  usePageTitle([{ text: t('home.title') }], time ? format.date(time) : undefined);
  useLive(
    () =>
      void client.invalidateQueries({
        predicate: query =>
          ['groups', 'count', 'timeline', 'list', 'health'].includes(String(query.queryKey[0])),
      }),
    !time,
  );
  return (
    <div className="page">
      <div className="page-head">
        <div className="title-row">
          <h1>{t('home.title')}</h1>
          <span className="spacer" />
          <Button size="small" onClick={() => setArranging(true)}>
            <LayoutDashboard size={14} aria-hidden="true" /> {t('home.arrange.open')}
          </Button>
        </div>
        <p className="text2 page-lead">
          {!devices
            ? t('home.leadPlain', moment)
            : total === undefined
              ? '\u00a0'
              : t('home.lead', { count: total, ...moment })}
        </p>
      </div>
      <OutsideNotice />
      <div className="panels">
        {starting && (
          <Suspense>
            <StartCard />
          </Suspense>
        )}
        {arranged ? (
          arranged
            .filter(({ id }) => mayPanel(id, may))
            .map(({ id, width }) => (
              <div key={id} className={`panel-place ${spans[width]}`}>
                <Panel id={id} now={now} />
              </div>
            ))
        ) : (
          <>
            {devices && (
              <>
                <FleetPanel />
                <AgentsPanel />
                <SystemsPanel />
                <ChangesPanel />
              </>
            )}
            <div className="span-5 stack">
              {may('operations.read') && (
                <Suspense>
                  <WarningsPanel quiet />
                </Suspense>
              )}
              <ActivityPanel end={now} />
              {may('system.read') && <HealthPanel />}
            </div>
            {devices && <NewestPanel />}
          </>
        )}
      </div>
      <Suspense>{arranging && <ArrangeDialog close={() => setArranging(false)} />}</Suspense>
    </div>
  );
}

const spans: Readonly<Record<PanelWidth, string>> = { third: 'span-4', half: 'span-6', full: 'span-12' };

function Panel({ id, now }: { id: string; now: number }) {
  const view = viewOf(id);
  if (view !== undefined)
    return (
      <Suspense>
        <ViewPanel view={view} />
      </Suspense>
    );
  switch (id as PanelId) {
    case 'fleet':
      return <FleetPanel />;
    case 'agents':
      return <AgentsPanel />;
    case 'systems':
      return <SystemsPanel />;
    case 'changes':
      return <ChangesPanel />;
    case 'activity':
      return <ActivityPanel end={now} />;
    case 'health':
      return <HealthPanel />;
    case 'newest':
      return <NewestPanel />;
    case 'warnings':
      return (
        <Suspense>
          <WarningsPanel />
        </Suspense>
      );
  }
}
