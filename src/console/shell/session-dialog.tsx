import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Field } from '../session/field.tsx';
import { isPasswordDue, PasswordDue, type SignedIn } from '../session/password-due.tsx';
import { asksForCode, signIn } from '../session/sign-in.ts';
import type { SessionState } from './session-watch.tsx';

interface Props {
  readonly state: SessionState;
  readonly goOn: () => Promise<void>;
  readonly signedIn: () => Promise<void>;
  readonly leave: () => void;
}

/** Continue, sign in again, or sign out; the page behind keeps what was typed. */
export function SessionDialog({ state, goOn, signedIn, leave }: Props) {
  const { t } = useTranslation();
  const [again, setAgain] = useState(false);
  const proceed = useMutation({ mutationFn: goOn });
  if (state.phase === 'ended' || again) return <SignInAgain signedIn={signedIn} leave={leave} />;
  return (
    <Dialog
      lasting
      title={t('session.ending')}
      close={() => (state.extendable ? proceed.mutate() : setAgain(true))}
      foot={
        <>
          <Button onClick={leave}>{t('shell.menu.signOut')}</Button>
          <Button
            type="primary"
            data-autofocus
            loading={proceed.isPending}
            onClick={() => (state.extendable ? proceed.mutate() : setAgain(true))}
          >
            {t(state.extendable ? 'session.goOn' : 'session.again')}
          </Button>
        </>
      }
    >
      <p role="timer">
        <Countdown until={state.endsAt} />
      </p>
      <p className="text2">{t(state.extendable ? 'session.endingIdle' : 'session.endingLongest')}</p>
      {proceed.error && (
        <p className="field-error" role="alert">
          {problemText(proceed.error)}
        </p>
      )}
    </Dialog>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <>{t('session.endsIn', { count: Math.max(0, Math.ceil((until - now) / 1_000)) })}</>;
}

function SignInAgain({ signedIn, leave }: Pick<Props, 'signedIn' | 'leave'>) {
  const { t } = useTranslation();
  const userId = useMe()?.userId ?? '';
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [withCode, setWithCode] = useState(false);
  const [due, setDue] = useState<SignedIn>();
  const again = useMutation({
    mutationFn: async () => {
      const session = await signIn({ userId, password, code });
      if (isPasswordDue(session)) setDue(session);
      else await signedIn();
    },
    onError: error => setWithCode(before => before || asksForCode(error)),
  });
  const problem = again.error && !(asksForCode(again.error) && !code) ? problemText(again.error) : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (password && (code || !withCode)) again.mutate();
  };
  if (due)
    return (
      <Dialog lasting title={t('session.choose')} close={() => undefined}>
        <PasswordDue signedIn={due} done={signedIn} untitled />
      </Dialog>
    );
  return (
    // Without a session the page can do nothing, so only signing in or out leaves this.
    <Dialog lasting title={t('session.endedTitle')} close={() => undefined}>
      <form onSubmit={submit} noValidate>
        <p>{t('session.endedText', { userId })}</p>
        <input type="text" name="username" autoComplete="username" value={userId} readOnly hidden />
        <Field
          label={t('session.password')}
          value={password}
          onChange={setPassword}
          secret
          autoFocus
          autoComplete="current-password"
          error={withCode ? undefined : problem}
        />
        {withCode && (
          <Field
            label={t('session.code')}
            value={code}
            onChange={setCode}
            autoFocus
            autoComplete="one-time-code"
            error={problem}
          />
        )}
        <footer>
          <Button onClick={leave}>{t('session.leave')}</Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!password || (withCode && !code)}
            loading={again.isPending}
          >
            {t('session.signIn')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
