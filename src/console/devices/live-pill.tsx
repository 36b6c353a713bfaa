import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function LivePill({ count, merge }: { count: number; merge: () => void }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <button type="button" className="live-pill" onClick={merge}>
      <RefreshCw size={13} aria-hidden="true" />
      <span>{t('shell.live.changed', { count })}</span> <u>{t('shell.live.show')}</u>
    </button>
  );
}
