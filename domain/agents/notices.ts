import { z } from 'zod';
import { ConfigurationId } from './configuration-events.ts';
import { InventorySection, mostSections } from './left-out.ts';

/** What an agent says of itself, unasked. */
export const AgentNotice = z.discriminatedUnion('kind', [
  /** It works by this version of this configuration from now on. */
  z.strictObject({
    kind: z.literal('settingsApplied'),
    configuration: ConfigurationId,
    version: z.int().min(1),
  }),
  /** Sections of the inventory that are larger than a report may be. */
  z.strictObject({
    kind: z.literal('sectionsLeftOut'),
    sections: z.array(InventorySection).min(1).max(mostSections),
  }),
]);
export type AgentNotice = z.infer<typeof AgentNotice>;
