import { countedAtOnce, licencePool, licencePoolStream } from '../../../domain/licensing/index.ts';
import type { CountedDevice, LicensingCommand } from '../../../domain/licensing/index.ts';
import type { DeviceEventType } from '../../../domain/devices/index.ts';
import type { Position } from '../../../domain/kernel/index.ts';
import type { LicensingPorts } from './licensing.ts';

const begin = ['DeviceRegistered', 'DeviceManaged', 'DeviceRestored'] as const;
const end = ['DeviceDiscovered', 'DeviceIgnored', 'DeviceRemoved', 'DeviceMerged'] as const;
const types: readonly DeviceEventType[] = [...begin, ...end];
const isEnd = (type: string): boolean => (end as readonly string[]).includes(type);

/**
 * Brings the pool to what the log says of devices since it was last counted. Read again until a pass finds nothing:
 * whatever happens after that finds the pool as it is and settles with it by itself.
 */
export async function countManagedDevices(
  { events, commands, clock }: LicensingPorts,
  handle: (command: LicensingCommand) => Promise<unknown>,
): Promise<void> {
  let { countedTo } = (await commands.load(licencePoolStream, licencePool)).state;
  for (;;) {
    const until = await events.lastPosition();
    const { managed, ended } = await read(events, countedTo, until);
    if (managed.length === 0 && ended.length === 0) break;
    for (const devices of parts(ended)) await handle({ type: 'ReleaseLicences', at: clock.now(), devices });
    for (const devices of parts(managed)) await handle({ type: 'AdoptDevices', at: clock.now(), devices });
    await handle({ type: 'NoteCounted', at: clock.now(), position: until });
    countedTo = until;
  }
}

interface Counted {
  readonly managed: readonly CountedDevice[];
  readonly ended: readonly CountedDevice[];
}

/** How each device stands after its last event of these. */
async function read(events: LicensingPorts['events'], after: Position, until: Position): Promise<Counted> {
  const last = new Map<string, { readonly ended: boolean; readonly device: CountedDevice }>();
  for await (const batch of events.readAll(after, { categories: ['device'], types, until }))
    for (const event of batch) {
      const deviceId = event.stream.slice('device-'.length);
      const ended = isEnd(event.type);
      // A licence is taken on the revision before the device becomes managed.
      const revision = ended ? event.revision : event.revision - 1;
      last.set(deviceId, { ended, device: { deviceId, revision } });
    }
  const all = [...last.values()];
  return {
    managed: all.filter(({ ended }) => !ended).map(({ device }) => device),
    ended: all.filter(({ ended }) => ended).map(({ device }) => device),
  };
}

function* parts(devices: readonly CountedDevice[]): Iterable<readonly CountedDevice[]> {
  for (let from = 0; from < devices.length; from += countedAtOnce)
    yield devices.slice(from, from + countedAtOnce);
}
