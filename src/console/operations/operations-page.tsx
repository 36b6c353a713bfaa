import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FolderOpen, Settings } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { useMay } from '../api/session.ts';
import { LivePill } from '../devices/live-pill.tsx';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { NoLogs } from './no-logs.tsx';
import { PurposeDialog } from './purpose-dialog.tsx';
import { usePurpose, wantsPurpose } from './purpose.ts';
import { edgeQuery, operationSettingsQuery, operationsKey } from './queries.ts';
import { Records } from './records.tsx';

/** What users did with files, programs, media and the web: day by day, filtered, opened and followed. */
export function OperationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const { time } = useAsOf();
  const [purpose] = usePurpose();
  const [waiting, setWaiting] = useState(false);
  usePageTitle([{ text: t('operations.title') }], time ? format.date(time) : undefined);
  useLive(({ collection }) => {
    if (collection === 'operation-logs.records') setWaiting(true);
  }, !time);
  const settings = useQuery(operationSettingsQuery);
  const end = time === undefined ? undefined : Date.parse(time);
  const newest = useQuery(edgeQuery({ purpose }, { before: end }));
  const error = settings.error ?? newest.error;
  const merge = () => {
    setWaiting(false);
    return client.invalidateQueries({ queryKey: [operationsKey] });
  };
  const head = (
    <div className="title-row">
      <h1>{t('operations.title')}</h1>
      <LivePill count={Number(waiting)} merge={() => void merge()} word={t('operations.fresh')} />
      <span className="spacer" />
      <Link
        to="/operations/cases"
        className="icon-button large"
        aria-label={t('operations.toCases')}
        title={t('operations.toCases')}
      >
        <FolderOpen size={16} aria-hidden="true" />
      </Link>
      {may('operations.read') && (
        <Link
          to="/settings/operation-logs"
          className="icon-button large"
          aria-label={t('operations.toSettings')}
          title={t('operations.toSettings')}
        >
          <Settings size={16} aria-hidden="true" />
        </Link>
      )}
    </div>
  );
  if (newest.data && settings.data)
    return <Records newest={newest.data} end={end} head={head} purposed={settings.data.purposeRequired} />;
  return (
    <div className="list-page plain">
      <section className="list-main">
        <div className="list-head">{head}</div>
        {wantsPurpose(error) ? (
          <PurposeDialog />
        ) : error ? (
          <ErrorPanel error={error} retry={() => void Promise.all([settings.refetch(), newest.refetch()])} />
        ) : newest.data === null && settings.data ? (
          <NoLogs acquired={settings.data.acquire} />
        ) : (
          <Bones lines={9} />
        )}
      </section>
    </div>
  );
}
