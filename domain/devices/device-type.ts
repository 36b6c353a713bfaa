import type { OwnDeviceType } from './device-types/index.ts';
import type { deviceTypes } from './event-parts.ts';
import type { Inventory } from './inventory.ts';
import { fold } from './text.ts';

export type DeviceType = (typeof deviceTypes)[number] | OwnDeviceType;

/** What a computer looks like to whoever is asked to find it; finer than its type, which rules go by. */
export const deviceForms = ['notebook', 'desktop', 'tablet', 'smartphone'] as const;
export type DeviceForm = (typeof deviceForms)[number];

const forms: readonly (readonly [RegExp, DeviceForm])[] = [
  [/smart ?phone/, 'smartphone'],
  [/tablet/, 'tablet'],
  [/notebook|laptop|portable|convertible|detachable|lunch box|hand held/, 'notebook'],
  [/desktop|tower|all.?in.?one|mini pc|stick pc|space.?saving|low profile|pizza box/, 'desktop'],
];

/** Undefined where the enclosure says nothing of it: a virtual machine's mostly does not. */
export function deviceFormOf(inventory: Inventory): DeviceForm | undefined {
  const chassis = fold(inventory.hardware?.chassis ?? '');
  return serverChassis.test(chassis) ? undefined : forms.find(([words]) => words.test(chassis))?.[1];
}

const serverChassis = /server|rack mount|blade|multi-?system|main system|sealed-case pc server/;
const personalChassis =
  /desktop|tower|laptop|notebook|portable|all.?in.?one|mini pc|stick pc|convertible|detachable|sub notebook|lunch box|space.?saving|low profile|pizza box|hand held/;

/**
 * PC or server, from the enclosure first, then from the operating system's name. A computer whose system no
 * agent could name stays `unknown` until it is told.
 */
export function deviceTypeOf(inventory: Inventory): DeviceType {
  const chassis = fold(inventory.hardware?.chassis ?? '');
  if (serverChassis.test(chassis)) return 'server';
  if (/tablet|smart ?phone/.test(chassis)) return 'smart-device';
  const name = fold(inventory.operatingSystem?.name ?? '');
  if (/\bserver\b/.test(name)) return 'server';
  if (personalChassis.test(chassis)) return 'pc';
  const family = inventory.operatingSystem?.family;
  if (family === 'windows' || family === 'macos') return 'pc';
  if (family === 'linux' || family === 'bsd') return 'server';
  return 'unknown';
}
