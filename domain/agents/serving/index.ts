import type { ConfigurationSettings } from '../settings.ts';

/** What a configuration must switch on before one of its computers may be a site server or run the network monitor. */
export const servingItems = ['communicate', 'notify'] as const;
export type ServingItem = (typeof servingItems)[number];

/** Of these the items that are off; none: its computers may be used so. */
export function lackingToServe(settings: Pick<ConfigurationSettings, ServingItem>): readonly ServingItem[] {
  return servingItems.filter(item => !settings[item]);
}
