import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePreference } from './preferences.ts';
import { useVisited } from './visited.ts';

/** Back and forward through the views of the session; a person may hide them in the account menu. */
export function VisitedButtons() {
  const { t } = useTranslation();
  const hidden = usePreference('visitedHidden');
  const { back, forward } = useVisited();
  if (hidden) return null;
  return (
    <div className="visited wide-only" role="group" aria-label={t('shell.visited.label')}>
      {(
        [
          ['back', ArrowLeft, back],
          ['forward', ArrowRight, forward],
        ] as const
      ).map(([key, Icon, go]) => (
        <button
          key={key}
          type="button"
          className="icon-button"
          disabled={!go}
          aria-label={t(`shell.visited.${key}`)}
          title={t(`shell.visited.${key}`)}
          onClick={go}
        >
          <Icon size={16} aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}
