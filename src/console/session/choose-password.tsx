import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ProblemError, request } from '../api/client.ts';
import { Glyph } from '../parts/status.tsx';
import { AdviceList } from './advice-list.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly userId: string;
  /** The password just used; asked for where it is not known. */
  readonly current: string | undefined;
  readonly done: () => Promise<void>;
  /** On a page that has more than this. */
  readonly embedded?: boolean;
  /** Where it may be put off. */
  readonly later?: (() => Promise<void>) | undefined;
}

const MINIMUM = 12;

/** The form; what stands around it says why. */
export function ChoosePassword({ userId, current, done, embedded = false, later }: Props) {
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
      {problem && (
        <div className="notice" data-tone="critical" role="alert">
          <div>
            <strong>{problem.title}</strong>
            <p>{[weaknessText(t, problem), problem.detail, problem.remedy].filter(Boolean).join(' ')}</p>
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
        describedBy="password-rules password-advice"
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
      <AdviceList id="password-advice" password={fresh} userId={userId} />
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
      {later && (
        <Button size="large" block={!embedded} onClick={() => void later()}>
          {t('session.later')}
        </Button>
      )}
    </form>
  );
}

/** Which of the rules of the server it was; those of the list above are seen before. */
function weaknessText(t: TFunction, { details }: ProblemError['problem']): string {
  switch (details?.['reason']) {
    case 'repetitive':
      return t('session.weak.repetitive');
    case 'well-known':
      return t('session.weak.wellKnown');
    default:
      return '';
  }
}
