import { get, ProblemError } from '../../api/client.ts';
import type { DeviceDetail, Filter, FleetEntry, List, Outcome } from '../../api/types.ts';
import type { ActOptions } from './requests.ts';

type Act<Done extends Outcome> = (id: string, options?: ActOptions) => Promise<Done>;

/** What the person had before them as they began: where the device's own stream stood, and where the log. */
export interface Seen {
  readonly revision: number;
  readonly position: number;
}

/** Somebody changed the device between the look and the act, which was therefore not done. */
export class ConflictError extends Error {
  /** What they did, newest first. */
  readonly theirs: readonly FleetEntry[];
  /** How the device stands now; what is done on top of it has seen their change. */
  readonly now: Seen;
  constructor(theirs: readonly FleetEntry[], now: Seen) {
    super('the device was changed in the meantime');
    this.name = 'ConflictError';
    this.theirs = theirs;
    this.now = now;
  }
}

/**
 * The act, unless a person changed the device since it was seen: then a ConflictError. A report of its agent
 * moves the revision too, but is nobody's decision: then the act is asked for again.
 */
export function unlessChanged<Done extends Outcome>(act: Act<Done>, seen: Seen): Act<Done> {
  return async (id, options) => {
    if (options?.dryRun) return act(id, options);
    try {
      return await act(id, { ...options, ifMatch: seen.revision });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'REVISION_CONFLICT') throw error;
      const now = await get<DeviceDetail>(`/devices/${encodeURIComponent(id)}`);
      const theirs = await decidedSince(id, seen, now);
      if (theirs.length > 0) throw new ConflictError(theirs, now);
      // Nothing new either: asking again could only go on for ever.
      if (now.revision <= seen.revision) throw error;
      return unlessChanged(act, now)(id, options);
    }
  };
}

/** What people did to the device: what an agent reported names its source, and nothing else does. */
async function decidedSince(id: string, seen: Seen, now: Seen): Promise<readonly FleetEntry[]> {
  const filter: Filter = { op: 'range', column: 'position', gt: seen.position };
  const { items } = await get<List<FleetEntry>>(`/devices/${encodeURIComponent(id)}/timeline`, {
    filter: JSON.stringify(filter),
    limit: 100,
    after: now.position,
    total: false,
  });
  return items.filter(({ source }) => source === '');
}
