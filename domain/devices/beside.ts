import type { DeviceEvent } from './events.ts';
import type { InstalledSoftware } from './software.ts';
import { softwareKey, titleKey } from './software.ts';
import type { SoftwareItem } from './inventory-items.ts';
import { fold } from './text.ts';

/**
 * Adds to each software event the entries of its titles that the device holds besides, at that point of the
 * sequence. See `beside` in the event's schema.
 */
export function withBeside(
  events: readonly DeviceEvent[],
  software: readonly InstalledSoftware[] | null,
): DeviceEvent[] {
  const names = new Set<string>();
  for (const event of events)
    for (const { from, to } of entriesOf(event))
      names.add(fold((from ?? to)?.name ?? '')).add(fold((to ?? from)?.name ?? ''));
  if (names.size === 0) return [...events];
  let held: readonly SoftwareItem[] = (software ?? []).filter(({ name }) => names.has(fold(name)));

  return events.map(event => {
    const entries = entriesOf(event);
    if (entries.length === 0) return event;
    const gone = new Set(entries.flatMap(({ from }) => (from ? [softwareKey(from)] : [])));
    const touched = new Set(
      entries.flatMap(({ from, to }) => [from, to].flatMap(item => (item ? [titleKey(item)] : []))),
    );
    const untouched = held.filter(item => !gone.has(softwareKey(item)));
    const beside = untouched
      .filter(item => touched.has(titleKey(item)))
      .map(({ name, version, publisher }) => ({
        name,
        ...(version !== undefined && { version }),
        ...(publisher !== undefined && { publisher }),
      }));
    held = [...untouched, ...entries.flatMap(({ to }) => (to ? [to] : []))];
    return beside.length === 0 ? event : ({ ...event, data: { ...event.data, beside } } as DeviceEvent);
  });
}

/** What a software event ends (`from`) and begins (`to`). */
function entriesOf({
  type,
  data,
}: DeviceEvent): readonly { readonly from?: SoftwareItem; readonly to?: SoftwareItem }[] {
  switch (type) {
    case 'SoftwareInstalled':
      return data.items.map(to => ({ to }));
    case 'SoftwareRemoved':
      return data.items.map(from => ({ from }));
    case 'SoftwareUpdated':
    case 'SoftwareDescribed':
      return data.items;
    default:
      return [];
  }
}
