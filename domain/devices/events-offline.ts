import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import { reported, time } from './event-parts.ts';

/** What became of results that were carried by hand. `late`: newer facts stand; see `LateInventoryRecorded`. */
export const offlineOutcomes = ['registered', 'changed', 'unchanged', 'late'] as const;
export type OfflineOutcome = (typeof offlineOutcomes)[number];

export const offlineEvents = {
  /** Results that were collected without a line to the server were delivered, by whoever the actor is. */
  OfflineInventoryReceived: defineEvent(
    'OfflineInventoryReceived',
    1,
    z.strictObject({
      ...reported,
      /** SHA-256 of what the file says. */
      file: z.string().max(64),
      hostId: z.string().max(100),
      /** Counts the files of this host ID on one medium. */
      sequence: z.number(),
      /** When it was collected: never after it was learned. */
      collectedAt: time,
      /** Where the computer's clock was ahead: what it said. */
      claimedAt: time.optional(),
      /** Minutes the computer's local time was ahead of UTC. */
      utcOffset: z.number(),
      outcome: z.enum(offlineOutcomes),
      /** Collection time of the newest facts before it; null: none were known. */
      newest: time.nullable(),
      /** The computer's agent signed it with the key it enrolled with. */
      signed: z.boolean(),
      /** Id of the other installation that it was collected for, where somebody took it all the same. */
      foreign: z.string().max(100).optional(),
    }),
  ),
} as const;
