import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useAsOf, useSetAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { ImportCard } from './import-card.tsx';
import { ToolCard } from './tool-card.tsx';

/** Computers without a line to the server: the tool that collects on them, and what it collected. */
export function OfflinePage() {
  const { t } = useTranslation();
  const may = useMay();
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  usePageTitle([{ text: t('devices.title'), to: '/devices' }, { text: t('offline.title') }]);
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('offline.title')}</h1>
          <p className="text2 page-lead">{t('offline.lead')}</p>
        </div>
      </div>
      {time ? (
        <Button onClick={() => setAsOf(undefined)}>{t('shell.asOf.back')}</Button>
      ) : (
        <>
          {may('agents.enrol') && <ToolCard />}
          {may('devices.manage') && <ImportCard />}
        </>
      )}
    </div>
  );
}
