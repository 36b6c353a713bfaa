import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { Glyph } from '../parts/status.tsx';
import { adviceOn } from './password-advice.ts';

interface Props {
  readonly id: string;
  readonly password: string;
  readonly userId: string;
}

/** How a password becomes hard to guess, with what can be seen of it while it is typed. */
export function AdviceList({ id, password, userId }: Props) {
  const { t } = useTranslation();
  const displayName = useMe()?.displayName ?? '';
  return (
    <div className="advice" id={id}>
      <p>{t('session.advice')}</p>
      <ul>
        {adviceOn(password, [userId, displayName]).map(({ key, followed }) => (
          <li key={key}>
            {followed === true ? (
              <Glyph shape="ok" tone="safe" />
            ) : followed === false && password !== '' ? (
              <Glyph shape="warning" tone="warning" />
            ) : (
              <Glyph shape="offline" tone="unknown" />
            )}{' '}
            {t(`session.adviceOf.${key}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
