import { z } from 'zod';
import type { Decider, Decision, EventsOf } from '../kernel/index.ts';
import { accept, defineEvent } from '../kernel/index.ts';
import { changeKinds } from './change-kinds/index.ts';
import { canonical } from './text.ts';

/** The log holds changes of all kinds; these can be chosen for the revision history. */
export const revisionItems = changeKinds;
export const RevisionItem = z.enum(revisionItems);
export type RevisionItem = z.infer<typeof RevisionItem>;

export const RevisionTracking = z.strictObject({
  /** Off: the revision history shows nothing. The log goes on holding everything. */
  collect: z.boolean(),
  items: z.array(RevisionItem).max(revisionItems.length),
});
export type RevisionTracking = z.infer<typeof RevisionTracking>;

/** Stream `revisions-devices`. */
export const revisionEvents = {
  RevisionTrackingSet: defineEvent(
    'RevisionTrackingSet',
    1,
    z.strictObject({ from: RevisionTracking, to: RevisionTracking }),
  ),
} as const;
export type RevisionEvent = EventsOf<typeof revisionEvents>;

export const revisionsStream = 'revisions-devices';

export interface SetRevisionTracking {
  readonly type: 'SetRevisionTracking';
  readonly tracking: RevisionTracking;
}

/** Which changes the revision history of devices shows: the setting works backwards too, nothing is lost by it. */
export const revisionTracking: Decider<RevisionTracking, SetRevisionTracking, RevisionEvent, never> = {
  name: 'revision-tracking',
  stateVersion: 1,
  initial: { collect: true, items: [...revisionItems] },
  decide({ tracking }, from): Decision<RevisionEvent, never> {
    // In the order of the catalogue, each once: the same choice is no change.
    const to = { ...tracking, items: revisionItems.filter(item => tracking.items.includes(item)) };
    if (canonical(from) === canonical(to)) return accept();
    return accept({ type: 'RevisionTrackingSet', data: { from, to } });
  },
  evolve: (_state, { data }) => data.to,
};
