import { z } from 'zod';
import { UserId } from '../../accounts/index.ts';
import { defineEvent, personal, type EventsOf } from '../../kernel/index.ts';
import { mostPinnedAtOnce, PinnedRecord, PinnedTrace } from './pinned.ts';

export const CaseTitle = z.string().trim().min(1).max(200);
/** What a case is for; what is found in it, what is noted, why something is taken out. */
export const CaseText = z.string().trim().min(1).max(4_000);
export const mostMembers = 50;

const members = z.array(personal(UserId, 'account')).max(mostMembers);
const ids = z.array(z.string().min(1).max(300)).max(mostPinnedAtOnce);

/** Streams `operationCase-<id>`; who and when are those of the event. */
export const caseEvents = {
  CaseOpened: defineEvent(
    'CaseOpened',
    1,
    z.strictObject({ title: CaseTitle, purpose: CaseText, members: members.min(1) }),
  ),
  CaseDescribed: defineEvent('CaseDescribed', 1, z.strictObject({ title: CaseTitle, purpose: CaseText })),
  /** `members`: all that there are now. */
  CaseMembersChanged: defineEvent(
    'CaseMembersChanged',
    1,
    z.strictObject({ added: members, removed: members, members: members.min(1) }),
  ),
  CaseRecordsPinned: defineEvent(
    'CaseRecordsPinned',
    1,
    z.strictObject({ items: z.array(PinnedRecord).min(1).max(mostPinnedAtOnce) }),
  ),
  CaseTracePinned: defineEvent('CaseTracePinned', 1, PinnedTrace),
  /** By the ids of their records. What was pinned stays in the log. */
  CaseItemsUnpinned: defineEvent(
    'CaseItemsUnpinned',
    1,
    z.strictObject({ records: ids, traces: ids, reason: CaseText }),
  ),
  CaseNoteAdded: defineEvent(
    'CaseNoteAdded',
    1,
    z.strictObject({
      note: z.string().min(1).max(100),
      text: personal(CaseText, 'user'),
      /** Id of the pinned record it is about. */
      record: z.string().max(300).nullable(),
    }),
  ),
  CaseClosed: defineEvent('CaseClosed', 1, z.strictObject({ outcome: CaseText })),
  CaseReopened: defineEvent('CaseReopened', 1, z.strictObject({ reason: CaseText })),
  /** Somebody opened it. Told once in ten minutes for each person. */
  CaseRead: defineEvent('CaseRead', 1, z.strictObject({ by: personal(UserId, 'account'), at: z.string() })),
  /** It was taken out as a bundle. `manifest`: SHA-256 of the bundle's manifest. */
  CaseExported: defineEvent(
    'CaseExported',
    1,
    z.strictObject({
      records: z.int().min(0),
      traces: z.int().min(0),
      /** Records and traces that whoever exported may not see. */
      leftOut: z.int().min(0),
      manifest: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
} as const;
export type CaseEvent = EventsOf<typeof caseEvents>;

export const caseStream = (id: string): string => `operationCase-${id}`;
