import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { isFollowed } from '../api/jobs.ts';
import { useLiveJobs } from '../api/live.ts';
import { useMay, useMe } from '../api/session.ts';
import type { Job, List } from '../api/types.ts';
import { toast } from '../parts/toast.tsx';

/** Dry runs: whoever waits for one looks at it. */
const quiet: ReadonlySet<string> = new Set(['devices.try-act']);

/** Says wherever one is that a job of one's own has ended, also one that ended while the connection was lost. */
export function useJobNotices(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const running = useRef(new Set<string>());
  const look = (job: Job) => {
    if (job.startedBy !== me?.userId || quiet.has(job.kind)) return;
    if (job.state === 'queued' || job.state === 'running') {
      running.current.add(job.id);
      return;
    }
    running.current.delete(job.id);
    if (isFollowed(job.id)) return;
    toast(t(`health.jobs.ended.${job.state}`, { kind: job.kind, reason: job.error ?? '' }), {
      word: t('health.jobs.show'),
      run: () => void navigate({ to: '/jobs' }),
    });
  };
  useLiveJobs(
    {
      changed: look,
      again: () => {
        if (running.current.size === 0) return;
        void request<List<Job>>('GET', '/jobs', { background: true })
          .then(jobs => jobs.items.filter(job => running.current.has(job.id)).forEach(look))
          .catch(() => undefined);
      },
    },
    useMay()('jobs.read'),
  );
}
