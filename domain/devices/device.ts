import { unreachable } from '../kernel/index.ts';
import type { Decider } from '../kernel/index.ts';
import {
  absorb,
  group,
  ignore,
  manage,
  merge,
  openSplit,
  place,
  remove,
  requestStart,
  restore,
  split,
  standing,
} from './administration.ts';
import type { DeviceCommand } from './commands.ts';
import { enterFields } from './entering.ts';
import { noteInstalled, noteUninstalled } from './deployment.ts';
import { addNote, changeNote, edit, removeNote } from './editing.ts';
import type { DeviceEvent } from './events.ts';
import { evolveDevice } from './evolve.ts';
import { settleManagement } from './management-type.ts';
import { recordInventory } from './record.ts';
import type { DeviceRefusal } from './refusals.ts';
import { initialDevice } from './state.ts';
import type { DeviceState } from './state.ts';

/** One device: stream `device-<id>`. */
export const device: Decider<DeviceState, DeviceCommand, DeviceEvent, DeviceRefusal> = {
  name: 'device',
  stateVersion: 4,
  initial: initialDevice,
  decide(command, state) {
    switch (command.type) {
      case 'RecordInventory':
        return recordInventory(command, state);
      case 'SettleManagement':
        return settleManagement(command, state);
      case 'ManageDevice':
        return standing(state) ?? manage(command, state);
      case 'IgnoreDevice':
        return standing(state) ?? ignore(command, state);
      case 'RemoveDevice':
        return remove(command, state);
      case 'PlaceDevice':
        return standing(state) ?? place(command, state);
      case 'EditDevice':
        return standing(state) ?? edit(command, state);
      case 'EnterFields':
        return standing(state) ?? enterFields(command, state);
      case 'RequestStart':
        return standing(state) ?? requestStart(command, state);
      case 'GroupDevice':
        return standing(state) ?? group(command, state);
      case 'AddNote':
        return standing(state) ?? addNote(command, state);
      case 'ChangeNote':
        return standing(state) ?? changeNote(command, state);
      case 'RemoveNote':
        return standing(state) ?? removeNote(command, state);
      case 'NoteAgentInstalled':
        return standing(state) ?? noteInstalled(command, state);
      case 'NoteAgentUninstalled':
        return standing(state) ?? noteUninstalled(command, state);
      case 'MergeDevice':
        return merge(command, state);
      case 'AbsorbDevice':
        return standing(state) ?? absorb(command, state);
      case 'SplitDevice':
        return standing(state) ?? split(command, state);
      case 'OpenSplitDevice':
        return openSplit(command, state);
      case 'RestoreDevice':
        return restore(command, state);
      default:
        return unreachable(command);
    }
  },
  evolve: evolveDevice,
};
