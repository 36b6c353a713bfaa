import { useTranslation } from 'react-i18next';
import { ChoosePassword } from './choose-password.tsx';

/** What a sign-in says of the password it was done with. */
export interface SignedIn {
  readonly userId: string;
  readonly mustChangePassword: boolean;
  /** Days until it must be changed; null while nobody need be told. */
  readonly passwordDaysLeft: number | null;
  /** Known only right after it was typed. */
  readonly password: string | undefined;
}

/** A change is due, or may be put off a few days more. */
export function isPasswordDue({ mustChangePassword, passwordDaysLeft }: SignedIn): boolean {
  return mustChangePassword || !!passwordDaysLeft;
}

interface Props {
  readonly signedIn: SignedIn;
  readonly done: () => Promise<void>;
  /** In a dialog, which has a title. */
  readonly untitled?: boolean;
}

/** Asks for another password after a sign-in: now after a one-time or expired one, or later too. */
export function PasswordDue({ signedIn, done, untitled = false }: Props) {
  const { t } = useTranslation();
  const { userId, mustChangePassword, passwordDaysLeft: count, password } = signedIn;
  const why = !mustChangePassword
    ? t('session.chooseSoon', { count: count ?? 0 })
    : count === 0
      ? t('session.chooseExpired', { userId })
      : t('session.chooseWhy', { userId });
  return (
    <div className="password-due">
      {!untitled && <h1>{t('session.choose')}</h1>}
      <p className="text2">{why}</p>
      <ChoosePassword
        userId={userId}
        current={password}
        done={done}
        later={mustChangePassword ? undefined : done}
      />
    </div>
  );
}
