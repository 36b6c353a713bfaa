import {
  appliedSettings,
  appliedStream,
  configurationOf,
  defaultConfigurationId,
} from '../../../domain/agents/index.ts';
import type {
  AgentConfiguration,
  AgentSettings as Settings,
  AppliedSettings,
  PasswordKind,
} from '../../../domain/agents/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { resolverOf, type ResolvedConfiguration } from '../../../projections/agents/index.ts';
import { accepted } from '../errors/index.ts';
import type { AgentConfigurations, ConfigurationPorts } from './configurations.ts';
import { hashOfNothing } from './password-hash.ts';

/** What the agent of a device is told. */
export interface SettingsForAgent {
  /** Id of the configuration. */
  readonly configuration: string;
  /** Counts the edits of that configuration: with its id it says whether an agent has the newest. */
  readonly version: number;
  readonly settings: Settings;
}

/** What each agent is told to do, and what it has taken over of it. */
export class AgentSettings {
  readonly #ports: ConfigurationPorts;
  readonly #configurations: AgentConfigurations;

  constructor(ports: ConfigurationPorts, configurations: AgentConfigurations) {
    this.#ports = ports;
    this.#configurations = configurations;
  }

  /**
   * For an agent that starts, or was told that its settings changed (see `SettingsWatch`). A device that no list has
   * yet belongs to no group; it is told anew once it does. `meanwhile`: what an agent works by that no device stands for.
   */
  readonly agentSettingsFor = async (
    deviceId: string | null,
    meanwhile?: string,
  ): Promise<SettingsForAgent> => {
    const { id, configuration } = await this.#standing(deviceId, meanwhile);
    return { configuration: id, version: configuration.version, settings: await this.#told(configuration) };
  };

  async #standing(
    deviceId: string | null,
    meanwhile: string | undefined,
  ): Promise<{ readonly id: string; readonly configuration: AgentConfiguration }> {
    if (deviceId === null && meanwhile !== undefined) {
      const configuration = configurationOf(await this.#configurations.load(), meanwhile);
      if (configuration) return { id: meanwhile, configuration };
    }
    return this.resolve(deviceId);
  }

  /** Which configuration a device has now, and by which assignment. */
  async resolve(deviceId: string | null): Promise<
    Omit<ResolvedConfiguration, 'configuration'> & {
      readonly id: string;
      readonly configuration: AgentConfiguration;
    }
  > {
    const { read } = this.#ports;
    const state = await this.#configurations.load();
    const assignments = await this.#configurations.assignments(state);
    const known = deviceId === null ? undefined : await read.get('devices.list', deviceId);
    const row = known ?? { id: deviceId ?? '', columns: {} };
    const resolve = resolverOf(assignments, read.definition('devices.list'));
    const { configuration: id, kind, by } = resolve(row);
    const configuration = configurationOf(state, id) ?? configurationOf(state, defaultConfigurationId)!;
    return { id, kind, by, configuration };
  }

  /** Records that the agent of a device works by this version of a configuration; once. */
  async noteApplied(
    deviceId: string,
    { configuration, version }: Pick<SettingsForAgent, 'configuration' | 'version'>,
    actor: Actor,
  ): Promise<void> {
    const state = await this.#configurations.load();
    const name = configurationOf(state, configuration)?.name ?? configuration;
    const command = { type: 'NoteApplied', deviceId, configuration, name, version } as const;
    accepted(await this.#ports.commands.handle(appliedStream(deviceId), appliedSettings, command, { actor }));
  }

  /** What the agent of a device took over last. */
  async applied(deviceId: string): Promise<AppliedSettings> {
    return (await this.#ports.commands.load(appliedStream(deviceId), appliedSettings)).state;
  }

  async #told({ settings, passwords }: AgentConfiguration): Promise<Settings> {
    const [setupPassword, uninstallPassword, remoteControlPassword] = await Promise.all(
      (['setup', 'uninstall', 'remoteControl'] as const).map(kind => this.#hash(passwords, kind)),
    );
    return {
      ...settings,
      ...(setupPassword !== undefined && { setupPassword }),
      ...(uninstallPassword !== undefined && { uninstallPassword }),
      ...(remoteControlPassword !== undefined && { remoteControlPassword }),
    };
  }

  /** Where the hash was lost, with the credentials of another log, nobody gets past it until it is set anew. */
  async #hash(passwords: AgentConfiguration['passwords'], kind: PasswordKind): Promise<string | undefined> {
    const id = passwords[kind];
    if (id === undefined) return undefined;
    const kept = await this.#ports.credentials.get('agent-configuration-password', id);
    return kept?.secret ?? hashOfNothing();
  }
}
