import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.ts';
import { meQuery } from '../api/session.ts';
import { changeLanguage } from '../i18n/index.ts';
import { FirstKey, LicenceButton } from '../licence/sign-in-licence.tsx';
import { Wordmark, Mark } from '../parts/mark.tsx';
import { Toasts } from '../parts/toast.tsx';
import { Muster } from './muster.tsx';
import { OidcProblem, OidcSignIn } from './oidc.tsx';
import { isPasswordDue, PasswordDue, type SignedIn } from './password-due.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Sign-in, and the choice of another password where one is due. */
export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const { back } = useSearch({ strict: false });
  const known = queryClient.getQueryData(meQuery.queryKey);
  const [signedIn, setSignedIn] = useState<SignedIn | undefined>(
    known?.mustChangePassword ? { ...known, password: undefined } : undefined,
  );

  const enter = async () => {
    await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
    // Only a path of this console: an address from elsewhere must not lead away from it.
    if (back?.startsWith('/') && !back.startsWith('//') && !back.startsWith('/sign-in'))
      router.history.push(back);
    else await navigate({ to: '/', search: {} });
  };

  return (
    <div className="sign-in">
      <title>{`${t('session.title')} · Muster`}</title>
      <aside className="sign-in-brand">
        <Muster />
        <p>{t('session.motto')}</p>
      </aside>
      <main className="sign-in-main">
        <div className="sign-in-column">
          <div className="sign-in-logo">
            <Mark size={26} />
            <Wordmark height={18} />
          </div>
          <FirstKey />
          {signedIn ? (
            <PasswordDue signedIn={signedIn} done={enter} />
          ) : (
            <>
              <OidcProblem />
              <SignInForm
                done={async result => {
                  if (isPasswordDue(result)) setSignedIn(result);
                  else await enter();
                }}
              />
              <OidcSignIn />
            </>
          )}
          <LicenceButton />
          <button
            type="button"
            className="link-button sign-in-language"
            lang={i18n.language === 'ja' ? 'en' : 'ja'}
            onClick={() => void changeLanguage(i18n.language === 'ja' ? 'en' : 'ja')}
          >
            {t('session.otherLanguage')}
          </button>
        </div>
      </main>
      <Toasts />
    </div>
  );
}
