import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce.tsx';

interface Props {
  readonly refresh: () => Promise<unknown>;
  /** What is read anew, where the page has several of these buttons. */
  readonly of?: string;
}

/** Reads anew by hand what is shown, and says when it is there. */
export function RefreshButton({ refresh, of }: Props) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const label = of === undefined ? t('lists.refresh') : t('lists.refreshOf', { of });
  const run = async () => {
    setBusy(true);
    await refresh();
    setBusy(false);
    announce(t('lists.refreshed'));
  };
  return (
    <button
      type="button"
      className="icon-button refresh-button"
      aria-label={label}
      title={label}
      aria-disabled={busy}
      onClick={() => !busy && void run()}
    >
      <RefreshCw size={15} aria-hidden="true" data-busy={busy || undefined} />
    </button>
  );
}
