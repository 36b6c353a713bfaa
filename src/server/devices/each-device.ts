import type { JobControl } from '../jobs.ts';

/**
 * One piece of work for each of many devices, so many at once: each is an append that shares a commit with the others.
 * What is under way is finished when the job is cancelled.
 */
export async function eachDevice(
  ids: readonly string[],
  { signal, report }: JobControl,
  together: number,
  work: (id: string) => Promise<void>,
): Promise<void> {
  report(0, ids.length);
  for (let at = 0; at < ids.length && !signal.aborted; at += together) {
    await Promise.all(ids.slice(at, at + together).map(work));
    report(Math.min(ids.length, at + together), ids.length);
  }
}
