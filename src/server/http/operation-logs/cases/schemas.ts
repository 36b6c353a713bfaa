import { z } from 'zod';
import { UserId } from '../../../../../domain/accounts/index.ts';
import {
  CaseText,
  CaseTitle,
  HeldRange,
  mostMembers,
  mostPinnedAtOnce,
} from '../../../../../domain/operation-logs/index.ts';
import { Outcome } from '../../kernel/outcome.ts';
import { OperationRow, OperationTrace } from '../schemas.ts';

const done = { at: z.string(), actor: z.string() };
const Done = z.object(done);
const recordId = z.string().min(1).max(300);

export const CaseId = z.object({ id: z.string().min(1).max(100) });

export const CaseListQuery = z.strictObject({
  state: z.enum(['open', 'closed']).optional(),
  /** Waits until the list has what was done at this position of the log. */
  after: z.coerce.number().int().min(0).optional(),
});

export const CaseRow = z.object({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  state: z.enum(['open', 'closed']),
  members: z.array(z.string()),
  openedAt: z.string(),
  changedAt: z.string(),
  records: z.number(),
  traces: z.number(),
  notes: z.number(),
});
export type CaseRow = z.infer<typeof CaseRow>;

export const NewCase = z.strictObject({
  title: CaseTitle,
  purpose: CaseText,
  /** Ids of accounts beside one's own. */
  members: z.array(UserId).max(mostMembers).default([]),
});
export const CaseChange = z.strictObject({
  title: CaseTitle.optional(),
  purpose: CaseText.optional(),
  /** All that it is to have. */
  members: z.array(UserId).max(mostMembers).optional(),
});
export const RecordsToPin = z.strictObject({ records: z.array(recordId).min(1).max(mostPinnedAtOnce) });
export const TraceToPin = z.strictObject({ record: recordId });
export const ItemsToUnpin = z.strictObject({
  records: z.array(recordId).max(mostPinnedAtOnce).default([]),
  traces: z.array(recordId).max(mostPinnedAtOnce).default([]),
  reason: CaseText,
});
export const NewNote = z.strictObject({ text: CaseText, record: recordId.nullable().default(null) });
export const Reason = z.strictObject({ reason: CaseText });

export const Hold = z.object({
  id: z.string(),
  caseId: z.string(),
  /** The caller is a member of the case; to others `devices` and `users` are empty. */
  member: z.boolean(),
  devices: z.array(z.string()),
  users: z.array(z.string()),
  from: z.string(),
  until: z.string().nullable(),
  reason: z.string(),
  by: z.string(),
  /** Null: nobody asks for its release. */
  release: z.object({ by: z.string(), reason: z.string() }).nullable(),
  /** Days at hand that it keeps. */
  days: z.array(z.string()),
});
export type Hold = z.infer<typeof Hold>;

export const NewHold = z
  .strictObject({ caseId: z.string().min(1).max(100), ...HeldRange.shape, reason: CaseText })
  .refine(({ from, until }) => until === null || from <= until, {
    path: ['until'],
    message: 'is before the first day',
  });

export const CaseDetail = z.object({
  id: z.string(),
  title: z.string(),
  purpose: z.string(),
  state: z.enum(['open', 'closed']),
  members: z.array(z.object({ userId: z.string(), displayName: z.string() })),
  opened: Done,
  records: z.array(z.object({ operation: OperationRow, pinned: Done })),
  traces: z.array(z.object({ record: z.string(), pinned: Done, trace: OperationTrace })),
  notes: z.array(z.object({ id: z.string(), text: z.string(), record: z.string().nullable(), ...done })),
  /** Oldest first. */
  history: z.array(
    z.object({
      position: z.number(),
      type: z.string(),
      text: z.string().nullable(),
      count: z.number().nullable(),
      ...done,
    }),
  ),
  /** Pinned records and traces of computers that the caller may not see. */
  leftOut: z.number(),
  holds: z.array(Hold),
});
export type CaseDetail = z.infer<typeof CaseDetail>;

export const Opened = Outcome.extend({ id: z.string() });
