import { z } from 'zod';
import { defineEvent } from '../../kernel/index.ts';
import type { EventsOf } from '../../kernel/index.ts';

/** How many entries of the list of software are removed at once. */
export const entriesAtOnce = 500;

export const SoftwareEntry = z.strictObject({
  /** Id of the entry in the list of software: of its name and publisher. */
  product: z.string().min(1).max(64),
  name: z.string(),
  publisher: z.string().optional(),
  /** How many devices had it; they keep it. */
  devices: z.int().min(0),
});
export type SoftwareEntry = z.infer<typeof SoftwareEntry>;

/** Stream `software-list`. */
export const softwareEntryEvents = {
  SoftwareEntriesRemoved: defineEvent(
    'SoftwareEntriesRemoved',
    1,
    z.strictObject({
      /** RFC 3339. */
      since: z.iso.datetime(),
      entries: z.array(SoftwareEntry).min(1).max(entriesAtOnce),
    }),
  ),
} as const;
export type SoftwareEntryEvent = EventsOf<typeof softwareEntryEvents>;
