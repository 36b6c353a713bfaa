import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { Decider, Decision } from '../kernel/index.ts';
import { valueFor } from './by-device.ts';
import type { DeviceType } from '../devices/index.ts';
import type { CountedDevice, LicensingEvent } from './events.ts';
import { isExpired, isExpiring } from './key-file.ts';
import type { LicenceKey } from './key-file.ts';
import type { LicensingRefusal } from './refusals.ts';
import { evolvePool, initialPool, licensedAt } from './state.ts';
import type { LicencePool } from './state.ts';

export const licencePoolStream = 'licensing-pool';

/** `at` of every command: the server's time, RFC 3339 UTC with milliseconds. */
export type LicensingCommand =
  /** `firstOnly`: nobody has signed in, so it is taken only where there is no key. */
  | {
      readonly type: 'RegisterLicenceKey';
      readonly at: string;
      readonly key: LicenceKey;
      readonly firstOnly: boolean;
    }
  /** Before a device becomes managed. Nothing where it holds a licence for just this. */
  | { readonly type: 'AllocateLicence'; readonly at: string; readonly device: CountedDevice }
  /** After that was refused: once per device, until there is another key. */
  | {
      readonly type: 'TurnAway';
      readonly at: string;
      readonly deviceId: string;
      readonly deviceType: DeviceType;
    }
  /** Devices that ended at this revision of their streams. A licence they took later stays theirs. */
  | {
      readonly type: 'ReleaseLicences';
      readonly at: string;
      readonly devices: readonly CountedDevice[];
    }
  /** Devices that were managed while nobody counted: they count whatever is licensed. */
  | { readonly type: 'AdoptDevices'; readonly at: string; readonly devices: readonly CountedDevice[] }
  /** Of each key that is about to expire, once. */
  | { readonly type: 'WarnOfExpiry'; readonly at: string }
  | { readonly type: 'NoteCounted'; readonly at: string; readonly position: number };

type Outcome = Decision<LicensingEvent, LicensingRefusal>;
type CommandOf<T extends LicensingCommand['type']> = Extract<LicensingCommand, { readonly type: T }>;

/** The one place that says how many devices may be managed and which are: stream `licensing-pool`. */
export const licencePool: Decider<LicencePool, LicensingCommand, LicensingEvent, LicensingRefusal> = {
  name: 'licence-pool',
  stateVersion: 2,
  initial: initialPool,
  decide(command, pool): Outcome {
    switch (command.type) {
      case 'RegisterLicenceKey':
        return register(command, pool);
      case 'AllocateLicence':
        return allocate(command, pool);
      case 'TurnAway':
        return turnAway(command, pool);
      case 'ReleaseLicences':
        return release(command, pool);
      case 'AdoptDevices':
        return adopt(command, pool);
      case 'WarnOfExpiry':
        return warnOfExpiry(command, pool);
      case 'NoteCounted':
        return command.position <= pool.countedTo
          ? accept()
          : accept({
              type: 'ProductLicencesCounted',
              data: { since: command.at, position: command.position },
            });
      default:
        return unreachable(command);
    }
  },
  evolve: evolvePool,
};

function register({ at, key, firstOnly }: CommandOf<'RegisterLicenceKey'>, pool: LicencePool): Outcome {
  const { serial, expires } = key;
  if (firstOnly && Object.keys(pool.keys).length > 0) return refuse('LICENCE_KEY_NOT_FIRST');
  if (Object.hasOwn(pool.keys, serial)) return refuse('LICENCE_KEY_REGISTERED', { serial });
  if (isExpired(key, at)) return refuse('LICENCE_KEY_EXPIRED', { serial, expires });
  return accept({ type: 'ProductLicenceKeyRegistered', data: { ...key, since: at } });
}

function allocate({ at, device }: CommandOf<'AllocateLicence'>, pool: LicencePool): Outcome {
  const held = valueFor(pool.holders, device.deviceId);
  if (held !== undefined && held >= device.revision) return accept();
  const licensed = licensedAt(pool, at);
  if (held === undefined && pool.used >= licensed)
    return refuse('PRODUCT_LICENCES_USED_UP', { licensed, used: pool.used });
  return accept({ type: 'ProductLicencesAllocated', data: { since: at, devices: [device] } });
}

function turnAway({ at, deviceId, deviceType }: CommandOf<'TurnAway'>, pool: LicencePool): Outcome {
  const licensed = licensedAt(pool, at);
  const { used } = pool;
  if (used < licensed || valueFor(pool.turnedAway, deviceId) !== undefined) return accept();
  return accept({
    type: 'ProductLicenceLimitReached',
    data: { since: at, number: 4, severity: 'warning', deviceId, deviceType, licensed, used },
  });
}

function release({ at, devices }: CommandOf<'ReleaseLicences'>, pool: LicencePool): Outcome {
  const ended = devices.filter(({ deviceId, revision }) => {
    const held = valueFor(pool.holders, deviceId);
    return held !== undefined && held < revision;
  });
  if (ended.length === 0) return accept();
  return accept({
    type: 'ProductLicencesReleased',
    data: { since: at, devices: ended.map(({ deviceId }) => deviceId) },
  });
}

function adopt({ at, devices }: CommandOf<'AdoptDevices'>, pool: LicencePool): Outcome {
  const uncounted = devices.filter(({ deviceId, revision }) => {
    const held = valueFor(pool.holders, deviceId);
    return held === undefined || held < revision;
  });
  if (uncounted.length === 0) return accept();
  return accept({ type: 'ProductLicencesAllocated', data: { since: at, devices: uncounted } });
}

function warnOfExpiry({ at }: CommandOf<'WarnOfExpiry'>, pool: LicencePool): Outcome {
  return accept(
    ...Object.values(pool.keys).flatMap(({ serial, holder, devices, expires }): LicensingEvent[] => {
      if (expires === undefined || !isExpiring({ expires }, at) || pool.warned.includes(serial)) return [];
      const about = { since: at, number: 1059, severity: 'warning' } as const;
      return [{ type: 'ProductLicenceKeyExpiring', data: { ...about, serial, holder, devices, expires } }];
    }),
  );
}
