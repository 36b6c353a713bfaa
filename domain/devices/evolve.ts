import type { DeviceEvent, EventOf } from './events.ts';
import { singleFieldEvents, withField, withoutField } from './fields.ts';
import type { FieldPath, FieldValue } from './fields.ts';
import { heldKeys } from './identity-keys.ts';
import type { SoftwareItem } from './inventory-items.ts';
import type { Inventory } from './inventory.ts';
import type { Item } from './sections.ts';
import type { InstalledSoftware } from './software.ts';
import { afterReceipt } from './offline.ts';
import { initialDevice } from './state.ts';
import type { DeviceState } from './state.ts';
import { canonical } from './text.ts';
import { viewsAfter } from './views.ts';

export function evolveDevice(state: DeviceState, event: DeviceEvent): DeviceState {
  const next = applied(state, event);
  // What ends the record ends the memory; everything else is held against the state before.
  return event.type === 'DeviceRemoved' || event.type === 'DeviceIgnored'
    ? next
    : remembering(next, viewsAfter(state, event));
}

function remembering(state: DeviceState, memory: Pick<DeviceState, 'dialects' | 'views'>): DeviceState {
  if (state.dialects === memory.dialects && state.views === memory.views) return state;
  return { ...state, dialects: memory.dialects, views: memory.views };
}

function applied(state: DeviceState, event: DeviceEvent): DeviceState {
  switch (event.type) {
    case 'DeviceRegistered':
    case 'DeviceDiscovered': {
      const { deviceType, managementType, agentId = null, keys, inventory, source, since } = event.data;
      const newest = event.happenedAt ?? since;
      const opened: DeviceState = {
        ...initialDevice,
        status: event.type === 'DeviceDiscovered' ? 'discovered' : 'managed',
        deviceType,
        fixedType: event.data.fixedType ?? false,
        managementType,
        agentId,
        keys,
        registeredAt: since,
        newest,
      };
      return learn(opened, inventory, source.dialect, since);
    }
    case 'DeviceManaged':
      return { ...state, status: 'managed' };
    case 'DeviceIgnored':
      return {
        ...state,
        status: 'ignored',
        inventory: {},
        software: null,
        agents: {},
        dialects: [],
        views: {},
      };
    case 'DeviceRemoved':
      return { ...initialDevice, status: 'removed' };
    case 'DeviceMerged':
      return { ...state, status: 'merged', mergedInto: event.data.into };
    case 'DeviceAbsorbed': {
      const { from, keys } = event.data;
      return {
        ...state,
        absorbed: { ...state.absorbed, [from]: keys },
        keys: [...new Set([...state.keys, ...keys])],
        disowned: state.disowned.filter(key => !keys.includes(key)),
      };
    }
    case 'DeviceSplit': {
      const { into, keys } = event.data;
      return {
        ...state,
        absorbed: Object.fromEntries(Object.entries(state.absorbed).filter(([id]) => id !== into)),
        keys: state.keys.filter(key => !keys.includes(key)),
        disowned: [...new Set([...state.disowned, ...keys])],
      };
    }
    case 'DeviceRestored':
      return { ...state, status: 'managed', mergedInto: null, software: resumed(state, event.data.since) };
    case 'DevicePlaced':
      return { ...state, department: event.data.department, location: event.data.location };
    case 'DeviceTypeChanged':
      return { ...state, deviceType: event.data.to, fixedType: event.data.fixed ?? state.fixedType };
    case 'ManagementTypeChanged':
      return { ...state, managementType: event.data.to, silenced: event.data.by === 'configuration' };
    case 'AgentInstalled': {
      const { agentId, set, computer } = event.data;
      return { ...state, installation: { agentId, set, computer } };
    }
    case 'AgentUninstalled':
      return { ...state, installation: null };
    case 'DeviceGrouped':
      return { ...state, groups: event.data.groups };
    case 'DeviceFieldsEntered':
      return { ...state, fields: fieldsAfter(state.fields, event.data.fields) };
    case 'DeviceStartRequested':
      return state;
    case 'DeviceNoteAdded':
      return { ...state, notes: { ...state.notes, [event.data.note]: event.data.text } };
    case 'DeviceNoteChanged':
      return { ...state, notes: { ...state.notes, [event.data.note]: event.data.to } };
    case 'DeviceNoteRemoved': {
      const { [event.data.note]: _removed, ...notes } = state.notes;
      return { ...state, notes };
    }
    case 'DeviceIdentityChanged': {
      const dropped = new Set(event.data.dropped);
      return told(event, {
        ...state,
        keys: [...state.keys.filter(key => !dropped.has(key)), ...event.data.added],
      });
    }
    case 'LateInventoryRecorded':
      return { ...state, late: [...state.late, event.data.collectedAt].slice(-50) };
    case 'OfflineInventoryReceived':
      return afterReceipt(state, event.data);
    case 'HostRenamed':
    case 'DomainChanged':
    case 'DescriptionChanged':
    case 'LastUserChanged':
      return told(
        event,
        withInventory(state, withField(state.inventory, singleFieldEvents[event.type], event.data.to)),
      );
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
    case 'NetworkSettingsChanged':
      return told(event, withInventory(state, withChanges(state.inventory, event.data.changes)));
    case 'AgentChanged': {
      const { dialect } = event.data.source;
      const agent = withChanges({ agent: state.agents[dialect] ?? {} }, event.data.changes).agent ?? {};
      return told(event, {
        ...withInventory(state, { ...state.inventory, agent }),
        agents: { ...state.agents, [dialect]: agent },
      });
    }
    case 'DetailsLearned':
      return told(event, learn(state, event.data.inventory, event.data.source.dialect, event.data.since));
    case 'DetailsForgotten':
      return withInventory(
        state,
        (Object.keys(event.data.fields) as FieldPath[]).reduce(withoutField, state.inventory),
      );
    case 'SoftwareInstalled':
      return told(event, {
        ...state,
        software: [...(state.software ?? []), ...installed(event.data.items, event.data.since)],
      });
    case 'SoftwareRemoved':
      return told(event, { ...state, software: without(state.software, event.data.items) });
    case 'SoftwareUpdated':
      return told(
        event,
        replaced(state, event.data.items, () => event.data.since),
      );
    case 'SoftwareDescribed':
      return told(
        event,
        replaced(state, event.data.items, from => from.since),
      );
    default:
      return told(event, withInventory(state, withItems(state.inventory, event)));
  }
}

function fieldsAfter(
  fields: DeviceState['fields'],
  changes: EventOf<'DeviceFieldsEntered'>['data']['fields'],
): DeviceState['fields'] {
  const after = { ...fields };
  for (const [field, { to }] of Object.entries(changes))
    if (to === null) delete after[field];
    else after[field] = to;
  return after;
}

type Reported = Extract<DeviceEvent, { readonly data: { readonly source: unknown } }>;
type ItemEvent = Extract<DeviceEvent, { readonly data: { readonly section: string } }>;

function told(event: Reported, state: DeviceState): DeviceState {
  // What a person entered was not collected: a report under way on a medium is no older for it.
  if (event.data.source.dialect === 'person') return state;
  const collected = event.happenedAt ?? event.data.since;
  return state.newest !== null && state.newest >= collected ? state : { ...state, newest: collected };
}

function withInventory(state: DeviceState, inventory: Inventory): DeviceState {
  return { ...state, inventory };
}

function withChanges(
  inventory: Inventory,
  changes: Readonly<Record<string, { readonly to: FieldValue } | undefined>>,
): Inventory {
  let changed = inventory;
  for (const [path, change] of Object.entries(changes))
    if (change) changed = withField(changed, path as FieldPath, change.to);
  return changed;
}

/** Facts of which nothing was known: fields beside those known, sections whole, software with its time. */
function learn(state: DeviceState, inventory: Inventory, dialect: string, since: string): DeviceState {
  const { software, hardware, operatingSystem, agent, ...rest } = inventory;
  return {
    ...state,
    inventory: {
      ...state.inventory,
      ...rest,
      ...(hardware && { hardware: { ...state.inventory.hardware, ...hardware } }),
      ...(operatingSystem && { operatingSystem: { ...state.inventory.operatingSystem, ...operatingSystem } }),
      ...(agent && { agent: { ...state.agents[dialect], ...agent } }),
    },
    ...(agent && { agents: { ...state.agents, [dialect]: { ...state.agents[dialect], ...agent } } }),
    ...(software && { software: installed(software, since) }),
  };
}

function installed(items: readonly SoftwareItem[], since: string): InstalledSoftware[] {
  return items.map(item => ({ ...item, since }));
}

/** Events repeat entries as they are held, letter by letter: no folding is needed to find them. */
function entryKey({ name, version, architecture, source }: SoftwareItem): string {
  return `${name}\u0001${version}\u0001${architecture}\u0001${source}`;
}

function without(software: DeviceState['software'], items: readonly SoftwareItem[]): InstalledSoftware[] {
  const gone = new Set(items.map(entryKey));
  return (software ?? []).filter(item => !gone.has(entryKey(item)));
}

function replaced(
  state: DeviceState,
  items: readonly { readonly from: InstalledSoftware; readonly to: SoftwareItem }[],
  since: (from: InstalledSoftware) => string,
): DeviceState {
  const next = new Map(items.map(({ from, to }) => [entryKey(from), { ...to, since: since(from) }]));
  return { ...state, software: (state.software ?? []).map(item => next.get(entryKey(item)) ?? item) };
}

/** After a merge taken back its intervals begin anew. */
function resumed(state: DeviceState, since: string): DeviceState['software'] {
  return state.software && installed(state.software, since);
}

function withItems(inventory: Inventory, { type, data }: ItemEvent): Inventory {
  const items = (inventory[data.section] ?? []) as readonly Item[];
  if (type.endsWith('Added')) return { ...inventory, [data.section]: [...items, ...data.items] };
  if (type.endsWith('Removed')) {
    const gone = counted(data.items as readonly Item[]);
    return { ...inventory, [data.section]: items.filter(item => !take(gone, item)) };
  }
  const changes = data.items as readonly { readonly from: Item; readonly to: Item }[];
  const next = new Map(changes.map(({ from, to }) => [canonical(from), to]));
  return {
    ...inventory,
    [data.section]: items.map(item => {
      const key = canonical(item);
      const to = next.get(key);
      // Of several alike, one changed.
      next.delete(key);
      return to ?? item;
    }),
  };
}

function counted(items: readonly Item[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(canonical(item), (counts.get(canonical(item)) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, item: Item): boolean {
  const key = canonical(item);
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}

/** The keys a device holds after a report, without those a split gave away. */
export function keysAfter(
  state: DeviceState,
  told: readonly DeviceState['keys'][number][],
): DeviceState['keys'] {
  return heldKeys(
    state.keys,
    told.filter(key => !state.disowned.includes(key)),
  );
}
