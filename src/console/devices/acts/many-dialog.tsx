import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { ReasonField } from '../../parts/reason-field.tsx';
import { toastError } from '../../parts/toast.tsx';
import { doMany, tryMany, undoMany, type Many, type ManyResult, type ManyWish } from './many.ts';
import { ManySummary } from './many-summary.tsx';
import type { DeviceAct } from './requests.ts';
import { useActed } from './use-acted.ts';

interface Props {
  readonly many: Many;
  readonly wish: ManyWish;
  /** The same on one device, which says why it is refused. */
  readonly act: DeviceAct;
  readonly title: string;
  /** What follows from the act, said before it is done. */
  readonly consequences: readonly string[];
  readonly verb: (count: number) => string;
  readonly done: (count: number) => string;
  readonly undoable: boolean;
  readonly danger: boolean;
  readonly ready: boolean;
  readonly children?: ReactNode;
  readonly close: () => void;
  readonly after?: (() => void) | undefined;
}

/** One act on all devices that match, done by the server: tried first, then done, with how far it is and what was refused. */
export function ManyDialog(props: Props) {
  const { many, wish, act, title, consequences, verb, done, undoable, danger, ready, children } = props;
  const { close, after } = props;
  const { t } = useTranslation();
  const acted = useActed();
  const stop = useRef(new AbortController());
  /** The dialog may be left; the job goes on, and says when it has ended. */
  const left = useRef(false);
  const [reason, setReason] = useState('');
  const [job, setJob] = useState<Job>();
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<ManyResult>();
  const [failure, setFailure] = useState<unknown>();
  const preview = useQuery({
    queryKey: ['many-preview', wish, many],
    queryFn: ({ signal }) => tryMany(many, wish, { signal, onStep: setJob }),
    enabled: ready && !running,
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  useEffect(() => {
    left.current = false;
    return () => void (left.current = true);
  }, []);

  const run = async () => {
    setRunning(true);
    setFailure(undefined);
    try {
      const ran = await doMany(many, wish, reason, { signal: stop.current.signal, onStep: setJob });
      const complete = ran.refused === 0 && !stop.current.signal.aborted;
      if (!complete) setResult(ran);
      else if (!left.current) {
        close();
        after?.();
      }
      if (ran.changed > 0)
        await acted(ran.position ?? 0, done(ran.changed), undoable ? () => undoMany(ran.act!) : undefined);
    } catch (error) {
      if (left.current) toastError(error);
      else setFailure(error);
    } finally {
      setRunning(false);
    }
  };

  const count = preview.data?.changed ?? 0;
  const trying = ready && preview.isFetching && !running;
  const error = failure ?? preview.error;
  return (
    <Dialog
      title={title}
      width={520}
      close={close}
      foot={
        result ? (
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={running ? () => stop.current.abort() : close}>
              {t(running ? 'acts.stop' : 'common.cancel')}
            </Button>
            <Button
              type="primary"
              danger={danger}
              disabled={!ready || preview.isFetching || count === 0}
              loading={running}
              onClick={() => void run()}
            >
              {verb(count || many.count)}
            </Button>
          </>
        )
      }
    >
      {!result && (
        <>
          <ul className="consequences">
            {[...consequences, t('acts.many')].map(each => (
              <li key={each}>{each}</li>
            ))}
          </ul>
          {children}
          <ReasonField value={reason} onChange={setReason} />
        </>
      )}
      {running || trying ? (
        <p role="status" className={running ? undefined : 'text2'}>
          {t(running ? 'acts.progress' : 'acts.triedSoFar', {
            done: job?.done ?? 0,
            count: job?.total ?? many.count,
          })}
        </p>
      ) : error ? (
        <ErrorPanel error={error} />
      ) : result ? (
        <ManySummary result={result} tense="done" act={act} />
      ) : (
        ready && preview.data && <ManySummary result={preview.data} tense="would" act={act} />
      )}
    </Dialog>
  );
}
