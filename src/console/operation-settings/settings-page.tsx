import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { operationSettingsQuery } from '../operations/queries.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { draftOf } from './draft.ts';
import { SettingsForm } from './settings-form.tsx';

/** Settings › Operation logs: what is recorded of the operations of users, how long, and what of it is suspicious. */
export function OperationSettingsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { time } = useAsOf();
  const { data, error, refetch } = useQuery(operationSettingsQuery);
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('operationLogs.title') }]);
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('operationLogs.title')}</h1>
          <p className="text2 page-lead">
            {t('operationLogs.lead')} <Link to="/operations">{t('operationLogs.open')}</Link>
            {scope === null && (
              <>
                {' · '}
                <Link to="/settings/operation-logs/archive">{t('operationArchive.open')}</Link>
              </>
            )}
          </p>
        </div>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <SettingsForm
          key={data.revision}
          settings={draftOf(data)}
          edits={may('operations.manage') && scope === null && !time}
        />
      ) : (
        <Bones lines={10} />
      )}
    </div>
  );
}
