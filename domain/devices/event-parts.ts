import { z } from 'zod';
import { OwnDeviceType } from './device-types/index.ts';
import { identityKinds, rejections } from './identity-keys.ts';
import type { IdentityKey } from './identity-keys.ts';
import { SoftwareItem } from './inventory-items.ts';
import { Inventory } from './inventory.ts';

export const time = z.string().max(40);
export const deviceId = z.string().max(100);

/** As long as a reason may be: a sentence or two, or a ticket. */
export const longestReason = 1_000;
/**
 * Who told: the dialect, the agent's name and version, and the raw body's hash, where it was kept. Of `person`, what
 * somebody entered by hand, `reason` says why, where they said it.
 */
export const ReportSource = z.strictObject({
  dialect: z.enum(['glpi', 'fusioninventory', 'ocs', 'muster', 'person']),
  agent: z.string().max(255).optional(),
  body: z.string().max(64).optional(),
  reason: z.string().max(longestReason).optional(),
  /** Carried here in a file: its facts are of the day it was collected, not of the day it was learned. */
  carried: z.literal(true).optional(),
});
export type ReportSource = z.infer<typeof ReportSource>;

/**
 * What a list shows of several items at once, as it stands after the event: no reader of one event could add it
 * up. Sizes in MiB; null where the device has none.
 */
export const Summary = z.strictObject({
  network: z
    .strictObject({
      ipAddress: z.string().nullable(),
      ipAddresses: z.array(z.string()),
      macAddress: z.string().nullable(),
      macAddresses: z.array(z.string()),
    })
    .optional(),
  storage: z.strictObject({ total: z.number().nullable(), free: z.number().nullable() }).optional(),
  processor: z.strictObject({ name: z.string().nullable(), cores: z.number().nullable() }).optional(),
});
export type Summary = z.infer<typeof Summary>;

/** In every event of an inventory. `since`: when the server learned it (RFC 3339); intervals are named by it. */
export const reported = {
  source: ReportSource,
  since: time,
  summary: Summary.optional(),
};
/** What somebody notes on a device. */
export const longestNote = 4_000;
export const noteText = z.string().min(1).max(longestNote);
/** In every event of administration; `reason` in the words of who did it, where they gave one. */
export const administered = { since: time, reason: z.string().max(longestReason).optional() };

export const Key = z.string().max(300) as unknown as z.ZodType<IdentityKey>;
export const keys = z.array(Key).max(200);
const evidence = z
  .array(z.strictObject({ kind: z.enum(identityKinds), value: z.string(), points: z.number() }))
  .max(100);
export const IdentityExplanationSchema = z.strictObject({
  decision: z.enum(['new', 'matched']),
  points: z.number(),
  needed: z.number(),
  matched: evidence,
  contradicted: evidence,
  rejected: z
    .array(z.strictObject({ kind: z.enum(identityKinds), value: z.string(), reason: z.enum(rejections) }))
    .max(200),
  others: z
    .array(
      z.strictObject({ deviceId, points: z.number(), matched: evidence, contradicted: evidence.optional() }),
    )
    .max(10),
});

export const deviceTypes = [
  'pc',
  'server',
  'network-device',
  'printer',
  'smart-device',
  'storage',
  'usb-device',
  'display',
  'peripheral',
  'other',
  'unknown',
] as const;
/** One of the product's, or one that an administrator added. */
export const deviceType = z.union([z.enum(deviceTypes), OwnDeviceType]);

/** An entry whose interval ends or begins; with `since` and the rest of it a reader finds the row it made. */
export const Installed = SoftwareItem.extend({ since: time });
/** Software of the whole device, carried where all its intervals end or begin, since a reader cannot look it up. */
export const software = z.array(Installed).max(50_000);

/**
 * Entries of a title named in the event that the device holds besides those in the event (another architecture, a
 * kernel kept beside its successor). With them a reader knows whether the device has a title or a version for the
 * first or for the last time. Absent where there are none, which is nearly always.
 */
export const beside = z.array(SoftwareItem.pick({ name: true, version: true, publisher: true })).optional();

/**
 * `agent`: something on the machine reports. `offline`: what is known of it is carried by hand. `agentless`: nothing on
 * the machine reports; somebody entered it, or its agent is gone.
 */
export const managementType = z.enum(['agent', 'offline', 'agentless']);

/** A device's record as a whole; what a reader needs who knows nothing of it. */
export const wholeRecord = {
  deviceType,
  managementType,
  /** The id the agent gives itself, as told. */
  agentId: z.string().max(255).optional(),
  keys,
  inventory: Inventory,
};
