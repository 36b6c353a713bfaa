import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly count: number;
  readonly merge: () => void;
  /** What has changed, where that cannot be counted. */
  readonly word?: string;
}

export function LivePill({ count, merge, word }: Props) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <button type="button" className="live-pill" onClick={merge}>
      <RefreshCw size={13} aria-hidden="true" />
      <span>{word ?? t('shell.live.changed', { count })}</span> <u>{t('shell.live.show')}</u>
    </button>
  );
}
