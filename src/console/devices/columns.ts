import type { ColumnType } from '../../../projections/kernel/collection.ts';

export interface ListColumn {
  readonly key: string;
  readonly type: ColumnType;
  /** Pixels to start with. */
  readonly width: number;
  readonly mono?: boolean;
  /** Mebibytes are shown in the unit that reads best. */
  readonly unit?: 'mib' | 'percent';
  /** Known for now only; a past list shows it as not recorded. */
  readonly volatile?: boolean;
  /** Few values: offered as a facet and as a choice in filters. */
  readonly choices?: boolean;
}

/** Every column of the device list, in the order of the chooser. */
export const deviceColumns = [
  { key: 'name', type: 'text', width: 116, mono: true },
  { key: 'online', type: 'text', width: 92, volatile: true, choices: true },
  { key: 'lastSeenAt', type: 'time', width: 92, volatile: true },
  { key: 'osName', type: 'text', width: 192, choices: true },
  { key: 'user', type: 'text', width: 80, mono: true, choices: true },
  { key: 'ipAddress', type: 'text', width: 116, mono: true },
  { key: 'model', type: 'text', width: 128, choices: true },
  { key: 'serialNumber', type: 'text', width: 112, mono: true },
  { key: 'memory', type: 'integer', width: 104, unit: 'mib' },
  { key: 'diskFreePercent', type: 'number', width: 88, unit: 'percent' },
  { key: 'softwareCount', type: 'integer', width: 84 },
  { key: 'lastChangedAt', type: 'time', width: 112 },
  { key: 'hostName', type: 'text', width: 176, mono: true },
  { key: 'deviceType', type: 'text', width: 104, choices: true },
  { key: 'managementStatus', type: 'text', width: 112, choices: true },
  { key: 'managementType', type: 'text', width: 112, choices: true },
  { key: 'department', type: 'path', width: 168, choices: true },
  { key: 'location', type: 'path', width: 152, choices: true },
  { key: 'groups', type: 'text', width: 152 },
  { key: 'osFamily', type: 'text', width: 88, choices: true },
  { key: 'osVersion', type: 'text', width: 112, mono: true, choices: true },
  { key: 'kernel', type: 'text', width: 168, mono: true, choices: true },
  { key: 'architecture', type: 'text', width: 96, choices: true },
  { key: 'manufacturer', type: 'text', width: 136, choices: true },
  { key: 'assetTag', type: 'text', width: 120, mono: true },
  { key: 'uuid', type: 'text', width: 280, mono: true },
  { key: 'domain', type: 'text', width: 136, choices: true },
  { key: 'ipAddresses', type: 'text', width: 220, mono: true },
  { key: 'macAddress', type: 'text', width: 152, mono: true },
  { key: 'macAddresses', type: 'text', width: 240, mono: true },
  { key: 'processor', type: 'text', width: 256, choices: true },
  { key: 'processorCores', type: 'integer', width: 72 },
  { key: 'diskTotal', type: 'integer', width: 96, unit: 'mib' },
  { key: 'diskFree', type: 'integer', width: 96, unit: 'mib' },
  { key: 'virtualization', type: 'text', width: 112, choices: true },
  { key: 'agentName', type: 'text', width: 144, choices: true },
  { key: 'agentVersion', type: 'text', width: 112, mono: true, choices: true },
  { key: 'agentUpdate', type: 'text', width: 240, mono: true },
  { key: 'agentUpdateState', type: 'text', width: 112, choices: true },
  { key: 'agentUpdateVersion', type: 'text', width: 112, mono: true, choices: true },
  { key: 'agentUpdateError', type: 'text', width: 176, mono: true, choices: true },
  { key: 'agentId', type: 'text', width: 240, mono: true },
  { key: 'dialect', type: 'text', width: 112, choices: true },
  { key: 'tag', type: 'text', width: 112, mono: true, choices: true },
  { key: 'registeredAt', type: 'time', width: 120 },
  { key: 'managedAt', type: 'time', width: 120 },
  { key: 'lastInventoryAt', type: 'time', width: 120 },
] as const satisfies readonly ListColumn[];

export type DeviceColumnKey = (typeof deviceColumns)[number]['key'];

export const columnByKey: ReadonlyMap<string, ListColumn & { readonly key: DeviceColumnKey }> = new Map(
  deviceColumns.map(each => [each.key, each]),
);

export const defaultColumns: readonly DeviceColumnKey[] = [
  'name',
  'online',
  'lastSeenAt',
  'osName',
  'user',
  'ipAddress',
  'model',
  'serialNumber',
  'memory',
  'diskFreePercent',
];

/** What the text form of filters needs to know. */
export const deviceTypes = {
  columns: Object.fromEntries(deviceColumns.map(each => [each.key, { type: each.type }])),
};

export const facets: readonly DeviceColumnKey[] = [
  'department',
  'location',
  'osFamily',
  'osName',
  'online',
  'managementStatus',
  'deviceType',
  'manufacturer',
  'model',
  'virtualization',
  'tag',
  'dialect',
];
