import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { holdWord } from '../cases/hold-word.ts';
import { holdsQuery } from '../cases/queries.ts';

/** Beside the days that are kept: which are kept longer for a case, and why. */
export function HoldsNotice() {
  const { t } = useTranslation();
  const { data = [] } = useQuery(holdsQuery);
  if (data.length === 0) return null;
  return (
    <div className="notice holds-notice">
      <p>{t('cases.holds.notice', { count: data.length })}</p>
      <ul>
        {data.map(hold => (
          <li key={hold.id} className="wrap">
            {hold.member ? (
              <Link to="/operations/cases/$id" params={{ id: hold.caseId }}>
                {holdWord(hold, t)}
              </Link>
            ) : (
              holdWord(hold, t)
            )}
            : {hold.reason} (
            {t('cases.holds.days', { count: hold.days.length, number: String(hold.days.length) })})
          </li>
        ))}
      </ul>
    </div>
  );
}
