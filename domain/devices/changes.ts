import type { InventoryDifference, SectionDifference } from './compare.ts';
import type { ReportSource } from './event-parts.ts';
import type { DeviceEvent, DeviceEventType } from './events.ts';
import { fieldEvents, singleFieldEvents } from './fields.ts';
import type { FieldValue } from './fields.ts';
import { groupOf } from './sections.ts';
import type { Item, ItemSection } from './sections.ts';
import { sameValue } from './text.ts';

/** What every event of one report carries. */
export interface ReportEnvelope {
  readonly source: ReportSource;
  readonly since: string;
}

/** Fields whose change has a name of its own; the first that applies takes the fields it names. */
const namedChanges: Readonly<
  Partial<
    Record<
      ItemSection,
      readonly { type: DeviceEventType; when: readonly string[]; takes: readonly string[] }[]
    >
  >
> = {
  networkAdapters: [
    {
      type: 'NetworkAddressChanged',
      when: ['ipv4', 'ipv6', 'mask', 'gateway'],
      takes: ['ipv4', 'ipv6', 'mask', 'gateway'],
    },
  ],
  volumes: [
    // A volume that grew has other free space too; that is the same change.
    { type: 'VolumeResized', when: ['total'], takes: ['total', 'free'] },
    { type: 'VolumeSpaceChanged', when: ['free'], takes: ['free'] },
  ],
};

/** The events that tell of a difference, one per kind of change; the order is that of this file. */
export function eventsOf(difference: InventoryDifference, envelope: ReportEnvelope): DeviceEvent[] {
  const events = new Map<string, { type: DeviceEventType; data: Record<string, unknown> }>();
  const one = (type: DeviceEventType, key: string, data: Record<string, unknown>) => {
    const event = events.get(key) ?? { type, data: { ...envelope, ...data } };
    events.set(key, event);
    return event.data;
  };

  for (const { path, from, to } of difference.fields) {
    const type = fieldEvents[path];
    const change: { from?: FieldValue; to: FieldValue } = from === undefined ? { to } : { from, to };
    if (type in singleFieldEvents) one(type, type, change);
    else (one(type, type, { changes: {} }).changes as Record<string, unknown>)[path] = change;
  }
  for (const section of difference.sections) {
    const group = groupOf(section.section);
    const list = (type: DeviceEventType, items: readonly unknown[]) => {
      if (items.length > 0)
        (
          one(type, `${type} ${section.section}`, { section: section.section, items: [] }).items as unknown[]
        ).push(...items);
    };
    list(`${group}Removed`, section.removed);
    list(`${group}Added`, section.added);
    const all = section.changed.flatMap(change => steps(section, change));
    // An item's later step starts where its earlier one led, so the events keep the order of the steps.
    const named = (namedChanges[section.section] ?? []).map(({ type }) => type);
    for (const type of [...named, `${group}Changed` as const])
      list(
        type,
        all.filter(step => step.type === type).map(({ from, to }) => ({ from, to })),
      );
  }
  const { installed, removed, updated, described } = difference.software;
  if (removed.length > 0) one('SoftwareRemoved', 'SoftwareRemoved', { items: removed });
  if (installed.length > 0) one('SoftwareInstalled', 'SoftwareInstalled', { items: installed });
  if (updated.length > 0) one('SoftwareUpdated', 'SoftwareUpdated', { items: updated });
  if (described.length > 0) one('SoftwareDescribed', 'SoftwareDescribed', { items: described });
  if (Object.keys(difference.learned).length > 0)
    one('DetailsLearned', 'DetailsLearned', { inventory: difference.learned });
  // The schemas of events.ts state these shapes; a specification per event type holds this builder to them.
  return [...events.values()] as unknown as DeviceEvent[];
}

/** One item's change as one step per kind of change, each from where the step before led. */
function steps(
  { section }: SectionDifference,
  change: { readonly from: Item; readonly to: Item },
): { type: DeviceEventType; from: Item; to: Item }[] {
  const left = new Set(
    Object.keys(change.to).filter(field => !sameValue(change.from[field], change.to[field])),
  );
  const done: { type: DeviceEventType; from: Item; to: Item }[] = [];
  let from = change.from;
  const step = (type: DeviceEventType, fields: readonly string[]) => {
    if (fields.length === 0) return;
    const to = { ...from, ...Object.fromEntries(fields.map(field => [field, change.to[field]])) };
    done.push({ type, from, to });
    for (const field of fields) left.delete(field);
    from = to;
  };
  for (const { type, when, takes } of namedChanges[section] ?? [])
    if (when.some(field => left.has(field)))
      step(
        type,
        takes.filter(field => left.has(field)),
      );
  step(`${groupOf(section)}Changed`, [...left]);
  return done;
}
