import type { Decider, Decision } from '../../kernel/index.ts';
import { accept, refuse, unreachable } from '../../kernel/index.ts';
import { canonical, fold } from '../text.ts';
import type { DeviceTypeEvent, OwnDeviceType, TypeDefinition } from './events.ts';

export const typesStream = 'types-devices';
/** More than anybody tells apart in a list of groups. */
export const typeLimit = 50;

export interface OwnDeviceTypes {
  readonly types: Readonly<Record<string, TypeDefinition>>;
  /** How many there ever were: an id is used once. */
  readonly ever: number;
}

export type DeviceTypeCommand =
  | { readonly type: 'AddType'; readonly definition: TypeDefinition }
  | { readonly type: 'EditType'; readonly id: string; readonly change: Partial<TypeDefinition> }
  /** `devices`: how many have the type now. */
  | { readonly type: 'RemoveType'; readonly id: string; readonly devices: number };

/**
 * `DEVICE_TYPE_UNKNOWN` details: `type`. `DEVICE_TYPE_NAME_TAKEN`: `name`. `DEVICE_TYPE_LIMIT`: `most`.
 * `DEVICE_TYPE_IN_USE`: `type`, `devices`, the number that have it.
 */
export const deviceTypeRefusals = [
  'DEVICE_TYPE_UNKNOWN',
  'DEVICE_TYPE_NAME_TAKEN',
  'DEVICE_TYPE_LIMIT',
  'DEVICE_TYPE_IN_USE',
] as const;
export type DeviceTypeRefusal = (typeof deviceTypeRefusals)[number];

type Outcome = Decision<DeviceTypeEvent, DeviceTypeRefusal>;

/** Types of devices beside those of the product. */
export const ownDeviceTypes: Decider<OwnDeviceTypes, DeviceTypeCommand, DeviceTypeEvent, DeviceTypeRefusal> =
  {
    name: 'own-device-types',
    stateVersion: 1,
    initial: { types: {}, ever: 0 },
    decide(command, state): Outcome {
      if (command.type === 'AddType') return add(command.definition, state);
      const { id } = command;
      const from = Object.hasOwn(state.types, id) ? state.types[id] : undefined;
      if (!from) return refuse('DEVICE_TYPE_UNKNOWN', { type: id });
      const type = id as OwnDeviceType;
      switch (command.type) {
        case 'EditType': {
          const to = { ...from, ...command.change };
          if (canonical(from) === canonical(to)) return accept();
          return taken(to, state, id) ?? accept({ type: 'DeviceTypeEdited', data: { type, from, to } });
        }
        case 'RemoveType': {
          const { devices } = command;
          if (devices > 0) return refuse('DEVICE_TYPE_IN_USE', { type, devices });
          return accept({ type: 'DeviceTypeRemoved', data: { type, definition: from } });
        }
        default:
          return unreachable(command);
      }
    },
    evolve(state, { type, data }) {
      switch (type) {
        case 'DeviceTypeAdded':
          return { types: { ...state.types, [data.type]: data.definition }, ever: state.ever + 1 };
        case 'DeviceTypeEdited':
          return { ...state, types: { ...state.types, [data.type]: data.to } };
        case 'DeviceTypeRemoved': {
          const { [data.type]: _removed, ...types } = state.types;
          return { ...state, types };
        }
        default:
          return unreachable(type);
      }
    },
  };

function add(definition: TypeDefinition, state: OwnDeviceTypes): Outcome {
  if (Object.keys(state.types).length >= typeLimit) return refuse('DEVICE_TYPE_LIMIT', { most: typeLimit });
  const type: OwnDeviceType = `own-${state.ever + 1}`;
  return taken(definition, state) ?? accept({ type: 'DeviceTypeAdded', data: { type, definition } });
}

/** In either language: two groups of one name nobody could tell apart. */
function taken({ names }: TypeDefinition, state: OwnDeviceTypes, own?: string): Outcome | undefined {
  const wordsOf = ({ en, ja }: TypeDefinition['names']) => [fold(en), fold(ja ?? en)];
  const known = Object.entries(state.types).flatMap(([id, each]) => (id === own ? [] : wordsOf(each.names)));
  const name = [names.en, names.ja ?? names.en].find(each => known.includes(fold(each)));
  return name === undefined ? undefined : refuse('DEVICE_TYPE_NAME_TAKEN', { name });
}
