import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { Decision } from '../kernel/index.ts';
import type { CommandOf } from './commands.ts';
import { deviceTypeOf } from './device-type.ts';
import type { DeviceEvent, EventOf } from './events.ts';
import { pointsNeeded } from './identity.ts';
import type { DeviceRefusal } from './refusals.ts';
import type { DeviceState } from './state.ts';
import { summaryOf } from './summary.ts';

export type DeviceDecision = Decision<DeviceEvent, DeviceRefusal>;

/** Groups a device belongs to at once. */
export const mostGroups = 50;

/** The refusal where there is no device to act on. */
export function standing(state: DeviceState): DeviceDecision | undefined {
  switch (state.status) {
    case 'none':
      return refuse('DEVICE_UNKNOWN');
    case 'removed':
      return refuse('DEVICE_REMOVED');
    case 'merged':
      return refuse('DEVICE_MERGED', { into: state.mergedInto });
    case 'discovered':
    case 'managed':
    case 'ignored':
      return undefined;
    default:
      return unreachable(state.status);
  }
}

/** All software of the device, for readers that must end or begin its intervals. */
function softwareOf(state: DeviceState): EventOf<'DeviceRemoved'>['data']['software'] {
  return (state.software ?? []).map(({ size: _size, installedOn: _installedOn, ...item }) => item);
}

export function manage({ at, reason }: CommandOf<'ManageDevice'>, state: DeviceState): DeviceDecision {
  if (state.status === 'managed') return accept();
  return accept({ type: 'DeviceManaged', data: { since: at, ...because(reason) } });
}

export function ignore({ at, reason }: CommandOf<'IgnoreDevice'>, state: DeviceState): DeviceDecision {
  if (state.status === 'ignored') return accept();
  return accept({
    type: 'DeviceIgnored',
    data: { since: at, ...because(reason), software: softwareOf(state) },
  });
}

export function remove({ at, reason }: CommandOf<'RemoveDevice'>, state: DeviceState): DeviceDecision {
  if (state.status === 'removed') return accept();
  const refused = standing(state);
  if (refused) return refused;
  return accept({ type: 'DeviceRemoved', data: { since: at, ...because(reason), ...endOf(state) } });
}

function because(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** What readers must let go of when a record ends. */
function endOf(state: DeviceState): Pick<EventOf<'DeviceRemoved'>['data'], 'keys' | 'software'> {
  return { keys: [...state.keys], software: softwareOf(state) };
}

export function place(command: CommandOf<'PlaceDevice'>, state: DeviceState): DeviceDecision {
  const before = { department: state.department, location: state.location };
  const department = command.department === undefined ? before.department : command.department;
  const location = command.location === undefined ? before.location : command.location;
  if (department === before.department && location === before.location) return accept();
  return accept({
    type: 'DevicePlaced',
    data: { since: command.at, ...because(command.reason), department, location, before },
  });
}

export function group(command: CommandOf<'GroupDevice'>, { groups }: DeviceState): DeviceDecision {
  const removed = command.remove.filter(each => groups.includes(each.group));
  const added = command.add.filter(each => !groups.includes(each.group));
  if (added.length + removed.length === 0) return accept();
  const stays = groups.filter(id => !removed.some(each => each.group === id));
  const after = [...new Set([...stays, ...added.map(each => each.group)])];
  if (after.length > mostGroups) return refuse('DEVICE_GROUP_LIMIT', { most: mostGroups });
  return accept({
    type: 'DeviceGrouped',
    data: { since: command.at, ...because(command.reason), added, removed, groups: after },
  });
}

export function merge(command: CommandOf<'MergeDevice'>, state: DeviceState): DeviceDecision {
  const { at, deviceId, into, reason } = command;
  if (deviceId === into) return refuse('DEVICE_MERGE_WITH_ITSELF');
  if (state.status === 'merged' && state.mergedInto === into) return accept();
  const refused = standing(state);
  if (refused) return refused;
  if (Object.hasOwn(state.absorbed, into)) return refuse('DEVICE_MERGE_CIRCLE', { into });
  return accept({ type: 'DeviceMerged', data: { since: at, into, ...because(reason), ...endOf(state) } });
}

export function requestStart(
  { at, ways, reason }: CommandOf<'RequestStart'>,
  { status }: DeviceState,
): DeviceDecision {
  if (status === 'ignored') return refuse('DEVICE_IGNORED');
  if (status === 'discovered') return refuse('DEVICE_DISCOVERED');
  if (ways.length === 0) return refuse('DEVICE_START_NO_WAY');
  return accept({ type: 'DeviceStartRequested', data: { since: at, ...because(reason), ways } });
}

export function absorb(command: CommandOf<'AbsorbDevice'>, state: DeviceState): DeviceDecision {
  const { at, deviceId, from, keys, reason } = command;
  if (deviceId === from) return refuse('DEVICE_MERGE_WITH_ITSELF');
  if (Object.hasOwn(state.absorbed, from)) return accept();
  const brought = keys.filter(key => !state.keys.includes(key));
  return accept({
    type: 'DeviceAbsorbed',
    data: { since: at, ...because(reason), from, keys: brought },
  });
}

export function split(command: CommandOf<'SplitDevice'>, state: DeviceState): DeviceDecision {
  const { at, into, reason } = command;
  const brought = Object.hasOwn(state.absorbed, into) ? state.absorbed[into] : undefined;
  const keys = [...new Set(command.keys ?? brought ?? [])];
  if (!brought && keys.every(key => state.disowned.includes(key))) return accept();
  const foreign = keys.filter(key => !state.keys.includes(key));
  if (foreign.length > 0) return refuse('DEVICE_KEYS_NOT_HELD', { keys: foreign });
  if (keys.length === state.keys.length) return refuse('DEVICE_KEYS_ALL');
  return accept({ type: 'DeviceSplit', data: { since: at, into, keys, ...because(reason) } });
}

/** The new device of a split: it holds the keys and waits for the next report with them. */
export function openSplit(
  { at, from, keys }: CommandOf<'OpenSplitDevice'>,
  state: DeviceState,
): DeviceDecision {
  if (state.status !== 'none') return refuse('DEVICE_EXISTS');
  return accept({
    type: 'DeviceRegistered',
    data: {
      source: { dialect: 'muster' },
      since: at,
      deviceType: deviceTypeOf({}),
      managementType: 'agent',
      splitFrom: from,
      keys: [...keys],
      identity: {
        decision: 'new',
        points: 0,
        needed: pointsNeeded,
        matched: [],
        contradicted: [],
        rejected: [],
        others: [],
      },
      inventory: {},
    },
  });
}

export function restore(
  { at, from, reason }: CommandOf<'RestoreDevice'>,
  state: DeviceState,
): DeviceDecision {
  if (state.status !== 'merged' || state.mergedInto !== from) return refuse('DEVICE_NOT_MERGED', { from });
  const software = state.software?.map(({ since: _since, ...item }) => item);
  return accept({
    type: 'DeviceRestored',
    data: {
      since: at,
      ...because(reason),
      from,
      summary: summaryOf(state.inventory),
      deviceType: state.deviceType,
      managementType: state.managementType,
      ...(state.agentId !== null && { agentId: state.agentId }),
      keys: [...state.keys],
      inventory: { ...state.inventory, ...(software && { software }) },
      registeredAt: state.registeredAt ?? at,
      department: state.department,
      location: state.location,
      ...(state.groups.length > 0 && { groups: [...state.groups] }),
      ...(Object.keys(state.fields).length > 0 && { fields: state.fields }),
    },
  });
}
