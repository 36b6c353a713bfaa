import {
  fieldAt,
  fieldPaths,
  itemSections,
  sameValue,
  singleFieldEvents,
  valueOf,
} from '../../domain/devices/index.ts';
import type { DeviceEvent, Item, SoftwareItem } from '../../domain/devices/index.ts';
import { labelOf } from './sentence-items.ts';

/** One item that an event changed. Null: there was, or is, nothing. */
export interface Revision {
  /** A field by its path, a section, a thing in it (`disks/vda`) or a field of that (`disks/vda/firmware`). */
  readonly item: string;
  readonly before: string | null;
  readonly after: string | null;
}

const statusAfter = {
  DeviceRegistered: 'managed',
  DeviceDiscovered: 'discovered',
  DeviceManaged: 'managed',
  DeviceIgnored: 'ignored',
  DeviceRemoved: 'removed',
  DeviceMerged: 'merged',
  DeviceRestored: 'managed',
} as const;

/** What an event changed, item by item, with the values before and after; empty where it changed no value. */
export function revisionsOf(event: DeviceEvent): readonly Revision[] {
  switch (event.type) {
    case 'DeviceRegistered':
    case 'DeviceDiscovered':
    case 'DeviceManaged':
    case 'DeviceIgnored':
    case 'DeviceRemoved':
    case 'DeviceMerged':
    case 'DeviceRestored':
      return [revision('managementStatus', null, statusAfter[event.type])];
    case 'DeviceAbsorbed':
      return [revision('identity', null, event.data.keys.map(valueOf))];
    case 'DeviceSplit':
      return [revision('identity', event.data.keys.map(valueOf), null)];
    case 'DeviceIdentityChanged':
      return [revision('identity', event.data.dropped.map(valueOf), event.data.added.map(valueOf))];
    case 'DevicePlaced':
      return (['department', 'location'] as const).flatMap(field => {
        const [from, to] = [event.data.before[field], event.data[field]];
        return from === to ? [] : [revision(field, from, to)];
      });
    case 'DeviceFieldsEntered':
      return Object.entries(event.data.fields).map(([field, { from, to }]) => revision(field, from, to));
    case 'DeviceTypeChanged': {
      const { from, to, names = {} } = event.data;
      return [revision('deviceType', names[from] ?? from, names[to] ?? to)];
    }
    case 'ManagementTypeChanged':
      return [revision('managementType', event.data.from, event.data.to)];
    case 'DeviceGrouped': {
      const named = (groups: readonly { readonly name: string }[]) => groups.map(({ name }) => name);
      return [revision('groups', named(event.data.removed), named(event.data.added))];
    }
    case 'DeviceNoteAdded':
      return [revision('note', null, event.data.text)];
    case 'DeviceNoteChanged':
      return [revision('note', event.data.from, event.data.to)];
    case 'DeviceNoteRemoved':
      return [revision('note', event.data.text, null)];
    case 'LateInventoryRecorded':
    case 'OfflineInventoryReceived':
    case 'AgentInstalled':
    case 'AgentUninstalled':
    case 'DeviceStartRequested':
      return [];
    case 'HostRenamed':
    case 'DomainChanged':
    case 'DescriptionChanged':
    case 'LastUserChanged':
      return [revision(singleFieldEvents[event.type], event.data.from, event.data.to)];
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
    case 'NetworkSettingsChanged':
    case 'AgentChanged':
      return Object.entries(event.data.changes).map(([path, change]) =>
        revision(path, change?.from, change?.to),
      );
    case 'DetailsLearned': {
      const { inventory } = event.data;
      const fields = fieldPaths.flatMap(path => {
        const value = fieldAt(inventory, path);
        return value === undefined ? [] : [revision(path, null, value)];
      });
      const sections = [...itemSections, 'software' as const].flatMap(section => {
        const entries = inventory[section];
        return entries === undefined ? [] : [revision(section, null, entries.length)];
      });
      return [...fields, ...sections];
    }
    case 'DetailsForgotten':
      return Object.entries(event.data.fields).map(([path, value]) => revision(path, value, null));
    case 'SoftwareInstalled':
      return event.data.items.map(entry => revision('software', null, titleOf(entry)));
    case 'SoftwareRemoved':
      return event.data.items.map(entry => revision('software', titleOf(entry), null));
    case 'SoftwareUpdated':
    case 'SoftwareDescribed':
      return event.data.items.map(({ from, to }) => revision('software', titleOf(from), titleOf(to)));
    default:
      return itemsOf(event.type, event.data.section, event.data.items);
  }
}

function itemsOf(type: string, section: string, entries: readonly unknown[]): readonly Revision[] {
  if (type.endsWith('Added')) return entries.map(entry => revision(section, null, labelOf(entry as Item)));
  if (type.endsWith('Removed')) return entries.map(entry => revision(section, labelOf(entry as Item), null));
  return (entries as readonly { readonly from: Item; readonly to: Item }[]).flatMap(({ from, to }) =>
    Object.keys(to)
      .filter(field => !sameValue(from[field], to[field]))
      .map(field => revision(`${section}/${labelOf(to)}/${field}`, from[field], to[field])),
  );
}

const titleOf = ({ name, version }: Pick<SoftwareItem, 'name' | 'version'>): string =>
  version ? `${name} ${version}` : name;

function revision(item: string, before: unknown, after: unknown): Revision {
  return { item, before: textOf(before), after: textOf(after) };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
