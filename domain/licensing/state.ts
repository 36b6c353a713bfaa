import { valueFor, withoutDevice, withValue } from './by-device.ts';
import type { ByDevice } from './by-device.ts';
import { unreachable } from '../kernel/index.ts';
import type { LicensingEvent } from './events.ts';
import { isExpired } from './key-file.ts';
import type { LicenceKey } from './key-file.ts';

export interface RegisteredKey extends LicenceKey {
  /** When it was registered, RFC 3339. */
  readonly since: string;
}

/** All keys, and each device that counts against them. Plain JSON, so that it can be kept as a snapshot. */
export interface LicencePool {
  /** By serial. */
  readonly keys: Readonly<Record<string, RegisteredKey>>;
  /** For each device that counts, the revision it was made managed on. */
  readonly holders: ByDevice;
  readonly used: number;
  /** Devices of which it has been said that no licence was left for them (0); said anew after the next key. */
  readonly turnedAway: ByDevice;
  /** Serials of keys of which it has been said that they are about to expire. */
  readonly warned: readonly string[];
  /** Position of the log up to which managed devices have been counted. */
  readonly countedTo: number;
}

export const initialPool: LicencePool = {
  keys: {},
  holders: {},
  used: 0,
  turnedAway: {},
  warned: [],
  countedTo: 0,
};

/** Devices that the keys valid at `at` (RFC 3339) license together. */
export function licensedAt(pool: LicencePool, at: string): number {
  return Object.values(pool.keys).reduce((sum, key) => sum + (isExpired(key, at) ? 0 : key.devices), 0);
}

export function evolvePool(pool: LicencePool, { type, data }: LicensingEvent): LicencePool {
  switch (type) {
    case 'ProductLicenceKeyRegistered':
      return { ...pool, keys: { ...pool.keys, [data.serial]: data }, turnedAway: {} };
    case 'ProductLicencesAllocated':
      return data.devices.reduce(
        (before, { deviceId, revision }) => ({
          ...before,
          holders: withValue(before.holders, deviceId, revision),
          used: before.used + (valueFor(before.holders, deviceId) === undefined ? 1 : 0),
          turnedAway: withoutDevice(before.turnedAway, deviceId),
        }),
        pool,
      );
    case 'ProductLicencesReleased':
      return data.devices.reduce(
        (before, deviceId) =>
          valueFor(before.holders, deviceId) === undefined
            ? before
            : { ...before, holders: withoutDevice(before.holders, deviceId), used: before.used - 1 },
        pool,
      );
    case 'ProductLicenceLimitReached':
      return { ...pool, turnedAway: withValue(pool.turnedAway, data.deviceId, 0) };
    case 'ProductLicenceKeyExpiring':
      return { ...pool, warned: [...pool.warned, data.serial] };
    case 'ProductLicencesCounted':
      return { ...pool, countedTo: data.position };
    default:
      return unreachable(type);
  }
}
