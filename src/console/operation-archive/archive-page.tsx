import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { ArchiveForm } from './archive-form.tsx';
import { DaysCard } from './days-card.tsx';
import { archiveQuery } from './queries.ts';

/** Settings › Operation logs › Archive: where older days lie, which days there are, and how they come back. */
export function OperationArchivePage() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { time } = useAsOf();
  const { data, error, refetch } = useQuery(archiveQuery);
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('operationArchive.title') }]);
  const edits = may('operations.manage') && scope === null && !time;
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('operationArchive.title')}</h1>
          <p className="text2 page-lead">
            {t('operationArchive.lead')}{' '}
            <Link to="/settings/operation-logs">{t('operationArchive.toSettings')}</Link>
          </p>
        </div>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          <ArchiveForm key={data.revision} archive={data} edits={edits} />
          <DaysCard archive={data} edits={edits} />
        </>
      ) : (
        <Bones lines={10} />
      )}
    </div>
  );
}
