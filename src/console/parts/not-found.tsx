import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Ranks } from './mark.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <Ranks />
      <h1 className="empty-title">{t('common.notFoundTitle')}</h1>
      <p>{t('common.notFoundBody')}</p>
      <Link to="/" className="button">
        {t('common.goHome')}
      </Link>
    </div>
  );
}
