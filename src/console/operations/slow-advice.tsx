import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Milliseconds after which a search is slow for who waits. */
const slowAfterMs = 2_000;

interface Props {
  /** The search is under way. */
  readonly searching: boolean;
  /** More than a day is searched, and nothing says whose records: also a quick answer may then be long in coming. */
  readonly wide: boolean;
}

/** How a search that takes long becomes quick: the time first, then whose records. */
export function SlowAdvice({ searching, wide }: Props) {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!searching) return;
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [searching]);
  return (
    <div role="status">
      {(slow || wide) && (
        <p className="notice slim">{t(slow ? 'operations.slowAdvice.slow' : 'operations.slowAdvice.wide')}</p>
      )}
    </div>
  );
}
