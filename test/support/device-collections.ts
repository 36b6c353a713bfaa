import type {
  CollectionDefinition,
  EventChanges,
  Projection,
  Value,
} from '../../projections/kernel/index.ts';

/** A collection of the shape and width of the device list, for measurements and for tests of size. */
export const deviceList: CollectionDefinition = {
  name: 'devices.list',
  version: 1,
  history: 'columns',
  scopeColumn: 'department',
  columns: {
    name: { type: 'text', indexed: true, searchable: true },
    hostName: { type: 'text', searchable: true },
    deviceType: { type: 'text' },
    managementStatus: { type: 'text' },
    managementType: { type: 'text' },
    osName: { type: 'text', indexed: true, searchable: true },
    osFamily: { type: 'text' },
    osVersion: { type: 'text' },
    kernel: { type: 'text' },
    manufacturer: { type: 'text', searchable: true },
    model: { type: 'text', searchable: true },
    serialNumber: { type: 'text', searchable: true },
    assetTag: { type: 'text', searchable: true },
    uuid: { type: 'text', searchable: true },
    domain: { type: 'text' },
    ipAddress: { type: 'text', indexed: true, searchable: true },
    ipAddresses: { type: 'text', searchable: true },
    macAddress: { type: 'text', searchable: true },
    macAddresses: { type: 'text', searchable: true },
    user: { type: 'text', indexed: true, searchable: true },
    department: { type: 'path', indexed: true },
    location: { type: 'path' },
    processor: { type: 'text' },
    processorCores: { type: 'integer' },
    memory: { type: 'integer' },
    diskTotal: { type: 'integer' },
    diskFree: { type: 'integer' },
    diskFreePercent: { type: 'number' },
    virtualization: { type: 'text' },
    architecture: { type: 'text' },
    softwareCount: { type: 'integer' },
    agentId: { type: 'text', searchable: true },
    agentName: { type: 'text' },
    agentVersion: { type: 'text' },
    dialect: { type: 'text' },
    tag: { type: 'text', searchable: true },
    registeredAt: { type: 'time' },
    managedAt: { type: 'time' },
    lastChangedAt: { type: 'time', indexed: true },
    lastInventoryAt: { type: 'time' },
    lastSeenAt: { type: 'time', indexed: true, volatile: true },
    online: { type: 'text', volatile: true },
  },
};

export const deviceProjection: Projection = {
  name: deviceList.name,
  version: 1,
  collections: [deviceList],
  handles: [],
  project: () => [],
};

/** The same numbers for the same seed: mulberry32, 0 inclusive to 1 exclusive. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const firstDay = Date.parse('2026-01-01T00:00:00.000Z');

export function deviceId(n: number): string {
  const hex = n.toString(16).padStart(12, '0');
  // Spread like time-ordered UUIDs of one long enrolment: the front grows slowly.
  return `0192${hex.slice(0, 4)}-${hex.slice(4, 8)}-7${hex.slice(9, 12)}-8000-${hex}`;
}

const osNames = [
  'Debian GNU/Linux 12 (bookworm)',
  'Windows 11 Pro',
  'Windows 10 Enterprise',
  'Ubuntu 24.04 LTS',
  'macOS 15',
];
const makers = ['Dell Inc.', 'HP', 'Lenovo', 'Fujitsu', 'Panasonic'];

/** First values of a device. */
export function deviceColumns(n: number, random: () => number): Record<string, Value> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const ip = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  const mac = n
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:');
  const time = firstDay + n * 1_000;
  return {
    name: `pc-${String(Math.floor(random() * 1e9)).padStart(9, '0')}`,
    hostName: `PC-${n}`,
    deviceType: pick(['desktop', 'notebook', 'server', 'virtual']),
    managementStatus: random() < 0.9 ? 'managed' : 'ignored',
    managementType: 'agent',
    osName: pick(osNames),
    osFamily: pick(['linux', 'windows']),
    osVersion: pick(['12.5', '10.0.22631', '10.0.19045', '24.04', '15.1']),
    kernel: pick(['6.1.0-18-amd64', '10.0.22631', '6.8.0-31-generic']),
    manufacturer: pick(makers),
    model: `Model ${Math.floor(random() * 300)}`,
    serialNumber: `SN${n.toString(36).toUpperCase()}`,
    uuid: deviceId(n),
    domain: pick(['corp.example', 'lab.example']),
    ipAddress: ip,
    ipAddresses: ip,
    macAddress: mac,
    macAddresses: mac,
    user: `user${Math.floor(random() * 40_000)}`,
    department: `Plant ${Math.floor(random() * 12)}/Section ${Math.floor(random() * 20)}`,
    location: `Building ${Math.floor(random() * 30)}`,
    processor: pick(['Core i5-1345U', 'Core i7-1365U', 'Ryzen 7 7840U', 'Xeon Gold 6338']),
    processorCores: pick([4, 8, 12, 16]),
    memory: pick([8_192, 16_384, 32_768, 65_536]),
    diskTotal: pick([238_000, 476_000, 953_000]),
    diskFree: Math.floor(random() * 400_000),
    diskFreePercent: Math.floor(random() * 1_000) / 10,
    architecture: 'x86_64',
    softwareCount: 150 + Math.floor(random() * 300),
    agentId: deviceId(n),
    agentName: 'GLPI-Agent',
    agentVersion: pick(['1.7.1', '1.8', '1.9']),
    dialect: 'glpi',
    registeredAt: time,
    managedAt: time,
    lastChangedAt: time,
    lastInventoryAt: time,
  };
}

/** Registrations of devices `from` to `to` (exclusive), one event each, at positions from + 1 on. */
export function registrations(from: number, to: number, random: () => number): EventChanges[] {
  return Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    return {
      position: n + 1,
      at: new Date(firstDay + n * 1_000).toISOString(),
      changes: [
        {
          kind: 'put' as const,
          collection: deviceList.name,
          id: deviceId(n),
          columns: deviceColumns(n, random),
          body: { note: 'x'.repeat(400) },
        },
      ],
    };
  });
}
