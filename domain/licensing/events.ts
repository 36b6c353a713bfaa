import { z } from 'zod';
import { deviceType } from '../devices/index.ts';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import { LicenceKey } from './key-file.ts';

const time = z.string().max(40);
const deviceId = z.string().min(1).max(100);

/**
 * A device that counts. `revision`: the revision of the device's stream on which it was, or was about to be, made
 * managed; -1 for a device that is new.
 */
const counted = z.strictObject({ deviceId, revision: z.int().min(-1) });
export type CountedDevice = z.infer<typeof counted>;

/** Devices one event speaks of at most. */
export const countedAtOnce = 1_000;

/** Stream `licensing-pool`: which keys there are, and which devices count against them. */
export const licensingEvents = {
  ProductLicenceKeyRegistered: defineEvent(
    'ProductLicenceKeyRegistered',
    1,
    z.strictObject({ ...LicenceKey.shape, since: time }),
  ),
  ProductLicencesAllocated: defineEvent(
    'ProductLicencesAllocated',
    1,
    z.strictObject({ since: time, devices: z.array(counted).min(1).max(countedAtOnce) }),
  ),
  ProductLicencesReleased: defineEvent(
    'ProductLicencesReleased',
    1,
    z.strictObject({ since: time, devices: z.array(deviceId).min(1).max(countedAtOnce) }),
  ),
  /** Warning 4 of the event list: a device is not managed because no licence is left for it. */
  ProductLicenceLimitReached: defineEvent(
    'ProductLicenceLimitReached',
    1,
    z.strictObject({
      since: time,
      number: z.literal(4),
      severity: z.literal('warning'),
      deviceId,
      deviceType,
      /** Devices that all valid keys license together, and devices that count. */
      licensed: z.int().nonnegative(),
      used: z.int().nonnegative(),
    }),
  ),
  /** Warning 1059 of the event list: a key is about to expire. */
  ProductLicenceKeyExpiring: defineEvent(
    'ProductLicenceKeyExpiring',
    1,
    z.strictObject({
      since: time,
      number: z.literal(1059),
      severity: z.literal('warning'),
      serial: LicenceKey.shape.serial,
      holder: LicenceKey.shape.holder,
      devices: LicenceKey.shape.devices,
      expires: z.iso.date(),
    }),
  ),
  /** Up to this position of the log every managed device has been counted. */
  ProductLicencesCounted: defineEvent(
    'ProductLicencesCounted',
    1,
    z.strictObject({ since: time, position: z.int().nonnegative() }),
  ),
} as const;
export type LicensingEvent = EventsOf<typeof licensingEvents>;
