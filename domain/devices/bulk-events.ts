import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import { administered } from './event-parts.ts';
import { GroupId } from './group-events.ts';

/** Characters of a filter that says which devices an act is for. */
export const longestBulkFilter = 20_000;
/** Groups that one act names. */
export const bulkGroups = 50;

const place = z.string().max(1_000).nullable().optional();
const count = z.int().min(0);

/** What is done to each of many devices. */
export const BulkWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('place'), department: place, location: place }),
  z.strictObject({ kind: z.literal('manage') }),
  z.strictObject({ kind: z.literal('ignore') }),
  z.strictObject({ kind: z.literal('remove') }),
  z.strictObject({
    kind: z.literal('group'),
    add: z.array(GroupId).max(bulkGroups),
    remove: z.array(GroupId).max(bulkGroups),
  }),
  /** Its agent is told to do something; the text is that of a message. */
  z.strictObject({
    kind: z.literal('tell'),
    order: z.enum(['inventory', 'message', 'restart', 'shutdown', 'uninstall']),
    text: z.string().max(1_000).optional(),
  }),
]);
export type BulkWish = z.infer<typeof BulkWish>;

/** An act on all devices that match a filter; stream `bulk-<act>`. What it did stands with each device, under its correlation id. */
export const bulkEvents = {
  BulkActBegun: defineEvent(
    'BulkActBegun',
    1,
    z.strictObject({
      ...administered,
      wish: BulkWish,
      /** As text, as lists take it; null: all devices. */
      filter: z.string().max(longestBulkFilter).nullable(),
      /** How many it is for. */
      devices: count,
      /** Departments that who asked is restricted to; absent: none. */
      within: z.array(z.string().max(1_000)).optional(),
    }),
  ),
  /** `undo` of an act: what it did is taken back under its own correlation id. */
  BulkActUndone: defineEvent('BulkActUndone', 1, z.strictObject(administered)),
  /** Of an act, or of its undo: devices it changed, those that were so already, and those it could not change. */
  BulkActEnded: defineEvent(
    'BulkActEnded',
    1,
    z.strictObject({
      ...administered,
      outcome: z.enum(['done', 'cancelled', 'failed']),
      changed: count,
      already: count,
      refused: count,
    }),
  ),
} as const;

export type BulkEvent = EventsOf<typeof bulkEvents>;
