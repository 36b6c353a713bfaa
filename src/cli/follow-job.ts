import type { Job } from '../server/contract.ts';
import type { Connection } from './connection.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { progress } from './progress.ts';

/** Follows a job to its end with a progress bar; answers it done. */
export async function followJob(connection: Connection, started: Job, what = started.kind): Promise<Job> {
  const view = progress(what);
  try {
    for (let job = started; ; job = await connection.json<Job>('GET', `/api/v1/jobs/${job.id}`)) {
      if (job.total !== null) view.set(job.done, job.total);
      if (job.state === 'done') return job;
      if (job.state === 'lost')
        throw new CommandError(exitCodes.failed, `The server that ran the job is gone (${job.server}).`);
      if (job.state === 'failed' || job.state === 'cancelled')
        throw new CommandError(
          exitCodes.failed,
          `The job ${job.state === 'failed' ? 'failed' : 'was cancelled'}: ${job.error ?? 'no reason given'}.`,
        );
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  } finally {
    view.end();
  }
}
