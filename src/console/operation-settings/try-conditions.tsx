import { useMutation } from '@tanstack/react-query';
import { Button, Input, Progress } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SuspicionConditions } from '../../../domain/operation-logs/index.ts';
import { request } from '../api/client.ts';
import { cancelJob, followJob } from '../api/jobs.ts';
import type { Job } from '../api/types.ts';
import { PurposeDialog } from '../operations/purpose-dialog.tsx';
import { usePurpose, wantsPurpose } from '../operations/purpose.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TriedOutcome, type Tried } from './tried-outcome.tsx';

const dayMs = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Holds conditions against the records at hand before they are switched on. */
export function TryConditions({ conditions }: { readonly conditions: SuspicionConditions }) {
  const { t } = useTranslation();
  const [purpose] = usePurpose();
  const field = useId();
  const [from, setFrom] = useState(() => dayOf(Date.now() - 30 * dayMs));
  const [job, setJob] = useState<Job>();
  const run = useMutation({
    mutationFn: async (): Promise<Tried | null> => {
      const body = {
        suspicious: conditions,
        from: new Date(`${from}T00:00:00`).toISOString(),
        until: new Date().toISOString(),
        ...(purpose !== undefined && { purpose }),
      };
      const started = await request<Job>('POST', '/operation-log-settings/suspicious/try', { body });
      const ended = await followJob(started, setJob);
      if (ended.state === 'failed') throw new Error(ended.error ?? ended.state);
      return ended.state === 'done' ? (ended.result as unknown as Tried) : null;
    },
    onSettled: () => setJob(undefined),
  });
  const isOff =
    !conditions.mail && !conditions.webFtp && !conditions.externalDevice && conditions.printedPages === null;
  return (
    <div className="setting-group">
      <p className="small text2">{t('operationLogs.try.help')}</p>
      <div className="row-actions">
        <label htmlFor={field}>{t('operationLogs.try.since')}</label>
        <Input
          id={field}
          type="date"
          className="date-input"
          value={from}
          onChange={event => setFrom(event.target.value)}
        />
        <Button disabled={isOff || from === '' || run.isPending} onClick={() => run.mutate()}>
          {t('operationLogs.try.run')}
        </Button>
        {job && <Button onClick={() => void cancelJob(job.id)}>{t('common.cancel')}</Button>}
      </div>
      {job && (
        <Progress
          percent={job.total ? Math.floor((100 * job.done) / job.total) : 0}
          aria-label={t('operationLogs.try.run')}
        />
      )}
      {wantsPurpose(run.error) && purpose === undefined ? (
        <PurposeDialog />
      ) : (
        run.error && <ErrorPanel error={run.error} />
      )}
      {run.data && <TriedOutcome outcome={run.data} />}
    </div>
  );
}
