import { kindOf, valueOf } from '../../domain/devices/index.ts';
import type { IdentityKey } from '../../domain/devices/index.ts';
import type { DocumentChange, Projection } from '../kernel/index.ts';
import { identityCollection } from './collections.ts';
import { asDeviceEvent, deviceOf } from './event.ts';

/** Keys that devices hold now; a key several devices hold has a row for each. */
export const deviceIdentity: Projection = {
  name: 'devices.identity',
  version: 1,
  collections: [identityCollection],
  handles: [
    'DeviceRegistered',
    'DeviceDiscovered',
    'DeviceRestored',
    'DeviceIdentityChanged',
    'DeviceAbsorbed',
    'DeviceSplit',
    'DeviceMerged',
    'DeviceRemoved',
  ],
  project(stored) {
    const event = asDeviceEvent(stored);
    const device = deviceOf(stored);
    switch (event.type) {
      case 'DeviceRegistered':
      case 'DeviceDiscovered':
      case 'DeviceRestored':
      case 'DeviceAbsorbed':
        return held(device, event.data.keys);
      case 'DeviceIdentityChanged':
        return [...released(device, event.data.dropped), ...held(device, event.data.added)];
      case 'DeviceSplit':
      case 'DeviceMerged':
      case 'DeviceRemoved':
        return released(device, event.data.keys);
      default:
        return [];
    }
  },
};

const collection = identityCollection.name;

function held(device: string, keys: readonly IdentityKey[]): DocumentChange[] {
  return keys.map(key => ({
    kind: 'put',
    collection,
    id: `${key}|${device}`,
    columns: { device, key, kind: kindOf(key), value: valueOf(key) },
  }));
}

function released(device: string, keys: readonly IdentityKey[]): DocumentChange[] {
  return keys.map(key => ({ kind: 'delete', collection, id: `${key}|${device}` }));
}
