import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LicenceSummary } from '../../server/contract.ts';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { KeyUpload } from './key-upload.tsx';
import { licenceSummaryQuery } from './queries.ts';
import { Summary } from './summary.tsx';

/** Where nobody can sign in before there is a key, it is taken here. */
export function FirstKey() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(licenceSummaryQuery);
  if (!data?.firstKeyWanted) return null;
  return (
    <section className="notice" data-tone="info" aria-label={t('licence.title')}>
      <div>
        <strong>{t('licence.firstTitle')}</strong>
        <p>{t('licence.firstText')}</p>
        <KeyUpload<LicenceSummary>
          path="/licence/first-key"
          registered={summary => {
            client.setQueryData(licenceSummaryQuery.queryKey, summary);
            toast(t('licence.registered'));
          }}
        />
      </div>
    </section>
  );
}

/** Shows the registered licence to anybody. */
export function LicenceButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button sign-in-licence" onClick={() => setOpen(true)}>
        {t('licence.title')}
      </button>
      {open && (
        <Dialog title={t('licence.title')} width={560} close={() => setOpen(false)}>
          <Summary />
        </Dialog>
      )}
    </>
  );
}
