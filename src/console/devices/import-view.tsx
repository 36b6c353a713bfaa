import { Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const ImportViewDialog = lazy(() =>
  import('./import-view-dialog.tsx').then(module => ({ default: module.ImportViewDialog })),
);

/** The way in for a view that was exported elsewhere. */
export function ImportView() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={t('devices.views.import.open')}
        title={t('devices.views.import.open')}
        onClick={() => setOpen(true)}
      >
        <Upload size={14} aria-hidden="true" />
      </button>
      <Suspense>{open && <ImportViewDialog close={() => setOpen(false)} />}</Suspense>
    </>
  );
}
