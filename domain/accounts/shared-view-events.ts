import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import { Role } from './access.ts';
import { UserId } from './events.ts';

/** Chosen by who saves the view; it stands in addresses. */
export const ViewId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits and -; 1 to 64 characters');
export const ViewName = z.string().trim().min(1).max(80);
/** What a view shows of its list, in the words of an address; what is absent is as the reader has it. */
export const ViewContent = z.strictObject({
  /** Short text form of the query language. */
  filter: z.string().min(1).max(20_000).optional(),
  /** `name,-lastSeenAt`. */
  sort: z.string().min(1).max(500).optional(),
  /** Keys of columns in their order, with commas. */
  columns: z.string().min(1).max(2_000).optional(),
});
export type ViewContent = z.infer<typeof ViewContent>;
export const ViewedList = z.enum(['devices']);
export type ViewedList = z.infer<typeof ViewedList>;

/**
 * Who sees a shared view: accounts with one of the roles, or that reach one of the departments. Null: everybody.
 * Its owner sees it always.
 */
export const ViewAudience = z
  .strictObject({
    roles: z.array(Role).max(Role.options.length),
    departments: z.array(z.string().min(1).max(1_000)).max(50),
  })
  .refine(({ roles, departments }) => roles.length + departments.length > 0, 'names nobody')
  .nullable();
export type ViewAudience = z.infer<typeof ViewAudience>;

/** Views that others see; stream `views-shared`. What an account keeps for itself is in its preferences. */
export const sharedViewEvents = {
  ViewShared: defineEvent(
    'ViewShared',
    1,
    z.strictObject({ view: ViewId, list: ViewedList, owner: UserId, name: ViewName, content: ViewContent }),
  ),
  SharedViewRenamed: defineEvent(
    'SharedViewRenamed',
    1,
    z.strictObject({ view: ViewId, from: ViewName, to: ViewName }),
  ),
  SharedViewChanged: defineEvent(
    'SharedViewChanged',
    1,
    z.strictObject({ view: ViewId, content: ViewContent }),
  ),
  /** A view that is shared is for everybody until this says otherwise. */
  SharedViewAudienceChanged: defineEvent(
    'SharedViewAudienceChanged',
    1,
    z.strictObject({ view: ViewId, audience: ViewAudience }),
  ),
  /** Nobody but its owner, who keeps it among the own views, sees it any more. */
  ViewUnshared: defineEvent('ViewUnshared', 1, z.strictObject({ view: ViewId })),
} as const;

export type SharedViewEvent = EventsOf<typeof sharedViewEvents>;
