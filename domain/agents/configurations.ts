import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { Decider, Decision } from '../kernel/index.ts';
import type { MovedPlace } from '../organization/index.ts';
import { assign, cancel, restore } from './assignments.ts';
import type { AssignmentCommand } from './assignments.ts';
import { carry } from './carry.ts';
import type { ConfigurationEvent, PasswordKind, SettingChanges } from './configuration-events.ts';
import {
  assignmentsOf,
  configurationOf,
  defaultConfigurationId,
  evolveConfigurations,
  initialConfigurations,
} from './configurations-state.ts';
import type { AgentConfiguration, AgentConfigurations } from './configurations-state.ts';
import type { ConfigurationRefusal } from './refusals.ts';
import type { ConfigurationSettings } from './settings.ts';

export const configurationsStream = 'configurations-agents';
/** More than anybody keeps apart. */
export const configurationLimit = 200;

/** Passwords by what they are asked for: the id under which the hash is kept; null: nothing is asked any more. */
export type PasswordChanges = Readonly<Partial<Record<PasswordKind, string | null>>>;

export type ConfigurationCommand =
  | {
      readonly type: 'AddConfiguration';
      readonly configuration: string;
      readonly name: string;
      readonly settings: ConfigurationSettings;
      readonly passwords: Readonly<Partial<Record<PasswordKind, string>>>;
    }
  /** What is absent stays. */
  | {
      readonly type: 'EditConfiguration';
      readonly configuration: string;
      /** The version that was read. */
      readonly expectedVersion?: number;
      readonly name?: string;
      readonly settings?: Partial<ConfigurationSettings>;
      readonly passwords?: PasswordChanges;
      readonly installFolder?: string;
    }
  /** All of them or none. */
  | {
      readonly type: 'RemoveConfigurations';
      readonly configurations: readonly string[];
      /** Of the only one. */
      readonly expectedVersion?: number;
    }
  /** Places have other paths. */
  | {
      readonly type: 'CarryAssignments';
      readonly kind: 'department' | 'location';
      readonly moved: readonly MovedPlace[];
    }
  | AssignmentCommand;

type Outcome = Decision<ConfigurationEvent, ConfigurationRefusal>;
type CommandOf<T extends ConfigurationCommand['type']> = Extract<ConfigurationCommand, { readonly type: T }>;

/**
 * All agent configurations and what they are assigned to, in one stream: what is assigned cannot be removed, and
 * what is removed cannot be assigned, however many administrators work at once.
 */
export const agentConfigurations: Decider<
  AgentConfigurations,
  ConfigurationCommand,
  ConfigurationEvent,
  ConfigurationRefusal
> = {
  name: 'agent-configurations',
  stateVersion: 1,
  initial: initialConfigurations,
  decide(command, state): Outcome {
    switch (command.type) {
      case 'AddConfiguration':
        return add(command, state);
      case 'EditConfiguration':
        return edit(command, state);
      case 'RemoveConfigurations':
        return remove(command, state);
      case 'AssignConfiguration':
        return assign(command, state);
      case 'CancelAssignment':
        return cancel(command, state);
      case 'CarryAssignments':
        return carry(command, state);
      case 'RestoreAssignments':
        return restore(command, state);
      default:
        return unreachable(command);
    }
  },
  evolve: evolveConfigurations,
};

function add(command: CommandOf<'AddConfiguration'>, state: AgentConfigurations): Outcome {
  const { configuration, name, settings, passwords } = command;
  if (configurationOf(state, configuration)) return accept();
  const taken = nameTaken(state, configuration, name);
  if (taken) return taken;
  if (Object.keys(state.configurations).length >= configurationLimit)
    return refuse('AGENT_CONFIGURATION_LIMIT', { limit: configurationLimit });
  return accept({ type: 'AgentConfigurationAdded', data: { configuration, name, settings, passwords } });
}

function edit(command: CommandOf<'EditConfiguration'>, state: AgentConfigurations): Outcome {
  const { configuration, name, settings = {}, passwords = {}, installFolder } = command;
  const known = configurationOf(state, configuration);
  if (!known) return refuse('AGENT_CONFIGURATION_UNKNOWN', { configuration });
  const overtaken = otherVersion(known, command.expectedVersion);
  if (overtaken) return overtaken;
  if (installFolder !== undefined && configuration !== defaultConfigurationId)
    return refuse('AGENT_INSTALL_FOLDER_DEFAULT_ONLY', { configuration });
  const taken = name === undefined ? undefined : nameTaken(state, configuration, name);
  if (taken) return taken;
  const changes = changesOf(known.settings, settings);
  const asked = passwordChanges(known, passwords);
  const renamed = name !== undefined && name !== known.name;
  const moved = installFolder !== undefined && installFolder !== state.installFolder;
  if (!renamed && !moved && Object.keys(changes).length === 0 && Object.keys(asked).length === 0)
    return accept();
  return accept({
    type: 'AgentConfigurationEdited',
    data: {
      configuration,
      version: known.version + 1,
      changes,
      ...(renamed && { name: { from: known.name, to: name } }),
      ...(Object.keys(asked).length > 0 && { passwords: asked }),
      ...(moved && { installFolder: { from: state.installFolder, to: installFolder } }),
    },
  });
}

function remove(command: CommandOf<'RemoveConfigurations'>, state: AgentConfigurations): Outcome {
  const ids = [...new Set(command.configurations)];
  const unknown = ids.find(id => !configurationOf(state, id));
  if (unknown !== undefined) return refuse('AGENT_CONFIGURATION_UNKNOWN', { configuration: unknown });
  if (ids.includes(defaultConfigurationId)) return refuse('AGENT_CONFIGURATION_DEFAULT_STAYS');
  const known = ids.map(id => ({ configuration: id, ...configurationOf(state, id)! }));
  const [only] = known;
  const overtaken = only && otherVersion(only, command.expectedVersion);
  if (overtaken) return overtaken;
  const used = known
    .map(({ configuration, name }) => ({ configuration, name, ...assignmentsOf(state, configuration) }))
    .filter(({ groups, computers }) => groups + computers > 0);
  if (used.length > 0) return refuse('AGENT_CONFIGURATION_ASSIGNED', { configurations: used });
  if (known.length === 0) return accept();
  return accept({
    type: 'AgentConfigurationsRemoved',
    data: { configurations: known.map(({ configuration, name }) => ({ configuration, name })) },
  });
}

function nameTaken(state: AgentConfigurations, id: string, name: string): Outcome | undefined {
  const other = Object.entries(state.configurations).find(([key, each]) => key !== id && each.name === name);
  return other && refuse('AGENT_CONFIGURATION_NAME_TAKEN', { name, configuration: other[0] });
}

function otherVersion({ version }: AgentConfiguration, expected: number | undefined): Outcome | undefined {
  return expected === undefined || expected === version
    ? undefined
    : refuse('REVISION_CONFLICT', { expected, actual: version });
}

function changesOf(known: ConfigurationSettings, asked: Partial<ConfigurationSettings>): SettingChanges {
  const items = Object.keys(asked) as (keyof ConfigurationSettings)[];
  return Object.fromEntries(
    items
      .filter(
        item => asked[item] !== undefined && JSON.stringify(asked[item]) !== JSON.stringify(known[item]),
      )
      .map(item => [item, { from: known[item], to: asked[item] }]),
  );
}

/** Without those that are not asked and stay so. */
function passwordChanges({ passwords }: AgentConfiguration, asked: PasswordChanges): PasswordChanges {
  const kinds = Object.keys(asked) as PasswordKind[];
  return Object.fromEntries(
    kinds
      .filter(kind => asked[kind] !== undefined && (asked[kind] !== null || passwords[kind] !== undefined))
      .map(kind => [kind, asked[kind]]),
  );
}
