import type { CollectionDefinition } from '../kernel/index.ts';

/** One row per device that is managed or ignored. Sizes in MiB. */
export const devicesCollection: CollectionDefinition = {
  name: 'devices.list',
  version: 3,
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
    groups: { type: 'text' },
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
    agentUpdate: { type: 'text' },
    agentUpdateVersion: { type: 'text' },
    agentUpdateState: { type: 'text' },
    agentUpdateError: { type: 'text' },
    dialect: { type: 'text' },
    tag: { type: 'text', searchable: true },
    registeredAt: { type: 'time' },
    managedAt: { type: 'time' },
    lastChangedAt: { type: 'time', indexed: true },
    lastInventoryAt: { type: 'time', volatile: true },
    lastSeenAt: { type: 'time', indexed: true, volatile: true },
    online: { type: 'text', volatile: true },
  },
};

/** One row per event of a device. Rows stay with the record they were written for, also after a merge. */
export const timelineCollection: CollectionDefinition = {
  name: 'devices.timeline',
  version: 1,
  history: 'append',
  scopeThrough: { column: 'device', collection: 'devices.list' },
  columns: {
    device: { type: 'text', indexed: true },
    at: { type: 'time', indexed: true },
    happenedAt: { type: 'time' },
    kind: { type: 'text', indexed: true },
    position: { type: 'integer' },
  },
};

/** One row per entry and the time it was installed; `until` missing: it still is. */
export const softwareCollection: CollectionDefinition = {
  name: 'devices.software',
  version: 1,
  history: 'interval',
  scopeThrough: { column: 'device', collection: 'devices.list' },
  columns: {
    device: { type: 'text', indexed: true },
    name: { type: 'text', indexed: true, searchable: true },
    version: { type: 'text' },
    publisher: { type: 'text' },
    architecture: { type: 'text' },
    source: { type: 'text' },
    installedOn: { type: 'text' },
    product: { type: 'text', indexed: true },
    since: { type: 'time' },
    until: { type: 'time' },
  },
};

/** Which device holds which key, for matching and for search. */
export const identityCollection: CollectionDefinition = {
  name: 'devices.identity',
  version: 1,
  history: 'none',
  scopeThrough: { column: 'device', collection: 'devices.list' },
  columns: {
    device: { type: 'text', indexed: true },
    key: { type: 'text', indexed: true },
    kind: { type: 'text' },
    value: { type: 'text', searchable: true },
  },
};
