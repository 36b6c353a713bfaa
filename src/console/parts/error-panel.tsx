import { Button } from 'antd';
import { Copy, RefreshCw, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { roleWords } from '../accounts/words.ts';
import { ProblemError } from '../api/client.ts';
import { useMe } from '../api/session.ts';
import { useAsOf, useSetAsOf } from '../shell/as-of.ts';
import { copyText } from './copy.ts';
import { NotFound } from './not-found.tsx';
import { Ranks } from './mark.tsx';
import { problemText } from './problem-text.ts';
import { Glyph } from './status.tsx';

/** What happened, why, what next, and the code: never a bare number. */
export function ErrorPanel({
  error,
  title,
  retry,
}: {
  error: unknown;
  title?: string;
  retry?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const { time } = useAsOf();
  if (error instanceof ProblemError) {
    const { problem } = error;
    if (problem.status === 403) return <Refused error={error} roles={me?.roles ?? []} />;
    if (problem.code === 'QUERY_BEFORE_RECORDS' && time)
      return <BeforeRecords first={problem.details?.['first']} />;
    if (problem.status === 404) return <NotFound />;
  }
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const offline = problem?.code === 'CONSOLE_OFFLINE';
  const reason = offline
    ? ''
    : [problem?.title ?? (error instanceof Error ? error.message : String(error)), problem?.detail]
        .filter(Boolean)
        .join(' ');
  const remedy = offline ? t('common.offlineNext') : problem?.remedy || t('common.errorNext');
  const code = problem?.code ?? 'CONSOLE_FAILED';
  const at = error instanceof ProblemError ? error.at : undefined;
  const details = [
    code,
    problem?.status,
    problem?.title,
    problem?.detail,
    problem?.instance,
    at?.toISOString(),
    location.href,
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <div className="notice" data-tone="critical" role="alert">
      <Glyph shape="failed" tone="critical" size={16} />
      <div>
        <strong>{offline ? t('common.offlineTitle') : (title ?? t('common.errorTitle'))}</strong>
        <p>
          {reason} {remedy}
        </p>
        <div className="notice-actions">
          {retry && (
            <Button size="small" icon={<RefreshCw size={13} aria-hidden="true" />} onClick={retry}>
              {t('common.tryAgain')}
            </Button>
          )}
          <Button
            size="small"
            icon={<Copy size={13} aria-hidden="true" />}
            onClick={() => void copyText(details)}
          >
            {t('common.copyDetails')}
          </Button>
          <code>
            {code}
            {at ? `, ${at.toLocaleTimeString('en-GB')}` : ''}
            {error instanceof ProblemError && error.requestId
              ? `, ${t('common.requestId', { id: error.requestId })}`
              : ''}
          </code>
        </div>
      </div>
    </div>
  );
}

function Refused({ error, roles }: { error: ProblemError; roles: readonly string[] }) {
  const { t } = useTranslation();
  const { problem } = error;
  const permission = problem.details?.['permission'];
  return (
    <div className="notice" data-tone="info" role="alert">
      <ShieldAlert size={16} aria-hidden="true" />
      <div>
        <strong>{t('common.refusedTitle')}</strong>
        <p>
          {problem.code === 'FORBIDDEN' && typeof permission === 'string'
            ? t('common.refusedBody', { roles: roleWords(roles, t), permission })
            : problemText(error)}
        </p>
        <code>{problem.code}</code>
      </div>
    </div>
  );
}

function BeforeRecords({ first }: { first: unknown }) {
  const { t } = useTranslation();
  const setAsOf = useSetAsOf();
  const firstTime = typeof first === 'string' ? new Date(first) : undefined;
  return (
    <div className="empty">
      <Ranks />
      <h2 className="empty-title">{t('common.beforeRecordsTitle')}</h2>
      <p>{t('common.beforeRecordsBody')}</p>
      <div className="row-actions">
        {firstTime && <Button onClick={() => setAsOf(firstTime)}>{t('common.goToFirst')}</Button>}
        <Button onClick={() => setAsOf(undefined)}>{t('shell.asOf.back')}</Button>
      </div>
    </div>
  );
}
