import { deviceStreamEvents, fieldAt, singleFieldEvents } from '../../domain/devices/index.ts';
import type { DeviceEvent, FieldPath, FieldValue, Inventory, Summary } from '../../domain/devices/index.ts';
import type { DocumentChange, Projection, Value } from '../kernel/index.ts';
import { agentUpdateChanges, agentUpdateTypes, isAgentUpdateEvent } from './agent-update.ts';
import { devicesCollection } from './collections.ts';
import { asDeviceEvent, deviceOf } from './event.ts';
import type { StoredDeviceEvent } from './event.ts';

type Columns = Record<string, Value>;

/** Columns that show one fact each. */
const factColumns: Readonly<Partial<Record<FieldPath, readonly string[]>>> = {
  hostName: ['hostName', 'name'],
  domain: ['domain'],
  lastUser: ['user'],
  'operatingSystem.name': ['osName'],
  'operatingSystem.family': ['osFamily'],
  'operatingSystem.version': ['osVersion'],
  'operatingSystem.kernel': ['kernel'],
  'operatingSystem.architecture': ['architecture'],
  'hardware.manufacturer': ['manufacturer'],
  'hardware.model': ['model'],
  'hardware.serialNumber': ['serialNumber'],
  'hardware.assetTag': ['assetTag'],
  'hardware.uuid': ['uuid'],
  'hardware.memory': ['memory'],
  'hardware.virtualization': ['virtualization'],
  'agent.name': ['agentName'],
  'agent.version': ['agentVersion'],
  'agent.tag': ['tag'],
};
const factPaths = Object.keys(factColumns) as readonly FieldPath[];

/** Events that change nothing a row shows beside the time of the last change. */
const silent = new Set<DeviceEvent['type']>([
  'LateInventoryRecorded',
  'DeviceNoteAdded',
  'DeviceNoteChanged',
  'DeviceNoteRemoved',
]);

export const deviceList: Projection = {
  name: 'devices.list',
  version: 2,
  collections: [devicesCollection],
  handles: [
    ...Object.keys(deviceStreamEvents).filter(type => !silent.has(type as DeviceEvent['type'])),
    ...agentUpdateTypes,
  ],
  project: stored =>
    isAgentUpdateEvent(stored)
      ? agentUpdateChanges(stored)
      : rowChanges(asDeviceEvent(stored), deviceOf(stored)),
};

function rowChanges(event: StoredDeviceEvent & DeviceEvent, id: string): DocumentChange[] {
  const collection = devicesCollection.name;
  const lastChangedAt = Date.parse(event.data.since);
  switch (event.type) {
    case 'DeviceRegistered':
      return [{ kind: 'put', collection, id, columns: wholeRow(event.data, id, lastChangedAt) }];
    case 'DeviceDiscovered': {
      const columns = wholeRow(event.data, id, lastChangedAt);
      return [
        {
          kind: 'put',
          collection,
          id,
          columns: { ...columns, managementStatus: 'discovered', managedAt: null },
        },
      ];
    }
    case 'DeviceRestored': {
      const { registeredAt, department, location } = event.data;
      const groups = groupsColumn(event.data.groups ?? []);
      const columns = { ...wholeRow(event.data, id, Date.parse(registeredAt)), department, location, groups };
      return [
        { kind: 'put', collection, id, columns: { ...columns, managedAt: lastChangedAt, lastChangedAt } },
      ];
    }
    case 'DeviceRemoved':
    case 'DeviceMerged':
      return [{ kind: 'delete', collection, id }];
    default: {
      const patch: DocumentChange = {
        kind: 'patch',
        collection,
        id,
        columns: { ...patchOf(event), lastChangedAt },
      };
      const count = countOf(event);
      return count === 0
        ? [patch]
        : [patch, { kind: 'increment', collection, id, by: { softwareCount: count } }];
    }
  }
}

function wholeRow(
  record: Extract<DeviceEvent, { type: 'DeviceRegistered' | 'DeviceDiscovered' | 'DeviceRestored' }>['data'],
  id: string,
  registeredAt: number,
): Columns {
  const { inventory, deviceType, managementType, agentId, summary } = record;
  const { software } = inventory;
  return {
    // A device that has not told its name yet is found by its id.
    name: id,
    ...factsOf(inventory),
    ...sumsOf(summary),
    ...(software && { softwareCount: software.length }),
    ...('source' in record && { dialect: record.source.dialect }),
    deviceType,
    managementStatus: 'managed',
    managementType,
    agentId: agentId ?? null,
    registeredAt,
    managedAt: registeredAt,
    lastChangedAt: registeredAt,
  };
}

function patchOf(event: DeviceEvent): Columns {
  const sums = 'summary' in event.data ? sumsOf(event.data.summary) : {};
  switch (event.type) {
    case 'DeviceManaged':
      return { managementStatus: 'managed', managedAt: Date.parse(event.data.since) };
    case 'DeviceIgnored':
      return { managementStatus: 'ignored', softwareCount: null };
    case 'DevicePlaced':
      return { department: event.data.department, location: event.data.location };
    case 'DeviceTypeChanged':
      return { deviceType: event.data.to };
    case 'DeviceGrouped':
      return { groups: groupsColumn(event.data.groups) };
    case 'ManagementTypeChanged':
      return { managementType: event.data.to, dialect: event.data.source.dialect };
    case 'DeviceIdentityChanged':
      return event.data.agentId === undefined ? {} : { agentId: event.data.agentId };
    case 'HostRenamed':
    case 'DomainChanged':
    case 'DescriptionChanged':
    case 'LastUserChanged':
      return columnsFor(singleFieldEvents[event.type], event.data.to);
    case 'AgentChanged':
      return { ...changedFacts(event.data.changes), dialect: event.data.source.dialect };
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
    case 'NetworkSettingsChanged':
      return { ...changedFacts(event.data.changes), ...sums };
    case 'DetailsForgotten':
      return forgottenFacts(event.data.fields);
    case 'DetailsLearned': {
      const { software, agent } = event.data.inventory;
      return {
        ...factsOf(event.data.inventory),
        ...sums,
        ...(software && { softwareCount: software.length }),
        ...(agent && { dialect: event.data.source.dialect }),
      };
    }
    default:
      return sums;
  }
}

function countOf(event: DeviceEvent): number {
  switch (event.type) {
    case 'SoftwareInstalled':
      return event.data.items.length;
    case 'SoftwareRemoved':
      return -event.data.items.length;
    default:
      return 0;
  }
}

function factsOf(inventory: Inventory): Columns {
  const columns: Columns = {};
  for (const path of factPaths) {
    const value = fieldAt(inventory, path);
    if (value !== undefined) Object.assign(columns, columnsFor(path, value));
  }
  return columns;
}

function changedFacts(changes: Readonly<Record<string, { readonly to: FieldValue } | undefined>>): Columns {
  const columns: Columns = {};
  for (const [path, change] of Object.entries(changes))
    if (change) Object.assign(columns, columnsFor(path as FieldPath, change.to));
  return columns;
}

/** Ids with a space between: `contains` finds one. */
function groupsColumn(groups: readonly string[]): string | null {
  return groups.join(' ') || null;
}

/** Of the name only what stood there goes: a row is called by something. */
function forgottenFacts(fields: Readonly<Record<string, FieldValue>>): Columns {
  const columns = Object.keys(fields).flatMap(path => factColumns[path as FieldPath] ?? []);
  return Object.fromEntries(columns.filter(column => column !== 'name').map(column => [column, null]));
}

function columnsFor(path: FieldPath, value: FieldValue): Columns {
  const shown =
    typeof value === 'number' ? Math.round(value) : Array.isArray(value) ? value.join(' ') : value;
  return Object.fromEntries((factColumns[path] ?? []).map(column => [column, shown]));
}

function sumsOf(summary: Summary | undefined): Columns {
  const columns: Columns = {};
  if (summary?.network) {
    const { ipAddress, ipAddresses, macAddress, macAddresses } = summary.network;
    columns.ipAddress = ipAddress;
    columns.ipAddresses = ipAddresses.join(' ') || null;
    columns.macAddress = macAddress;
    columns.macAddresses = macAddresses.join(' ') || null;
  }
  if (summary?.storage) {
    const { total, free } = summary.storage;
    columns.diskTotal = total && Math.round(total);
    columns.diskFree = free === null ? null : Math.round(free);
    columns.diskFreePercent = total && free !== null ? Math.round((free / total) * 1_000) / 10 : null;
  }
  if (summary?.processor) {
    columns.processor = summary.processor.name;
    columns.processorCores = summary.processor.cores;
  }
  return columns;
}
