import { z } from 'zod';
import { UserId } from '../../accounts/index.ts';
import { defineEvent, personal, type EventsOf } from '../../kernel/index.ts';
import { CaseText } from './events.ts';

const id = z.string().min(1).max(100);
const by = personal(UserId, 'account');

/** What is held: days of the devices' calendars, both inclusive. Without devices and users it is all of them. */
export const HeldRange = z.strictObject({
  devices: z.array(z.string().min(1).max(100)).max(500),
  users: z.array(personal(z.string().trim().min(1).max(1_024), 'user')).max(500),
  from: z.iso.date(),
  /** Null: until it is released. */
  until: z.iso.date().nullable(),
});
export type HeldRange = z.infer<typeof HeldRange>;

/** Stream `legalHolds`. */
export const legalHoldEvents = {
  LegalHoldSet: defineEvent(
    'LegalHoldSet',
    1,
    z.strictObject({ hold: id, caseId: id, ...HeldRange.shape, reason: CaseText, by }),
  ),
  LegalHoldReleaseRequested: defineEvent(
    'LegalHoldReleaseRequested',
    1,
    z.strictObject({ hold: id, by, reason: CaseText }),
  ),
  /** The request is off the table; the hold stands. */
  LegalHoldReleaseDeclined: defineEvent(
    'LegalHoldReleaseDeclined',
    1,
    z.strictObject({ hold: id, by, reason: CaseText }),
  ),
  /** A second person confirmed it. */
  LegalHoldReleased: defineEvent('LegalHoldReleased', 1, z.strictObject({ hold: id, requestedBy: by, by })),
} as const;
export type LegalHoldEvent = EventsOf<typeof legalHoldEvents>;

export const legalHoldsStream = 'legalHolds-all';
