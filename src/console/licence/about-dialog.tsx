import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Licence } from '../../server/contract.ts';
import { version } from '../../../package.json' with { type: 'json' };
import { useMay, useMe } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { KeyUpload } from './key-upload.tsx';
import { licenceQuery, licenceSummaryQuery } from './queries.ts';
import { Summary } from './summary.tsx';

/** Which Muster this is, and by which licence it runs. */
export function AboutDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const client = useQueryClient();
  return (
    <Dialog title={t('shell.menu.about')} width={560} close={close} lasting>
      <p>{t('licence.version', { version })}</p>
      <Summary />
      {may('system.manage') && me?.scope === null && (
        <KeyUpload<Licence>
          path="/licence/keys"
          registered={answer => {
            client.setQueryData(licenceQuery.queryKey, answer);
            void client.invalidateQueries({ queryKey: licenceSummaryQuery.queryKey });
            toast(t('licence.registered'));
          }}
        />
      )}
    </Dialog>
  );
}
