import { Compass } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMenu } from '../parts/menu.tsx';
import type { Overlay } from './shell.tsx';

const GoMenu = lazy(() => import('./go-menu.tsx').then(module => ({ default: module.GoMenu })));

/** The Go menu: pages that the rail does not hold are reached from it without typing. */
export function GoButton({ setOverlay }: { setOverlay: (overlay: Overlay) => void }) {
  const { t } = useTranslation();
  const { menu, open, close } = useMenu<undefined>();
  return (
    <>
      <button
        type="button"
        className="icon-button large wide-only"
        aria-haspopup="menu"
        aria-expanded={menu !== undefined}
        aria-label={t('shell.go')}
        title={t('shell.go')}
        onClick={event => open(event.currentTarget, undefined)}
      >
        <Compass size={18} aria-hidden="true" />
      </button>
      <Suspense>{menu && <GoMenu menu={menu} close={close} setOverlay={setOverlay} />}</Suspense>
    </>
  );
}
