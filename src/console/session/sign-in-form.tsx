import { Button } from 'antd';
import { LogIn } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { Field } from './field.tsx';
import type { SignedIn } from './password-due.tsx';
import { asksForCode, signIn } from './sign-in.ts';

/** User ID and password; then the code, where the account has a second factor. */
export function SignInForm({ done }: { done: (result: SignedIn) => Promise<void> }) {
  const { t } = useTranslation();
  const [userId, setUserId] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError['problem']>();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!userId || !password || (step === 'code' && !code)) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await done(await signIn({ userId, password, code }));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (step === 'password' && asksForCode(error)) {
        setTried(false);
        setStep('code');
      } else setProblem(error.problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <h1>{t('session.title')}</h1>
      {problem && (
        <div className="notice" data-tone="critical" role="alert">
          <div>
            <strong>{problem.code === 'CONSOLE_OFFLINE' ? t('common.offlineTitle') : problem.title}</strong>
            <p>
              {problem.code === 'CONSOLE_OFFLINE'
                ? t('common.offlineNext')
                : [problem.detail, problem.remedy].filter(Boolean).join(' ')}
            </p>
            <code>{problem.code}</code>
          </div>
        </div>
      )}
      {step === 'password' ? (
        <>
          <Field
            label={t('session.userId')}
            value={userId}
            onChange={setUserId}
            autoComplete="username"
            autoFocus
            error={tried && !userId ? t('session.needUser') : undefined}
          />
          <Field
            label={t('session.password')}
            value={password}
            onChange={setPassword}
            secret
            autoComplete="current-password"
            error={tried && !password ? t('session.needPassword') : undefined}
          />
        </>
      ) : (
        <>
          <p className="text2">{t('session.codeText', { userId })}</p>
          <Field
            label={t('session.code')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            autoFocus
            error={tried && !code ? t('session.needCode') : undefined}
          />
        </>
      )}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        loading={busy}
        icon={<LogIn size={16} aria-hidden="true" />}
      >
        {t(busy ? 'session.signingIn' : 'session.signIn')}
      </Button>
      {step === 'password' ? (
        <>
          <p className="small text2">{t('session.firstStart')}</p>
          <p className="small text2">{t('session.forgotten')}</p>
        </>
      ) : (
        <>
          <Button
            size="large"
            block
            onClick={() => {
              setStep('password');
              setCode('');
              setProblem(undefined);
            }}
          >
            {t('session.otherAccount')}
          </Button>
          <p className="small text2">{t('session.codeLost')}</p>
        </>
      )}
    </form>
  );
}
