import type { Principal } from '../../auth/principal.ts';
import type { Job } from '../../contract.ts';

/**
 * Own jobs for everybody who may read jobs; all of them for who may read the system of all departments: what a job
 * answers may name things of any.
 */
export function maySeeJob(
  { permissions, scope, userId }: Principal,
  { startedBy }: Pick<Job, 'startedBy'>,
): boolean {
  if (!permissions.has('jobs.read')) return false;
  return startedBy === userId || (permissions.has('system.read') && scope === null);
}
