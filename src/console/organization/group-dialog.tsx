import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemText } from '../parts/problem-text.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { Glyph } from '../parts/status.tsx';
import { GroupPreviewView } from './group-preview.tsx';
import type { GroupAct, PlaceKind, Scopes } from './queries.ts';
import { useGroupAct, type Ended } from './use-group-act.ts';

interface Props {
  readonly kind: PlaceKind;
  readonly title: string;
  /** Undefined: the form is not filled in. */
  readonly act: GroupAct | undefined;
  /** Verb with its object, for so many devices: "Rename on 12 devices". */
  readonly verb: (devices: number) => string;
  readonly danger?: boolean;
  /** Done before the act, where more is asked for than the act itself. */
  readonly first?: (reason: string) => Promise<unknown>;
  readonly children?: ReactNode;
  readonly close: () => void;
}

/** An act on groups of devices: what follows is shown first, then it is done with its progress, then undone. */
export function GroupDialog({ kind, title, act, verb, danger = false, first, children, close }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [scopes, setScopes] = useState<Scopes>();
  const { preview, job, run, undo, cancel } = useGroupAct(kind, act);
  const shown = act && preview.data;
  const asks = act !== undefined && shown !== undefined && asksForScopes(act, shown);
  const submit = async () => {
    await first?.(reason);
    run.mutate({ act: { ...act!, body: { ...act!.body, ...(asks && { scopes }) } }, reason });
  };
  const error = undo.error ?? run.error ?? (act ? preview.error : null);
  const ended = undo.data ?? run.data;
  const working = run.isPending || undo.isPending;
  return (
    <Dialog
      title={title}
      width={560}
      close={close}
      foot={
        run.isSuccess ? (
          <>
            {run.data?.act !== undefined && !undo.isSuccess && (
              <Button disabled={undo.isPending} onClick={() => undo.mutate(run.data!.act!)}>
                {t('acts.undo')}
              </Button>
            )}
            <Button type="primary" onClick={close}>
              {t('common.close')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={job ? cancel : close}>{t(job ? 'acts.stop' : 'common.cancel')}</Button>
            <Button
              type="primary"
              danger={danger}
              disabled={working || !shown || preview.isFetching || (asks && scopes === undefined)}
              onClick={() => void submit()}
            >
              {verb(shown?.devices ?? 0)}
            </Button>
          </>
        )
      }
    >
      {run.isSuccess ? (
        !working && <EndedView ended={ended} undone={undo.isSuccess} />
      ) : (
        <>
          {children}
          {shown && <GroupPreviewView act={act} preview={shown} scopes={scopes} setScopes={setScopes} />}
          <ReasonField value={reason} onChange={setReason} />
        </>
      )}
      {working && (
        <p role="status">
          {t('organization.acts.progress', {
            done: job?.done ?? 0,
            total: job?.total ?? shown?.devices ?? 0,
          })}
        </p>
      )}
      {error && !working && <Refusal error={error} />}
    </Dialog>
  );
}

/** The server refuses such an act until somebody has said what becomes of the scopes. */
function asksForScopes(
  { route }: GroupAct,
  { accounts, gained }: { readonly accounts: readonly string[] | null; readonly gained: number },
): boolean {
  // Who may not know of accounts cannot say what becomes of them either.
  if (accounts === null) return false;
  return route === 'rename-group' ? gained > 0 : accounts.length > 0;
}

export function Refusal({ error }: { readonly error: Error }) {
  return (
    <div className="notice slim" data-tone="critical" role="alert">
      <Glyph shape="failed" tone="critical" />
      <div>
        <p>{problemText(error)}</p>
        {error instanceof ProblemError && <code>{error.problem.code}</code>}
      </div>
    </div>
  );
}

function EndedView({ ended, undone }: { readonly ended: Ended | undefined; readonly undone: boolean }) {
  const { t } = useTranslation();
  if (!ended) return <p role="status">{t('organization.acts.nothing')}</p>;
  const { job, devices, refused } = ended;
  return (
    <div role="status" className="run-summary">
      {job.state === 'failed' || job.state === 'lost' ? (
        <p>{t('organization.acts.failed', { reason: job.error ?? '' })}</p>
      ) : (
        <p>{t(`organization.acts.${undone ? 'undone' : 'changed'}`, { count: devices })}</p>
      )}
      {job.state === 'cancelled' && <p>{t('organization.acts.stopped')}</p>}
      {refused > 0 && <p>{t('organization.acts.refused', { count: refused })}</p>}
    </div>
  );
}
