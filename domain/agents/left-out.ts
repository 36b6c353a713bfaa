import { z } from 'zod';
import { accept, defineEvent } from '../kernel/index.ts';
import type { Decider, EventsOf } from '../kernel/index.ts';

/** A section of an inventory, as the agent calls it. */
export const InventorySection = z.string().regex(/^[a-z_]{1,40}$/);
/** No agent looks at more kinds of things. */
export const mostSections = 50;

/** Streams `left-out-<device id>`: what of a device had no room in the reports of its agent. */
export const leftOutEvents = {
  /** Warning 1122 of the event list: the server knows these parts of the computer as they were before, or not at all. */
  InventorySectionsLeftOut: defineEvent(
    'InventorySectionsLeftOut',
    1,
    z.strictObject({
      number: z.literal(1122),
      severity: z.literal('warning'),
      deviceId: z.string().min(1).max(100),
      /** In order, each once. */
      sections: z.array(InventorySection).min(1).max(mostSections),
    }),
  ),
} as const;
export type LeftOutEvent = EventsOf<typeof leftOutEvents>;

export const leftOutStream = (deviceId: string): string => `left-out-${deviceId}`;

/** The warning is given when other sections have no room than before, not at each report. */
export const leftOut: Decider<
  { readonly sections: readonly string[] },
  { readonly type: 'NoteLeftOut'; readonly deviceId: string; readonly sections: readonly string[] },
  LeftOutEvent
> = {
  name: 'left-out',
  stateVersion: 1,
  initial: { sections: [] },
  decide({ deviceId, sections }, state) {
    const told = [...new Set(sections)].sort();
    if (told.length === 0 || told.join() === state.sections.join()) return accept();
    return accept({
      type: 'InventorySectionsLeftOut',
      data: { number: 1122, severity: 'warning', deviceId, sections: told },
    });
  },
  evolve: (_state, { data: { sections } }) => ({ sections }),
};
