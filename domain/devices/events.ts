import { z } from 'zod';
import { defineEvent, personal } from '../kernel/index.ts';
import type { EventDefinition, EventsOf } from '../kernel/index.ts';
import { identityKinds } from './identity-keys.ts';
import type { IdentityKey } from './identity-keys.ts';
import { Inventory, SoftwareItem } from './inventory.ts';
import type { ItemSection } from './sections.ts';

const time = z.string().max(40);
const deviceId = z.string().max(100);

/** Who told: the dialect, the agent's name and version, and the raw body's hash, where it was kept. */
export const ReportSource = z.strictObject({
  dialect: z.enum(['glpi', 'fusioninventory', 'ocs', 'muster']),
  agent: z.string().max(255).optional(),
  body: z.string().max(64).optional(),
});
export type ReportSource = z.infer<typeof ReportSource>;

/**
 * What a list shows of several items at once, as it stands after the event: no reader of one event could add it
 * up. Sizes in MiB; null where the device has none.
 */
export const Summary = z.strictObject({
  network: z
    .strictObject({
      ipAddress: z.string().nullable(),
      ipAddresses: z.array(z.string()),
      macAddress: z.string().nullable(),
      macAddresses: z.array(z.string()),
    })
    .optional(),
  storage: z.strictObject({ total: z.number().nullable(), free: z.number().nullable() }).optional(),
  processor: z.strictObject({ name: z.string().nullable(), cores: z.number().nullable() }).optional(),
});
export type Summary = z.infer<typeof Summary>;

/**
 * In every event of an inventory. `since`: when the server learned it (RFC 3339); intervals are named by it.
 * `department`: where the device belonged at that time, for the scope of those who read it.
 */
const reported = {
  source: ReportSource,
  since: time,
  department: z.string().max(1_000).optional(),
  summary: Summary.optional(),
};
const administered = { since: time, department: z.string().max(1_000).optional() };

const Key = z.string().max(300) as unknown as z.ZodType<IdentityKey>;
const keys = z.array(Key).max(200);
const evidence = z
  .array(z.strictObject({ kind: z.enum(identityKinds), value: z.string(), points: z.number() }))
  .max(100);
export const IdentityExplanationSchema = z.strictObject({
  decision: z.enum(['new', 'matched']),
  points: z.number(),
  needed: z.number(),
  matched: evidence,
  contradicted: evidence,
  rejected: z
    .array(z.strictObject({ kind: z.enum(identityKinds), value: z.string(), reason: z.string().max(100) }))
    .max(200),
  others: z.array(z.strictObject({ deviceId, points: z.number(), matched: evidence })).max(10),
});

export const deviceTypes = [
  'pc',
  'server',
  'network-device',
  'printer',
  'smart-device',
  'storage',
  'unknown',
] as const;
const deviceType = z.enum(deviceTypes);

/** An entry whose interval ends or begins; with `since` and the rest of it a reader finds the row it made. */
export const Installed = SoftwareItem.extend({ since: time });
/** Software of the whole device, carried where all its intervals end or begin, since a reader cannot look it up. */
const software = z.array(Installed).max(50_000);

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const change = z.strictObject({ from: Value.optional(), to: Value });
/** Fields of the normal form by path (`hardware.serialNumber`), each with what it was and is. */
const changes = <const P extends string>(...paths: readonly P[]) =>
  z.strictObject({
    ...reported,
    changes: z.strictObject(
      Object.fromEntries(paths.map(path => [path, change.optional()])) as Record<
        P,
        z.ZodOptional<typeof change>
      >,
    ),
  });
const oneText = z.strictObject({ ...reported, from: z.string().optional(), to: z.string() });
const oneUser = z.strictObject({
  ...reported,
  from: personal(z.string(), 'user').optional(),
  to: personal(z.string(), 'user'),
});

const items = <S extends ItemSection>(section: S) =>
  z.strictObject({ ...reported, section: z.literal(section), items: Inventory.shape[section].unwrap() });
const itemChanges = <S extends ItemSection>(section: S) => {
  const item = Inventory.shape[section].unwrap().element;
  return z.strictObject({
    ...reported,
    section: z.literal(section),
    items: z.array(z.strictObject({ from: item, to: item })),
  });
};

const componentItems = z.discriminatedUnion('section', [
  items('processors'),
  items('memoryModules'),
  items('controllers'),
  items('videoCards'),
  items('soundCards'),
  items('ports'),
  items('slots'),
  items('modems'),
  items('batteries'),
  items('physicalVolumes'),
  items('logicalVolumes'),
  items('volumeGroups'),
  items('powerSupplies'),
  items('firmwares'),
  items('simCards'),
]);
const peripheralItems = z.discriminatedUnion('section', [
  items('monitors'),
  items('printers'),
  items('usbDevices'),
  items('inputDevices'),
  items('cameras'),
]);
const accountItems = z.discriminatedUnion('section', [items('localUsers'), items('localGroups')]);
const protectionItems = z.discriminatedUnion('section', [items('antivirus'), items('firewalls')]);
const serviceItems = z.discriminatedUnion('section', [
  items('databases'),
  items('licences'),
  items('remoteManagement'),
]);

const lifecycle = {
  /** First sight of a device: its whole inventory, why it is a new one, what it is. Managed from here on. */
  DeviceRegistered: defineEvent(
    'DeviceRegistered',
    1,
    z.strictObject({
      ...reported,
      deviceType,
      managementType: z.enum(['agent', 'agentless']),
      /** Set where it was split off another device. */
      splitFrom: deviceId.optional(),
      keys,
      identity: IdentityExplanationSchema,
      inventory: Inventory,
    }),
  ),
  DeviceManaged: defineEvent('DeviceManaged', 1, z.strictObject(administered)),
  /** Out of management: its inventory is no longer kept up and no longer counts. */
  DeviceIgnored: defineEvent('DeviceIgnored', 1, z.strictObject({ ...administered, software })),
  DeviceRemoved: defineEvent(
    'DeviceRemoved',
    1,
    z.strictObject({ ...administered, reason: z.string().max(1_000).optional(), software }),
  ),
  /** This record was another record of the device `into`; its history stays here. */
  DeviceMerged: defineEvent(
    'DeviceMerged',
    1,
    z.strictObject({ ...administered, into: deviceId, reason: z.string().max(1_000).optional(), software }),
  ),
  /** The other side of a merge: the keys of `from` are this device's. */
  DeviceAbsorbed: defineEvent('DeviceAbsorbed', 1, z.strictObject({ ...administered, from: deviceId, keys })),
  /** These keys are another machine's: the device `into`. */
  DeviceSplit: defineEvent(
    'DeviceSplit',
    1,
    z.strictObject({ ...administered, into: deviceId, keys, reason: z.string().max(1_000).optional() }),
  ),
  /** A merge taken back: the record stands for itself again, as it was. */
  DeviceRestored: defineEvent(
    'DeviceRestored',
    1,
    z.strictObject({ ...administered, from: deviceId, software }),
  ),
  /** Where it belongs and stands; null takes the place away. */
  DevicePlaced: defineEvent(
    'DevicePlaced',
    1,
    z.strictObject({
      since: time,
      department: z.string().max(1_000).nullable(),
      location: z.string().max(1_000).nullable(),
      before: z.strictObject({ department: z.string().nullable(), location: z.string().nullable() }),
    }),
  ),
  DeviceTypeChanged: defineEvent(
    'DeviceTypeChanged',
    1,
    z.strictObject({ ...reported, from: deviceType, to: deviceType }),
  ),
  DeviceIdentityChanged: defineEvent(
    'DeviceIdentityChanged',
    1,
    z.strictObject({ ...reported, added: keys, dropped: keys, identity: IdentityExplanationSchema }),
  ),
  /** A report collected before the newest known arrived after it: noted, not applied; the body keeps it whole. */
  LateInventoryRecorded: defineEvent(
    'LateInventoryRecorded',
    1,
    z.strictObject({
      ...reported,
      collectedAt: time,
      /** Collection time of the newest facts, which stand. */
      newest: time,
      /** Differences between what it tells and what stands, per section. */
      differences: z.record(z.string(), z.number()),
    }),
  ),
} as const;

const system = {
  HostRenamed: defineEvent('HostRenamed', 1, oneText),
  DomainChanged: defineEvent('DomainChanged', 1, oneText),
  DescriptionChanged: defineEvent('DescriptionChanged', 1, oneText),
  LastUserChanged: defineEvent('LastUserChanged', 1, oneUser),
  OperatingSystemUpgraded: defineEvent(
    'OperatingSystemUpgraded',
    1,
    changes(
      'operatingSystem.name',
      'operatingSystem.family',
      'operatingSystem.version',
      'operatingSystem.build',
      'operatingSystem.kernel',
      'operatingSystem.architecture',
    ),
  ),
  OperatingSystemSettingsChanged: defineEvent(
    'OperatingSystemSettingsChanged',
    1,
    changes(
      'operatingSystem.installedOn',
      'operatingSystem.hostId',
      'operatingSystem.timeZone',
      'operatingSystem.language',
    ),
  ),
  HardwareChanged: defineEvent(
    'HardwareChanged',
    1,
    changes(
      'hardware.manufacturer',
      'hardware.model',
      'hardware.serialNumber',
      'hardware.assetTag',
      'hardware.uuid',
      'hardware.chassis',
      'hardware.motherboardSerial',
      'hardware.virtualization',
    ),
  ),
  FirmwareUpdated: defineEvent(
    'FirmwareUpdated',
    1,
    changes('hardware.biosVendor', 'hardware.biosVersion', 'hardware.biosDate'),
  ),
  MemoryChanged: defineEvent('MemoryChanged', 1, changes('hardware.memory', 'hardware.swap')),
  NetworkSettingsChanged: defineEvent('NetworkSettingsChanged', 1, changes('dns', 'gateway')),
  /** Of the agent of this dialect; a device may run several. */
  AgentChanged: defineEvent('AgentChanged', 1, changes('agent.name', 'agent.version', 'agent.tag')),
  /** Facts told for the first time, of which nothing was known before; no change of the device. */
  DetailsLearned: defineEvent('DetailsLearned', 1, z.strictObject({ ...reported, inventory: Inventory })),
} as const;

const softwareEvents = {
  SoftwareInstalled: defineEvent(
    'SoftwareInstalled',
    1,
    z.strictObject({ ...reported, items: z.array(SoftwareItem) }),
  ),
  SoftwareRemoved: defineEvent(
    'SoftwareRemoved',
    1,
    z.strictObject({ ...reported, items: z.array(Installed) }),
  ),
  SoftwareUpdated: defineEvent(
    'SoftwareUpdated',
    1,
    z.strictObject({ ...reported, items: z.array(z.strictObject({ from: Installed, to: SoftwareItem })) }),
  ),
  /** The same versions as before, of which more is told (publisher, architecture); their intervals go on. */
  SoftwareDescribed: defineEvent(
    'SoftwareDescribed',
    1,
    z.strictObject({ ...reported, items: z.array(z.strictObject({ from: Installed, to: SoftwareItem })) }),
  ),
} as const;

const parts = {
  NetworkAdapterAdded: defineEvent('NetworkAdapterAdded', 1, items('networkAdapters')),
  NetworkAdapterRemoved: defineEvent('NetworkAdapterRemoved', 1, items('networkAdapters')),
  NetworkAdapterChanged: defineEvent('NetworkAdapterChanged', 1, itemChanges('networkAdapters')),
  NetworkAddressChanged: defineEvent('NetworkAddressChanged', 1, itemChanges('networkAdapters')),
  DiskAdded: defineEvent('DiskAdded', 1, items('disks')),
  DiskRemoved: defineEvent('DiskRemoved', 1, items('disks')),
  DiskChanged: defineEvent('DiskChanged', 1, itemChanges('disks')),
  VolumeAdded: defineEvent('VolumeAdded', 1, items('volumes')),
  VolumeRemoved: defineEvent('VolumeRemoved', 1, items('volumes')),
  VolumeChanged: defineEvent('VolumeChanged', 1, itemChanges('volumes')),
  VolumeResized: defineEvent('VolumeResized', 1, itemChanges('volumes')),
  VolumeSpaceChanged: defineEvent('VolumeSpaceChanged', 1, itemChanges('volumes')),
  ComponentAdded: defineEvent('ComponentAdded', 1, componentItems),
  ComponentRemoved: defineEvent('ComponentRemoved', 1, componentItems),
  ComponentChanged: defineEvent(
    'ComponentChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('processors'),
      itemChanges('memoryModules'),
      itemChanges('controllers'),
      itemChanges('videoCards'),
      itemChanges('soundCards'),
      itemChanges('ports'),
      itemChanges('slots'),
      itemChanges('modems'),
      itemChanges('batteries'),
      itemChanges('physicalVolumes'),
      itemChanges('logicalVolumes'),
      itemChanges('volumeGroups'),
      itemChanges('powerSupplies'),
      itemChanges('firmwares'),
      itemChanges('simCards'),
    ]),
  ),
  PeripheralAdded: defineEvent('PeripheralAdded', 1, peripheralItems),
  PeripheralRemoved: defineEvent('PeripheralRemoved', 1, peripheralItems),
  PeripheralChanged: defineEvent(
    'PeripheralChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('monitors'),
      itemChanges('printers'),
      itemChanges('usbDevices'),
      itemChanges('inputDevices'),
      itemChanges('cameras'),
    ]),
  ),
  LocalAccountAdded: defineEvent('LocalAccountAdded', 1, accountItems),
  LocalAccountRemoved: defineEvent('LocalAccountRemoved', 1, accountItems),
  LocalAccountChanged: defineEvent(
    'LocalAccountChanged',
    1,
    z.discriminatedUnion('section', [itemChanges('localUsers'), itemChanges('localGroups')]),
  ),
  VirtualMachineAdded: defineEvent('VirtualMachineAdded', 1, items('virtualMachines')),
  VirtualMachineRemoved: defineEvent('VirtualMachineRemoved', 1, items('virtualMachines')),
  VirtualMachineChanged: defineEvent('VirtualMachineChanged', 1, itemChanges('virtualMachines')),
  ProtectionAdded: defineEvent('ProtectionAdded', 1, protectionItems),
  ProtectionRemoved: defineEvent('ProtectionRemoved', 1, protectionItems),
  ProtectionChanged: defineEvent(
    'ProtectionChanged',
    1,
    z.discriminatedUnion('section', [itemChanges('antivirus'), itemChanges('firewalls')]),
  ),
  ServiceAdded: defineEvent('ServiceAdded', 1, serviceItems),
  ServiceRemoved: defineEvent('ServiceRemoved', 1, serviceItems),
  ServiceChanged: defineEvent(
    'ServiceChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('databases'),
      itemChanges('licences'),
      itemChanges('remoteManagement'),
    ]),
  ),
} as const;

/** Streams `device-<id>`. */
export const deviceStreamEvents = { ...lifecycle, ...system, ...softwareEvents, ...parts } as const;
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
