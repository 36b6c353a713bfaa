import type { DeviceEvent, InstalledSoftware, SoftwareItem } from '../../domain/devices/index.ts';

/** What an event does to the intervals of a device's software. */
export interface SoftwareSpans {
  readonly ended: readonly InstalledSoftware[];
  readonly begun: readonly SoftwareItem[];
  /** The interval goes on; more is told of the entry. */
  readonly described: readonly { readonly from: InstalledSoftware; readonly to: SoftwareItem }[];
  /** Other entries of the same titles that the device holds at the same time. */
  readonly beside: readonly Pick<SoftwareItem, 'name' | 'version' | 'publisher'>[];
}

/** Event types that `spansOf` answers for. */
export const softwareSpanEvents = [
  'DeviceRegistered',
  'DeviceRestored',
  'DeviceIgnored',
  'DeviceRemoved',
  'DeviceMerged',
  'DetailsLearned',
  'SoftwareInstalled',
  'SoftwareRemoved',
  'SoftwareUpdated',
  'SoftwareDescribed',
] as const satisfies readonly DeviceEvent['type'][];

const none: SoftwareSpans = { ended: [], begun: [], described: [], beside: [] };

export function spansOf(event: DeviceEvent): SoftwareSpans {
  switch (event.type) {
    case 'DeviceRegistered':
    case 'DeviceRestored':
    case 'DetailsLearned':
      return { ...none, begun: event.data.inventory.software ?? [] };
    case 'DeviceIgnored':
    case 'DeviceRemoved':
    case 'DeviceMerged':
      return { ...none, ended: event.data.software };
    case 'SoftwareInstalled':
      return { ...none, begun: event.data.items, beside: event.data.beside ?? [] };
    case 'SoftwareRemoved':
      return { ...none, ended: event.data.items, beside: event.data.beside ?? [] };
    case 'SoftwareUpdated':
      return {
        ...none,
        ended: event.data.items.map(({ from }) => from),
        begun: event.data.items.map(({ to }) => to),
        beside: event.data.beside ?? [],
      };
    case 'SoftwareDescribed':
      return { ...none, described: event.data.items, beside: event.data.beside ?? [] };
    default:
      return none;
  }
}

/**
 * Of the titles (or versions) an event touches, those the device has for the first time and those it has no longer;
 * each with an entry that shows it. Exact, since the event tells what else the device holds of them.
 */
export function firstsAndLasts(
  spans: SoftwareSpans,
  idOf: (item: Pick<SoftwareItem, 'name' | 'version' | 'publisher'>) => string,
): { readonly firsts: ReadonlyMap<string, SoftwareItem>; readonly lasts: readonly string[] } {
  const beside = new Set(spans.beside.map(idOf));
  const before = new Set<string>();
  const firsts = new Map<string, SoftwareItem>();
  for (const item of spans.ended) before.add(idOf(item));
  for (const { from } of spans.described) before.add(idOf(from));
  const after = new Set<string>();
  const come = (item: SoftwareItem) => {
    const id = idOf(item);
    after.add(id);
    if (!before.has(id) && !beside.has(id) && !firsts.has(id)) firsts.set(id, item);
  };
  for (const item of spans.begun) come(item);
  for (const { to } of spans.described) come(to);
  return { firsts, lasts: [...before].filter(id => !after.has(id) && !beside.has(id)) };
}
