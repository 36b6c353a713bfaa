import { get, request } from './client.ts';
import type { Job } from './types.ts';

const lookEveryMs = 250;

export const jobOf = (id: string) => get<Job>(`/jobs/${id}`);
export const cancelJob = (id: string) => request<Job>('POST', `/jobs/${id}/cancel`);

/** Jobs that somebody on this page has followed: how they ended is said there. */
const followed = new Set<string>();
export const isFollowed = (id: string): boolean => followed.has(id);

/** Looks at a job until it has ended, or the server that ran it is gone; answers how it stands then. */
export async function followJob(started: Job, onStep: (job: Job) => void): Promise<Job> {
  followed.add(started.id);
  let job = started;
  while (job.finishedAt === null && job.state !== 'lost') {
    onStep(job);
    await new Promise(resolve => setTimeout(resolve, lookEveryMs));
    job = await jobOf(job.id);
  }
  return job;
}
