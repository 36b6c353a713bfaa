import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';

export const GroupId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits and -; 1 to 64 characters');
export const GroupName = z.string().trim().min(1).max(80);

/** Groups that people fill by hand; stream `groups-devices`. Who belongs to one stands with each device. */
export const groupEvents = {
  DeviceGroupCreated: defineEvent(
    'DeviceGroupCreated',
    1,
    z.strictObject({ group: GroupId, name: GroupName }),
  ),
  DeviceGroupRenamed: defineEvent(
    'DeviceGroupRenamed',
    1,
    z.strictObject({ group: GroupId, from: GroupName, to: GroupName }),
  ),
  /** Its devices are what they were; nothing brings them together any more. */
  DeviceGroupRemoved: defineEvent(
    'DeviceGroupRemoved',
    1,
    z.strictObject({ group: GroupId, name: GroupName }),
  ),
} as const;

export type GroupEvent = EventsOf<typeof groupEvents>;
