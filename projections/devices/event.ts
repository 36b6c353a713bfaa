import type { DeviceEvent, DeviceEventType, EventOf } from '../../domain/devices/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';

/** A stored event of a `device-<id>` stream; the store has checked its data against the schema when it was written. */
export type StoredDeviceEvent = {
  [T in DeviceEventType]: StoredEvent<T, EventOf<T>['data']>;
}[DeviceEventType];

export function asDeviceEvent(event: StoredEvent): StoredDeviceEvent & DeviceEvent {
  return event as StoredDeviceEvent;
}

const prefix = 'device-';

/** The device's id out of its stream's name. */
export function deviceOf(event: Pick<StoredEvent, 'stream'>): string {
  return event.stream.slice(prefix.length);
}

/**
 * When what the event tells changed, RFC 3339: what was carried here on the day it was collected, whenever the server
 * learned it (DEV-014).
 */
export function changedAt({ data, happenedAt }: StoredDeviceEvent & DeviceEvent): string {
  const carried = 'source' in data && data.source.carried;
  return (carried ? happenedAt : undefined) ?? data.since;
}
