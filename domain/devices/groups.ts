import type { Decider, Decision } from '../kernel/index.ts';
import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { GroupEvent } from './group-events.ts';
import { fold } from './text.ts';

export const groupsStream = 'groups-devices';
/** More than anybody keeps apart, and few enough to be one state. */
export const groupLimit = 500;

/** Names by id, of the groups that stand. */
export type DeviceGroups = Readonly<Record<string, string>>;

export type GroupCommand =
  | { readonly type: 'CreateGroup'; readonly group: string; readonly name: string }
  | { readonly type: 'RenameGroup'; readonly group: string; readonly name: string }
  | { readonly type: 'RemoveGroup'; readonly group: string };

/** `GROUP_NOT_FOUND` details: `group`. `GROUP_NAME_TAKEN`: `name`. `GROUP_LIMIT`: `limit`. */
export const groupRefusals = ['GROUP_NOT_FOUND', 'GROUP_NAME_TAKEN', 'GROUP_LIMIT'] as const;
export type GroupRefusal = (typeof groupRefusals)[number];

type Outcome = Decision<GroupEvent, GroupRefusal>;

/** All groups at once: there are few, and a name stands for one of them only. */
export const deviceGroups: Decider<DeviceGroups, GroupCommand, GroupEvent, GroupRefusal> = {
  name: 'device-groups',
  stateVersion: 1,
  initial: {},
  decide(command, state): Outcome {
    const { group } = command;
    const known = Object.hasOwn(state, group) ? state[group] : undefined;
    switch (command.type) {
      case 'CreateGroup':
        if (known === command.name) return accept();
        if (Object.keys(state).length >= groupLimit) return refuse('GROUP_LIMIT', { limit: groupLimit });
        return (
          taken(command, state) ?? accept({ type: 'DeviceGroupCreated', data: { group, name: command.name } })
        );
      case 'RenameGroup':
        if (known === undefined) return refuse('GROUP_NOT_FOUND', { group });
        if (known === command.name) return accept();
        return (
          taken(command, state) ??
          accept({ type: 'DeviceGroupRenamed', data: { group, from: known, to: command.name } })
        );
      case 'RemoveGroup':
        if (known === undefined) return refuse('GROUP_NOT_FOUND', { group });
        return accept({ type: 'DeviceGroupRemoved', data: { group, name: known } });
      default:
        return unreachable(command);
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'DeviceGroupCreated':
        return { ...state, [data.group]: data.name };
      case 'DeviceGroupRenamed':
        return { ...state, [data.group]: data.to };
      case 'DeviceGroupRemoved': {
        const { [data.group]: _removed, ...others } = state;
        return others;
      }
      default:
        return unreachable(type);
    }
  },
};

function taken(
  { group, name }: { readonly group: string; readonly name: string },
  state: DeviceGroups,
): Outcome | undefined {
  const other = Object.entries(state).some(([id, each]) => id !== group && fold(each) === fold(name));
  return other ? refuse('GROUP_NAME_TAKEN', { name }) : undefined;
}
