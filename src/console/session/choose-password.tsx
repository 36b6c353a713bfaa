import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, request } from '../api/client.ts';
import { Glyph } from '../parts/status.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly userId: string;
  /** The password just used; asked for where it is not known. */
  readonly current: string | undefined;
  readonly done: () => Promise<void>;
  /** Inside the account page the headings around it say what it is. */
  readonly embedded?: boolean;
}

export const MINIMUM = 12;

export function ChoosePassword({ userId, current, done, embedded = false }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError['problem']>();
  const old = current ?? typed;
  const rules = [
    { key: 'ruleLength', met: [...fresh].length >= MINIMUM },
    { key: 'ruleNotUser', met: fresh !== '' && !fresh.toLowerCase().includes(userId.toLowerCase()) },
    { key: 'ruleDiffers', met: fresh !== '' && fresh !== old },
  ] as const;
  const good = rules.every(rule => rule.met);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!good || fresh !== repeat || !old) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await request('POST', '/me/password', { body: { currentPassword: old, newPassword: fresh } });
      await done();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error.problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      {!embedded && (
        <>
          <h1>{t('session.choose')}</h1>
          <p className="text2">{t('session.chooseWhy', { userId })}</p>
        </>
      )}
      {problem && (
        <div className="notice" data-tone="critical" role="alert">
          <div>
            <strong>{problem.title}</strong>
            <p>{[problem.detail, problem.remedy].filter(Boolean).join(' ')}</p>
            <code>{problem.code}</code>
          </div>
        </div>
      )}
      {current === undefined && (
        <Field
          label={t('session.current')}
          value={typed}
          onChange={setTyped}
          secret
          autoComplete="current-password"
          error={tried && !typed ? t('session.needPassword') : undefined}
        />
      )}
      <Field
        label={t('session.fresh')}
        value={fresh}
        onChange={setFresh}
        secret
        autoComplete="new-password"
        autoFocus={!embedded}
        describedBy="password-rules"
        error={tried && !good ? t('session.tooWeak') : undefined}
      />
      <ul className="rules" id="password-rules">
        {rules.map(rule => (
          <li key={rule.key} data-met={rule.met}>
            {rule.met ? <Glyph shape="ok" tone="safe" /> : <Glyph shape="offline" tone="unknown" />}{' '}
            {t(`session.${rule.key}`)}
          </li>
        ))}
      </ul>
      <Field
        label={t('session.repeat')}
        value={repeat}
        onChange={setRepeat}
        secret
        autoComplete="new-password"
        error={tried && fresh !== repeat ? t('session.mismatch') : undefined}
      />
      <Button type="primary" size="large" block={!embedded} htmlType="submit" loading={busy}>
        {t(embedded ? 'common.save' : 'session.save')}
      </Button>
    </form>
  );
}
