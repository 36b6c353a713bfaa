import { unreachable } from '../kernel/index.ts';
import type { ConfigurationEvent, PasswordKind } from './configuration-events.ts';
import { defaultConfigurationSettings } from './settings.ts';
import type { ConfigurationSettings } from './settings.ts';
import { targetKey } from './targets.ts';
import type { AssignmentTarget, GroupTarget } from './targets.ts';

export const defaultConfigurationId = 'default';
/** Where a pushed agent is installed until somebody says otherwise. */
export const defaultInstallFolder = '%ProgramFiles%\\Muster Agent';

export interface AgentConfiguration {
  readonly name: string;
  /** 1, and one more with each edit. */
  readonly version: number;
  readonly settings: ConfigurationSettings;
  /** Under which id the hash of each password is kept. */
  readonly passwords: Readonly<Partial<Record<PasswordKind, string>>>;
}

export interface GroupAssignment {
  readonly target: GroupTarget;
  readonly configuration: string;
  /** The higher, the later it was assigned. */
  readonly order: number;
}

/** All configurations and assignments. Plain JSON, so that it can be kept as a snapshot. */
export interface AgentConfigurations {
  /** By id; the default one is always there. */
  readonly configurations: Readonly<Record<string, AgentConfiguration>>;
  readonly installFolder: string;
  /** By key of the target. */
  readonly groups: Readonly<Record<string, GroupAssignment>>;
  /** Configuration by device id, of computers that were chosen themselves. */
  readonly computers: Readonly<Record<string, string>>;
  /** Events that assigned something to groups. */
  readonly orders: number;
}

export const initialConfigurations: AgentConfigurations = {
  configurations: {
    [defaultConfigurationId]: {
      name: 'Default',
      version: 1,
      settings: defaultConfigurationSettings,
      passwords: {},
    },
  },
  installFolder: defaultInstallFolder,
  groups: {},
  computers: {},
  orders: 0,
};

/** The configuration of that id; undefined where there is none. */
export function configurationOf({ configurations }: AgentConfigurations, id: string) {
  return Object.hasOwn(configurations, id) ? configurations[id] : undefined;
}

/** What was assigned to just this target; null: nothing. */
export function assignedTo(state: AgentConfigurations, target: AssignmentTarget): string | null {
  if (target.kind === 'computer')
    return Object.hasOwn(state.computers, target.device) ? state.computers[target.device]! : null;
  const key = targetKey(target);
  return Object.hasOwn(state.groups, key) ? state.groups[key]!.configuration : null;
}

/** Groups and computers a configuration is assigned to. */
export function assignmentsOf(state: AgentConfigurations, configuration: string) {
  return {
    groups: Object.values(state.groups).filter(group => group.configuration === configuration).length,
    computers: Object.values(state.computers).filter(each => each === configuration).length,
  };
}

export function evolveConfigurations(
  state: AgentConfigurations,
  { type, data }: ConfigurationEvent,
): AgentConfigurations {
  switch (type) {
    case 'AgentConfigurationAdded': {
      const { configuration, name, settings, passwords } = data;
      return withConfiguration(state, configuration, { name, version: 1, settings, passwords });
    }
    case 'AgentConfigurationEdited': {
      const known = configurationOf(state, data.configuration);
      if (!known) return state;
      const set = Object.entries(data.changes).flatMap(([item, change]) =>
        change ? [[item, change.to]] : [],
      );
      const passwords = Object.entries({ ...known.passwords, ...data.passwords }).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      );
      const edited = withConfiguration(state, data.configuration, {
        name: data.name?.to ?? known.name,
        version: data.version,
        settings: { ...known.settings, ...Object.fromEntries(set) },
        passwords: Object.fromEntries(passwords),
      });
      return data.installFolder ? { ...edited, installFolder: data.installFolder.to } : edited;
    }
    case 'AgentConfigurationsRemoved': {
      const gone = new Set(data.configurations.map(({ configuration }) => configuration));
      return { ...state, configurations: without(state.configurations, id => gone.has(id)) };
    }
    case 'AgentConfigurationAssigned': {
      const { configuration } = data;
      const order = state.orders + 1;
      const groups = { ...state.groups };
      const computers = { ...state.computers };
      for (const { target } of data.targets)
        if (target.kind === 'computer') computers[target.device] = configuration;
        else groups[targetKey(target)] = { target, configuration, order };
      return { ...state, groups, computers, orders: order };
    }
    case 'AgentConfigurationAssignmentCancelled': {
      const gone = new Set(data.targets.map(({ target }) => targetKey(target)));
      return {
        ...state,
        groups: without(state.groups, key => gone.has(key)),
        computers: without(state.computers, device => gone.has(`computer:${device}`)),
      };
    }
    default:
      return unreachable(type);
  }
}

function withConfiguration(
  state: AgentConfigurations,
  id: string,
  configuration: AgentConfiguration,
): AgentConfigurations {
  return { ...state, configurations: { ...state.configurations, [id]: configuration } };
}

function without<Value>(
  all: Readonly<Record<string, Value>>,
  gone: (key: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !gone(key)));
}
