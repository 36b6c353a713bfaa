import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.tsx';
import { ReasonField } from '../../parts/reason-field.tsx';
import { ConflictError, unlessChanged, type Seen } from './conflict.ts';
import { ConflictFoot, ConflictView } from './conflict-view.tsx';
import type { Many, ManyWish } from './many.ts';
import { ManyDialog } from './many-dialog.tsx';
import type { DeviceAct } from './requests.ts';
import { runOnEach, type RunResult } from './run.ts';
import { RunSummary } from './run-summary.tsx';
import { undoneBy, useActed, useRefresh } from './use-acted.ts';

interface Props {
  readonly ids: readonly string[];
  /** All that match in place of `ids`, and what the server is asked to do to them. */
  readonly many?: (Many & { readonly wish: ManyWish }) | undefined;
  readonly title: string;
  /** What follows from the act, said before it is done. */
  readonly consequences: readonly string[];
  readonly act: DeviceAct;
  /** Names the act and what it is done with, for the cache of its preview. */
  readonly actKey: readonly unknown[];
  /** Verb with its object: "Ignore 12 devices". */
  readonly verb: (count: number) => string;
  readonly done: (count: number) => string;
  /** The way back from what was recorded. */
  readonly undo?: (result: RunResult) => () => Promise<Pick<RunResult, 'changed' | 'refused' | 'position'>>;
  /** Of one device: as the person saw it. Absent: whatever happened meanwhile, the act is done. */
  readonly seen?: Seen | undefined;
  /** What is asked for, a line a change, to stand beside what somebody else did; default: the act itself. */
  readonly yours?: readonly string[];
  readonly danger?: boolean;
  /** The form is filled in and what must be typed was typed. */
  readonly ready?: boolean;
  readonly children?: ReactNode;
  readonly close: () => void;
  /** After everything asked for was done. */
  readonly after?: () => void;
}

/** One act on devices: tried first by the decisions that will run, then done, with what was refused and why. */
export function ActDialog({ many, ...props }: Props) {
  const { danger = false, ready = true, undo, ...rest } = props;
  if (!many) return <ChosenDialog {...props} />;
  return (
    <ManyDialog
      {...rest}
      many={many}
      wish={many.wish}
      danger={danger}
      ready={ready}
      undoable={undo !== undefined}
    />
  );
}

/** Done by the console, device by device. Closing it stops what has not been started. */
function ChosenDialog(props: Omit<Props, 'many'>) {
  const { ids, title, consequences, act, actKey, verb, done, undo, danger = false, ready = true } = props;
  const { children, close, after, yours = [verb(ids.length)] } = props;
  const { t } = useTranslation();
  const acted = useActed();
  const refresh = useRefresh();
  // The page behind the dialog goes on following the device.
  const [seen] = useState(props.seen);
  const stop = useRef(new AbortController());
  const [reason, setReason] = useState('');
  const [progress, setProgress] = useState<number>();
  const [result, setResult] = useState<RunResult>();
  const preview = useQuery({
    queryKey: ['act-preview', ...actKey, ids],
    queryFn: ({ signal }) => runOnEach(ids, act, { dryRun: true, signal }),
    enabled: ready && progress === undefined,
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => {
    const controller = stop.current;
    return () => controller.abort();
  }, []);

  const run = async (wanted: readonly string[], from: Seen | undefined) => {
    setResult(undefined);
    setProgress(0);
    const ran = await runOnEach(wanted, from ? unlessChanged(act, from) : act, {
      reason,
      signal: stop.current.signal,
      onProgress: setProgress,
    });
    const takeBack = ran.changed.length > 0 ? undo?.(ran) : undefined;
    const back = takeBack && (() => takeBack().then(undoneBy));
    const complete = ran.refused.length + ran.untried.length === 0;
    if (complete || stop.current.signal.aborted) close();
    else setResult(ran);
    if (complete) after?.();
    if (ran.changed.length > 0) await acted(ran.position, done(ran.changed.length), back);
    else if (complete) await refresh();
  };

  const refusal = result?.refused[0]?.error;
  const conflict = refusal instanceof ConflictError ? refusal : undefined;
  const count = preview.data?.changed.length ?? 0;
  const running = progress !== undefined && !result;
  return (
    <Dialog
      title={title}
      width={520}
      close={close}
      foot={
        conflict ? (
          <ConflictFoot close={close} apply={() => void run(ids, conflict.now)} applying={running} />
        ) : result ? (
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{t(running ? 'acts.stop' : 'common.cancel')}</Button>
            <Button
              type="primary"
              danger={danger}
              disabled={!ready || !preview.isFetched || preview.isFetching || count === 0}
              loading={running}
              onClick={() => void run(preview.data?.changed.map(each => each.id) ?? [], seen)}
            >
              {verb(count || ids.length)}
            </Button>
          </>
        )
      }
    >
      {!result && (
        <>
          <ul className="consequences">
            {consequences.map(each => (
              <li key={each}>{each}</li>
            ))}
          </ul>
          {children}
          <ReasonField value={reason} onChange={setReason} />
        </>
      )}
      {running ? (
        <p role="status">{t('acts.progress', { done: progress, count })}</p>
      ) : conflict ? (
        <ConflictView conflict={conflict} yours={yours} reason={reason} />
      ) : result ? (
        <RunSummary result={result} tense="done" />
      ) : ready && preview.isFetching && ids.length > 1 ? (
        <p className="text2">{t('acts.trying')}</p>
      ) : (
        ready && preview.data && <RunSummary result={preview.data} tense="would" single={ids.length === 1} />
      )}
    </Dialog>
  );
}
