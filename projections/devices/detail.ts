import {
  device,
  fieldAt,
  fieldPaths,
  itemSections,
  sameValue,
  singleFieldEvents,
} from '../../domain/devices/index.ts';
import type {
  DeviceEvent,
  DeviceState,
  EnteredValue,
  EventOf,
  IdentityExplanation,
  InstalledSoftware,
  Inventory,
  Item,
  OfflineOutcome,
} from '../../domain/devices/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import { asDeviceEvent, changedAt, deviceOf } from './event.ts';
import { labelOf } from './sentence-items.ts';

/** Where a value comes from and since when. Times RFC 3339. */
export interface ValueSource {
  /** Agent with version, else the dialect, else the actor. */
  readonly source: string;
  /** When it came about, as best known. */
  readonly since: string;
  /** When the server learned it. */
  readonly knownSince: string;
  /** The value before; null where none was known. */
  readonly before: unknown;
}

/** The newest results of a device that were carried here. Times RFC 3339. */
export interface OfflineDelivery {
  readonly collectedAt: string;
  /** Minutes the computer's local time was ahead of UTC. */
  readonly utcOffset: number;
  readonly deliveredAt: string;
  /** An account or an agent. */
  readonly deliveredBy: string;
  readonly outcome: OfflineOutcome;
  readonly signed: boolean;
  /** SHA-256 of what the file says. */
  readonly file: string;
}

/** What somebody noted. Times RFC 3339. */
export interface DeviceNote {
  readonly id: string;
  readonly text: string;
  /** Who wrote it, and who changed it last where somebody did. */
  readonly by: string;
  readonly at: string;
  readonly changed: { readonly by: string; readonly at: string } | null;
}

/** A device as it stood after one event of its stream. */
export interface DeviceDetail {
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly managementStatus: DeviceState['status'];
  readonly deviceType: DeviceState['deviceType'];
  /** A person decided the type. */
  readonly fixedType: boolean;
  readonly managementType: DeviceState['managementType'];
  /** Software entries carry `since`. */
  readonly inventory: Omit<Inventory, 'software'> & { software?: InstalledSoftware[] };
  /**
   * By path: a field (`hardware.serialNumber`), a section (`disks`), a thing in it (`disks/vda`) or a field of that
   * (`disks/vda/firmware`). What has none of its own has that of the place above.
   */
  readonly sources: Readonly<Record<string, ValueSource>>;
  /** Why the last report that told new keys was this device's. */
  readonly identity: IdentityExplanation | null;
  readonly keys: DeviceState['keys'];
  readonly agentId: string | null;
  readonly mergedInto: string | null;
  /** Records merged into this one; their timelines belong to it too. */
  readonly absorbed: readonly string[];
  readonly department: string | null;
  readonly location: string | null;
  /** Ids of the groups filled by hand that it belongs to. */
  readonly groups: readonly string[];
  /** What people entered, by field. */
  readonly fields: Readonly<Record<string, EnteredValue>>;
  /** Oldest first. */
  readonly notes: readonly DeviceNote[];
  /** Null: none was ever carried here. */
  readonly offline: OfflineDelivery | null;
  readonly registeredAt: string | null;
  readonly managedAt: string | null;
  readonly lastChangedAt: string | null;
}

/** Which moment: after a revision, or at a time (RFC 3339) as it was known then or as it is known now. */
export interface DetailMoment {
  readonly revision?: number;
  readonly time?: string;
  readonly asKnown?: 'then' | 'now';
}

/**
 * Folds a device's stream, whole and in order, to its sheet at a moment; undefined where it did not exist yet.
 */
export function deviceDetail(
  events: readonly StoredEvent[],
  moment: DetailMoment = {},
): DeviceDetail | undefined {
  let state: DeviceState = device.initial;
  let last: StoredEvent | undefined;
  let identity: IdentityExplanation | null = null;
  let managedAt: string | null = null;
  let offline: OfflineDelivery | null = null;
  let lastChangedAt: string | null = null;
  const sources: Record<string, ValueSource> = {};
  const notes = new Map<string, DeviceNote>();
  for (const stored of events) {
    if (isBeyond(stored, moment)) break;
    const event = asDeviceEvent(stored);
    const { since } = event.data;
    if (
      event.type === 'DeviceRegistered' ||
      event.type === 'DeviceManaged' ||
      event.type === 'DeviceRestored'
    )
      managedAt = since;
    if (isFirstSight(event) || event.type === 'DeviceIdentityChanged') identity = event.data.identity;
    noted(notes, event, stored.actor);
    if (event.type === 'OfflineInventoryReceived') offline = deliveryOf(event.data, stored.actor);
    if (changesIt(event)) lastChangedAt = changedAt(event);
    for (const [path, before] of touched(event, state))
      sources[path] = {
        source: sourceOf(event, stored.actor),
        since: stored.happenedAt ?? stored.at,
        knownSince: stored.at,
        before,
      };
    state = device.evolve(state, event);
    last = stored;
  }
  if (!last) return undefined;
  const { status, software, deviceType, fixedType, managementType, ...rest } = state;
  const { software: _apart, ...inventory } = state.inventory;
  const { keys, agentId, mergedInto, absorbed, department, location, registeredAt } = rest;
  return {
    id: deviceOf(last),
    revision: last.revision,
    position: last.position,
    managementStatus: status,
    deviceType,
    fixedType,
    managementType,
    inventory: software === null ? inventory : { ...inventory, software: [...software] },
    sources,
    identity,
    keys,
    agentId,
    mergedInto,
    absorbed: Object.keys(absorbed),
    department,
    location,
    groups: state.groups,
    fields: state.fields,
    notes: [...notes.values()],
    offline,
    registeredAt,
    managedAt,
    lastChangedAt,
  };
}

function deliveryOf(
  { collectedAt, utcOffset, since, outcome, signed, file }: EventOf<'OfflineInventoryReceived'>['data'],
  deliveredBy: string,
): OfflineDelivery {
  return { collectedAt, utcOffset, deliveredAt: since, deliveredBy, outcome, signed, file };
}

function isBeyond(event: StoredEvent, { revision, time, asKnown = 'then' }: DetailMoment): boolean {
  if (revision !== undefined && event.revision > revision) return true;
  if (time === undefined) return false;
  // Facts of a stream never happened before those recorded ahead of them, so the first too late ends it.
  return Date.parse(asKnown === 'now' ? (event.happenedAt ?? event.at) : event.at) > Date.parse(time);
}

function sourceOf(event: DeviceEvent, actor: string): string {
  const source = 'source' in event.data ? event.data.source : undefined;
  return source && source.dialect !== 'person' ? (source.agent ?? source.dialect) : actor;
}

function noted(notes: Map<string, DeviceNote>, event: DeviceEvent, by: string): void {
  switch (event.type) {
    case 'DeviceNoteAdded': {
      const { note, text, since } = event.data;
      notes.set(note, { id: note, text, by, at: since, changed: null });
      break;
    }
    case 'DeviceNoteChanged': {
      const { note, to, since } = event.data;
      const before = notes.get(note);
      if (before) notes.set(note, { ...before, text: to, changed: { by, at: since } });
      break;
    }
    case 'DeviceNoteRemoved':
      notes.delete(event.data.note);
      break;
    case 'DeviceRemoved':
      notes.clear();
      break;
    default:
  }
}

/** What was noted of results that came late is no change of the device. */
function changesIt({ type }: DeviceEvent): boolean {
  return type !== 'OfflineInventoryReceived' && type !== 'LateInventoryRecorded';
}

function isFirstSight(
  event: DeviceEvent,
): event is Extract<DeviceEvent, { type: 'DeviceRegistered' | 'DeviceDiscovered' }> {
  return event.type === 'DeviceRegistered' || event.type === 'DeviceDiscovered';
}

/** Paths an event sets, each with the value before. */
function touched(event: DeviceEvent, before: DeviceState): [path: string, before: unknown][] {
  switch (event.type) {
    case 'DeviceRegistered':
    case 'DeviceDiscovered':
    case 'DetailsLearned':
      return [
        ...told(event.data.inventory, before.inventory),
        ...(isFirstSight(event) ? [['deviceType', null] as [string, unknown]] : []),
      ];
    case 'DetailsForgotten':
      return Object.entries(event.data.fields);
    case 'DevicePlaced':
      return (['department', 'location'] as const)
        .filter(field => event.data[field] !== event.data.before[field])
        .map(field => [field, event.data.before[field]]);
    case 'DeviceFieldsEntered':
      return Object.entries(event.data.fields).map(([field, { from }]) => [`fields.${field}`, from]);
    case 'DeviceTypeChanged':
      return [['deviceType', event.data.from]];
    case 'ManagementTypeChanged':
      return [['managementType', event.data.from]];
    case 'HostRenamed':
    case 'DomainChanged':
    case 'DescriptionChanged':
    case 'LastUserChanged':
      return [[singleFieldEvents[event.type], event.data.from ?? null]];
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
    case 'NetworkSettingsChanged':
    case 'AgentChanged':
      return Object.entries(event.data.changes).map(([path, change]) => [path, change?.from ?? null]);
    case 'SoftwareInstalled':
    case 'SoftwareRemoved':
    case 'SoftwareUpdated':
    case 'SoftwareDescribed':
      return [['software', null]];
    default:
      return 'section' in event.data ? touchedItems(event.data.section, event.data.items) : [];
  }
}

function told(inventory: Inventory, known: Inventory): [string, unknown][] {
  const fields = fieldPaths.filter(path => fieldAt(inventory, path) !== undefined);
  const sections = [...itemSections, 'software' as const].filter(section => inventory[section] !== undefined);
  return [
    ...fields.map((path): [string, unknown] => [path, fieldAt(known, path) ?? null]),
    ...sections.map((section): [string, unknown] => [section, null]),
  ];
}

function touchedItems(section: string, items: readonly unknown[]): [string, unknown][] {
  return items.flatMap((item): [string, unknown][] => {
    const { from, to } = item as { readonly from?: Item; readonly to?: Item };
    if (from === undefined || to === undefined) return [[`${section}/${labelOf(item as Item)}`, null]];
    return Object.keys(to)
      .filter(field => !sameValue(from[field], to[field]))
      .map(field => [`${section}/${labelOf(to)}/${field}`, from[field] ?? null]);
  });
}
