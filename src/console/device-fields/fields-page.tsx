import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { deviceFieldsQuery } from '../devices/own-fields.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { FieldsCard } from './fields-card.tsx';
import { FormCard } from './form-card.tsx';
import { TypesCard } from './types-card.tsx';

/** Settings › Device fields: what people fill in of devices, and when the people at the computers are asked. */
export function FieldsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { time } = useAsOf();
  const { data, error, refetch } = useQuery(deviceFieldsQuery);
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('deviceFields.title') }]);
  const edits = may('devices.manage') && scope === null && !time;
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('deviceFields.title')}</h1>
          <p className="text2 page-lead">{t('deviceFields.lead')}</p>
        </div>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          <FieldsCard fields={data} edits={edits} />
          <FormCard key={JSON.stringify(data.form)} fields={data} edits={edits} />
          <TypesCard edits={edits} />
        </>
      ) : (
        <Bones lines={10} />
      )}
    </div>
  );
}
