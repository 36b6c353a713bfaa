import { z } from 'zod';

/** Milliseconds since the epoch. */
const time = z.number().min(0).max(8.64e15);
const address = z.string().max(2_083);
const size = z.int().min(0);

/**
 * What the extension says. Any program of the user can say it as well, and pages have their part in titles, addresses
 * and names: nothing of it is believed but that this user's browser may have done so.
 */
export const BrowserMessage = z.discriminatedUnion('detail', [
  z.object({ detail: z.literal('web-access'), at: time, url: address, title: z.string().max(2_083) }),
  z.object({
    detail: z.literal('web-upload'),
    at: time,
    /** Where it goes. */
    url: address,
    /** On which page it was chosen. */
    page: address,
    name: z.string().min(1).max(520),
    size,
    modified: time,
  }),
  z.object({
    detail: z.literal('web-download'),
    at: time,
    path: z.string().min(1).max(4_096),
    url: address,
    /** Empty where the browser does not say it. */
    page: address,
    size,
  }),
]);
export type BrowserMessage = z.infer<typeof BrowserMessage>;

/** What the agent says to the extension, once. */
export interface BrowserOrder {
  readonly wanted: readonly string[];
}
