import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventDefinition, EventsOf } from '../kernel/index.ts';
import { Key, deviceId } from './event-parts.ts';
import { deploymentEvents } from './events-deployment.ts';
import { factEvents, softwareEvents } from './events-facts.ts';
import { itemEvents } from './events-items.ts';
import { lifecycleEvents } from './events-lifecycle.ts';
import { offlineEvents } from './events-offline.ts';

/** Streams `device-<id>`. */
export const deviceStreamEvents = {
  ...lifecycleEvents,
  ...deploymentEvents,
  ...factEvents,
  ...softwareEvents,
  ...itemEvents,
  ...offlineEvents,
} as const;
export type DeviceEvent = EventsOf<typeof deviceStreamEvents>;
export type DeviceEventType = DeviceEvent['type'];
export type EventOf<T extends DeviceEventType> = Extract<DeviceEvent, { readonly type: T }>;

/** Streams `identity-<hash of key>`: which devices hold or held a key. */
export const identityStreamEvents = {
  IdentityKeyClaimed: defineEvent('IdentityKeyClaimed', 1, z.strictObject({ key: Key, deviceId })),
} as const;
export type IdentityEvent = EventsOf<typeof identityStreamEvents>;

export const deviceEvents = { ...deviceStreamEvents, ...identityStreamEvents } as const satisfies Readonly<
  Record<string, EventDefinition>
>;
