import type { DeviceEventType } from './events.ts';
import type { Inventory } from './inventory.ts';

/** Sections that are records of fields. */
export const recordSections = ['hardware', 'operatingSystem', 'agent'] as const;
type RecordSection = (typeof recordSections)[number];
type FieldsOf<S extends RecordSection> = keyof NonNullable<Inventory[S]> & string;

/** Place of a single fact in the normal form. */
export type FieldPath =
  | 'hostName'
  | 'domain'
  | 'description'
  | 'lastUser'
  | 'dns'
  | 'gateway'
  | { [S in RecordSection]: `${S}.${FieldsOf<S>}` }[RecordSection];

/** Events with one fact each, told as `from` and `to`. */
export const singleFieldEvents = {
  HostRenamed: 'hostName',
  DomainChanged: 'domain',
  DescriptionChanged: 'description',
  LastUserChanged: 'lastUser',
} as const satisfies Partial<Record<DeviceEventType, FieldPath>>;
export type SingleFieldEvent = keyof typeof singleFieldEvents;

type FieldEvent =
  | 'OperatingSystemUpgraded'
  | 'OperatingSystemSettingsChanged'
  | 'HardwareChanged'
  | 'FirmwareUpdated'
  | 'MemoryChanged'
  | 'NetworkSettingsChanged'
  | 'AgentChanged';

/** The event that tells of each field's change. */
export const fieldEvents: Readonly<Record<FieldPath, SingleFieldEvent | FieldEvent>> = {
  hostName: 'HostRenamed',
  domain: 'DomainChanged',
  description: 'DescriptionChanged',
  lastUser: 'LastUserChanged',
  dns: 'NetworkSettingsChanged',
  gateway: 'NetworkSettingsChanged',
  'hardware.manufacturer': 'HardwareChanged',
  'hardware.model': 'HardwareChanged',
  'hardware.serialNumber': 'HardwareChanged',
  'hardware.assetTag': 'HardwareChanged',
  'hardware.uuid': 'HardwareChanged',
  'hardware.chassis': 'HardwareChanged',
  'hardware.motherboardSerial': 'HardwareChanged',
  'hardware.virtualization': 'HardwareChanged',
  'hardware.biosVendor': 'FirmwareUpdated',
  'hardware.biosVersion': 'FirmwareUpdated',
  'hardware.biosDate': 'FirmwareUpdated',
  'hardware.memory': 'MemoryChanged',
  'hardware.swap': 'MemoryChanged',
  'operatingSystem.name': 'OperatingSystemUpgraded',
  'operatingSystem.family': 'OperatingSystemUpgraded',
  'operatingSystem.version': 'OperatingSystemUpgraded',
  'operatingSystem.build': 'OperatingSystemUpgraded',
  'operatingSystem.kernel': 'OperatingSystemUpgraded',
  'operatingSystem.architecture': 'OperatingSystemUpgraded',
  'operatingSystem.installedOn': 'OperatingSystemSettingsChanged',
  'operatingSystem.hostId': 'OperatingSystemSettingsChanged',
  'operatingSystem.timeZone': 'OperatingSystemSettingsChanged',
  'operatingSystem.language': 'OperatingSystemSettingsChanged',
  'agent.name': 'AgentChanged',
  'agent.version': 'AgentChanged',
  'agent.tag': 'AgentChanged',
};
export const fieldPaths = Object.keys(fieldEvents) as readonly FieldPath[];

export type FieldValue = string | number | boolean | string[];

const places = new Map(
  fieldPaths.map(path => {
    const [head = '', field] = path.split('.');
    return [path, field === undefined ? { field: head } : { section: head as RecordSection, field }] as const;
  }),
);

export function fieldAt(inventory: Inventory, path: FieldPath): FieldValue | undefined {
  const place = places.get(path);
  if (!place) return undefined;
  const owner = 'section' in place && place.section ? inventory[place.section] : inventory;
  return (owner as Readonly<Record<string, FieldValue | undefined>> | undefined)?.[place.field];
}

/** A copy in which the field is not known. */
export function withoutField(inventory: Inventory, path: FieldPath): Inventory {
  const place = places.get(path);
  if (!place) return inventory;
  const { [place.field]: _forgotten, ...rest } = (
    'section' in place && place.section ? (inventory[place.section] ?? {}) : inventory
  ) as Readonly<Record<string, unknown>>;
  return 'section' in place && place.section ? { ...inventory, [place.section]: rest } : rest;
}

/** A copy with the field set. */
export function withField(inventory: Inventory, path: FieldPath, value: FieldValue): Inventory {
  const place = places.get(path);
  if (!place) return inventory;
  if (!('section' in place) || !place.section) return { ...inventory, [place.field]: value };
  return { ...inventory, [place.section]: { ...inventory[place.section], [place.field]: value } };
}
