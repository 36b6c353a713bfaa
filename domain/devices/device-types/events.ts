import { z } from 'zod';
import { defineEvent } from '../../kernel/index.ts';
import type { EventsOf } from '../../kernel/index.ts';

/** Pictures to choose from; the console draws them. */
export const typeIcons = [
  'box',
  'camera',
  'car',
  'cash-register',
  'cpu',
  'drone',
  'gauge',
  'headset',
  'keyboard',
  'lock',
  'medical',
  'monitor',
  'phone',
  'projector',
  'radio',
  'router',
  'scanner',
  'server',
  'tablet',
  'ups',
] as const;
export const TypeIcon = z.enum(typeIcons);
export type TypeIcon = z.infer<typeof TypeIcon>;

/** `own-1`, `own-2` and so on: a type that an administrator added. An id is used once. */
export type OwnDeviceType = `own-${number}`;
export const OwnDeviceType = z
  .string()
  .regex(/^own-[1-9]\d{0,3}$/, 'is a type such as own-1') as unknown as z.ZodType<OwnDeviceType>;

const name = z.string().trim().min(1).max(60);
export const TypeDefinition = z.strictObject({
  names: z.strictObject({ en: name, ja: name.optional() }),
  icon: TypeIcon,
});
export type TypeDefinition = z.infer<typeof TypeDefinition>;

const about = { type: OwnDeviceType, definition: TypeDefinition };

/** Stream `types-devices`. */
export const deviceTypeEvents = {
  DeviceTypeAdded: defineEvent('DeviceTypeAdded', 1, z.strictObject(about)),
  DeviceTypeEdited: defineEvent(
    'DeviceTypeEdited',
    1,
    z.strictObject({ type: OwnDeviceType, from: TypeDefinition, to: TypeDefinition }),
  ),
  DeviceTypeRemoved: defineEvent('DeviceTypeRemoved', 1, z.strictObject(about)),
} as const;
export type DeviceTypeEvent = EventsOf<typeof deviceTypeEvents>;
