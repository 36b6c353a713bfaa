import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { Popup } from '../parts/popup.tsx';

const AboutDialog = lazy(() =>
  import('../licence/about-dialog.tsx').then(module => ({ default: module.AboutDialog })),
);
const AccountMenu = lazy(() =>
  import('./account-menu.tsx').then(module => ({ default: module.AccountMenu })),
);

export function AccountButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [about, setAbout] = useState(false);
  const userId = useMe()?.userId ?? '';
  return (
    <>
      <Popup
        label={t('shell.account', { userId })}
        align="end"
        open={open}
        setOpen={setOpen}
        trigger={props => (
          <button type="button" className="avatar" aria-label={t('shell.account', { userId })} {...props}>
            {userId.slice(0, 2)}
          </button>
        )}
      >
        <Suspense fallback={<div className="menu-panel" />}>
          <AccountMenu close={() => setOpen(false)} about={() => setAbout(true)} />
        </Suspense>
      </Popup>
      <Suspense>{about && <AboutDialog close={() => setAbout(false)} />}</Suspense>
    </>
  );
}
