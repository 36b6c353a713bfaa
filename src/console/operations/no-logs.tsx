import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Ranks } from '../parts/mark.tsx';

/** Nothing is stored: because nothing is acquired, or because nothing has been uploaded yet. */
export function NoLogs({ acquired }: { readonly acquired: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <Ranks />
      <h2 className="empty-title">{t(acquired ? 'operations.noneYet' : 'operations.off')}</h2>
      <p>{t(acquired ? 'operations.noneYetText' : 'operations.offText')}</p>
      <div className="row-actions">
        <Link to="/settings/operation-logs" className="button">
          {t('operations.toSettings')}
        </Link>
      </div>
    </div>
  );
}
