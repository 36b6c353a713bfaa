import {
  agentConfigurations,
  appliedSettings,
  appliedStream,
  configurationOf,
  configurationsStream,
  defaultConfigurationId,
} from '../../../domain/agents/index.ts';
import type {
  AgentConfiguration,
  AgentConfigurations as Configurations,
  AgentSettings as Settings,
  AppliedSettings,
  PasswordKind,
} from '../../../domain/agents/index.ts';
import type { Actor, CommandHandler } from '../../../domain/kernel/index.ts';
import type { CollectionSettings } from '../../../domain/operation-logs/index.ts';
import { resolverOf, type ResolvedConfiguration } from '../../../projections/agents/index.ts';
import { accepted, refused } from '../errors/index.ts';
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

type Standing = Omit<ResolvedConfiguration, 'configuration'> & {
  readonly id: string;
  readonly configuration: AgentConfiguration;
};

/** What each agent is told to do, and what it has taken over of it. */
export class AgentSettings {
  readonly #ports: ConfigurationPorts;
  readonly #configurations: AgentConfigurations;
  readonly #operations: () => Promise<CollectionSettings | null>;
  readonly #followed: Pick<CommandHandler, 'load'>;
  #kept: { readonly state: Configurations; readonly resolve: ReturnType<typeof resolverOf> } | undefined;

  /**
   * `operations`: what is recorded of users, the same at every computer; null: nothing. `followed`: for what agents
   * ask again and again; it may be a moment late.
   */
  constructor(
    ports: ConfigurationPorts,
    configurations: AgentConfigurations,
    operations: () => Promise<CollectionSettings | null>,
    followed: Pick<CommandHandler, 'load'>,
  ) {
    this.#followed = followed;
    this.#ports = ports;
    this.#configurations = configurations;
    this.#operations = operations;
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
    const [settings, operations] = await Promise.all([this.#told(configuration), this.#operations()]);
    return {
      configuration: id,
      version: configuration.version,
      settings: { ...settings, ...(operations && { operations }) },
    };
  };

  async #standing(
    deviceId: string | null,
    meanwhile: string | undefined,
  ): Promise<{ readonly id: string; readonly configuration: AgentConfiguration }> {
    const { state } = await this.#followed.load(configurationsStream, agentConfigurations);
    if (deviceId === null && meanwhile !== undefined) {
      const configuration = configurationOf(state, meanwhile);
      if (configuration) return { id: meanwhile, configuration };
    }
    return this.#resolveIn(state, deviceId);
  }

  /** Which configuration a device has now, and by which assignment. */
  async resolve(deviceId: string | null): Promise<Standing> {
    return this.#resolveIn(await this.#configurations.load(), deviceId);
  }

  async #resolveIn(state: Configurations, deviceId: string | null): Promise<Standing> {
    const { read } = this.#ports;
    const resolve = await this.#resolver(state);
    // What the device is counts only where there are groups.
    const grouped = deviceId !== null && Object.keys(state.groups).length > 0;
    const known = grouped ? await read.get('devices.list', deviceId) : undefined;
    const row = known ?? { id: deviceId ?? '', columns: {} };
    const { configuration: id, kind, by } = resolve(row);
    const configuration = configurationOf(state, id) ?? configurationOf(state, defaultConfigurationId)!;
    return { id, kind, by, configuration };
  }

  /**
   * Records that the agent of a device works by this version of a configuration; once. Throws where there is no such
   * configuration, or it was never edited so often.
   */
  async noteApplied(
    deviceId: string,
    { configuration, version }: Pick<SettingsForAgent, 'configuration' | 'version'>,
    actor: Actor,
  ): Promise<void> {
    const { state } = await this.#followed.load(configurationsStream, agentConfigurations);
    let known = configurationOf(state, configuration);
    // Another server may have told the agent of what has not been heard of here.
    if (!known || version > known.version)
      known = configurationOf(await this.#configurations.load(), configuration);
    if (!known) throw refused({ code: 'AGENT_CONFIGURATION_UNKNOWN', details: { configuration } });
    if (version > known.version)
      throw refused({
        code: 'REVISION_CONFLICT',
        details: { expected: known.version, actual: version },
      });
    const { name } = known;
    const command = { type: 'NoteApplied', deviceId, configuration, name, version } as const;
    accepted(await this.#ports.commands.handle(appliedStream(deviceId), appliedSettings, command, { actor }));
  }

  /** What the agent of a device took over last. */
  async applied(deviceId: string): Promise<AppliedSettings> {
    return (await this.#ports.commands.load(appliedStream(deviceId), appliedSettings)).state;
  }

  /** Kept as long as nothing is assigned anew: all agents ask when a configuration changes. */
  async #resolver(state: Configurations): Promise<ReturnType<typeof resolverOf>> {
    if (this.#kept?.state === state) return this.#kept.resolve;
    const devices = this.#ports.read.definition('devices.list');
    const resolve = resolverOf(await this.#configurations.assignments(state), devices);
    // Shared views change without anything being assigned.
    const lasting = Object.values(state.groups).every(({ target }) => target.kind !== 'view');
    this.#kept = lasting ? { state, resolve } : undefined;
    return resolve;
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
