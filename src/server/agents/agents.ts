import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { offlineDefinitionsFormat, offlineToolFormat } from '../../../domain/agents/index.ts';
import type {
  AgentNotice,
  OfflineDefinitions,
  OfflineTool,
  SignedCommand,
  SignedSettings,
} from '../../../domain/agents/index.ts';
import { device, enrolledAgent } from '../../../domain/devices/index.ts';
import type { EventStore } from '../../../domain/kernel/index.ts';
import type { PresenceStore } from '../../../projections/kernel/index.ts';
import type { FollowedStreams } from '../followed-streams.ts';
import { accepted } from '../errors/index.ts';
import { agentStream } from '../intake/credentials.ts';
import type { EnrolmentPorts } from '../intake/enrolment-service.ts';
import type { ToolDefinitions } from '../offline-tool/definitions.ts';
import { version } from '../version.ts';
import { AgentDevices } from './agent-devices.ts';
import { AgentEnrolment } from './agent-enrolment.ts';
import { CommandKeys } from './command-key.ts';
import { CommandService } from './command-service.ts';
import { note } from './notices.ts';
import type { AgentSettings, SettingsForAgent } from './settings-for.ts';
import type { InstallationSets } from './installations.ts';
import type { Installed } from './installed.ts';
import { SocketHub } from './socket-hub.ts';
import { SoftwareSearches } from './software-searches.ts';
import type { OnlineManagement } from './online-management.ts';
import type { AgentUpdates, Teller } from './updates.ts';
import { UserForms } from '../user-form/user-forms.ts';
import { agentsOfDevice, clonesOf, deviceOfAgent } from './whose.ts';

/** What of the server agents have to do with. */
export interface AgentParts {
  readonly settings: AgentSettings;
  readonly updates: Pick<AgentUpdates, 'due'>;
  readonly online: Pick<OnlineManagement, 'heard'>;
  readonly sets: InstallationSets;
  readonly installed: Pick<Installed, 'settle' | 'configurationBefore'>;
  /** For what agents ask again and again; it may be a moment late. */
  readonly followed: FollowedStreams;
}

export type AgentsPorts = EnrolmentPorts & {
  readonly events: Pick<EventStore, 'readStream' | 'lastPosition' | 'subscribe'>;
  readonly presence: Pick<PresenceStore, 'touch'>;
};

/** What a server tells an agent that asks for work. */
export interface Work {
  readonly commands: readonly SignedCommand[];
  readonly settings: SignedSettings;
  /** Version of what the person at the computer is to be asked; null: nothing. */
  readonly form: string | null;
  /** Version of the software that is to be searched for; null: none. */
  readonly search: string | null;
}

/** What an agent says when it asks for work. */
export interface Asking {
  /** Sequence of the last command it has taken. */
  readonly after: number;
  /** That of the newest it was nudged for. */
  readonly nudged?: number;
  /** When the settings were issued that it works by, RFC 3339; it takes none that are older. */
  readonly since?: string | undefined;
}

/** Muster's own agents, as far as they are told something: enrolment, settings and commands. */
export class Agents {
  readonly enrolment: AgentEnrolment;
  readonly commands: CommandService;
  readonly forms: UserForms;
  readonly searches: SoftwareSearches;
  readonly followed: FollowedStreams;
  /** For what agents send many times a second. */
  readonly devices: AgentDevices;
  /** Who is connected to this server. */
  readonly hub = new SocketHub();
  readonly #ports: AgentsPorts;
  readonly #keys: CommandKeys;
  readonly #parts: AgentParts;

  constructor(ports: AgentsPorts, parts: AgentParts) {
    this.#ports = ports;
    this.#parts = parts;
    this.#keys = new CommandKeys(ports.credentials);
    this.followed = parts.followed;
    this.devices = new AgentDevices(ports);
    this.forms = new UserForms(ports, parts.followed);
    this.searches = new SoftwareSearches(ports.commands, parts.followed);
    this.commands = new CommandService({ ...ports, keys: this.#keys, followed: parts.followed });
    this.enrolment = new AgentEnrolment({
      ...ports,
      keys: this.#keys,
      verify: ledgerCrypto.verify,
      mayRenew: agentId => this.commands.mayRenew(agentId),
      sets: parts.sets,
    });
  }

  deviceOf(agentId: string): Promise<string | null> {
    return deviceOfAgent(this.#ports, agentId);
  }

  /**
   * The agent asks for work: the commands beyond sequence `after`, among them that which it was `nudged` for, and the
   * settings as they are now. One that says what it runs as (`teller`) is told of the update that is meant for it.
   */
  async work(
    agentId: string,
    agentVersion: string | null,
    { after, nudged, since }: Asking,
    teller: Teller | null = null,
  ): Promise<Work> {
    const { installed, online } = this.#parts;
    const managed = await this.devices.managed(agentId);
    const deviceId = managed?.deviceId ?? null;
    if (deviceId !== null) await installed.settle(agentId, deviceId);
    const told = await this.#settingsFor(deviceId, agentId);
    this.#touch(deviceId, agentVersion, told.settings.pollingMinutes);
    if (teller && deviceId !== null) await this.#orderUpdate(agentId, deviceId, teller);
    if (managed) await online.heard(managed, told.settings.communicate);
    const form = told.settings.userForm ? await this.forms.version() : null;
    const issuedAt = issuedAfter(since, this.#ports.clock.now());
    const work = {
      commands: await this.commands.waiting(agentId, after, nudged),
      settings: await this.#keys.settings({ agentId, issuedAt, ...told }),
      form,
      search: await this.searches.version(),
    };
    this.hub.asked(agentId);
    return work;
  }

  /** What the information collection tool of this installation is told of it. */
  offlineTool(installation: string): Promise<OfflineTool> {
    return this.#keys.offlineTool({
      format: offlineToolFormat,
      version: 1,
      installation,
      product: `Muster ${version}`,
      createdAt: this.#ports.clock.now(),
    });
  }

  /** What the tool is told to collect besides. */
  offlineDefinitions({
    version: definitions,
    conditions,
    fields,
  }: ToolDefinitions): Promise<OfflineDefinitions> {
    return this.#keys.offlineDefinitions({
      format: offlineDefinitionsFormat,
      version: 1,
      definitions,
      conditions: [...conditions],
      fields: [...fields],
    });
  }

  async #orderUpdate(agentId: string, deviceId: string, teller: Teller): Promise<void> {
    const due = await this.#parts.updates.due(deviceId, teller);
    if (!due || (await this.commands.isTold(agentId, due.order))) return;
    // One command for several computers would be done by the first and waited for of the others.
    if ((await clonesOf(this.#ports, agentId, deviceId)).length > 0) return;
    const { order, reason } = due;
    await this.commands.issue(agentId, order, {
      deviceId,
      actor: 'system:agent-updates',
      correlationId: order.update,
      ...(reason !== null && { reason }),
    });
  }

  /** The agent is there. `stopped`: it said that it ends, so the computer counts as away from now on. */
  async heard(agentId: string, agentVersion: string | null, stopped = false): Promise<void> {
    const deviceId = await this.deviceOf(agentId);
    if (deviceId === null) return;
    const { configuration } = await this.#parts.settings.resolve(deviceId);
    this.#touch(deviceId, agentVersion, stopped ? 0 : configuration.settings.pollingMinutes);
  }

  /** One whose computer has not reported yet works by the configuration it was installed with. */
  async #settingsFor(deviceId: string | null, agentId: string): Promise<SettingsForAgent> {
    const { settings, installed } = this.#parts;
    const meanwhile = deviceId === null ? await installed.configurationBefore(agentId) : undefined;
    return settings.agentSettingsFor(deviceId, meanwhile);
  }

  #touch(deviceId: string | null, agentVersion: string | null, expectedEveryMinutes: number): void {
    if (deviceId === null) return;
    this.#ports.presence.touch({
      deviceId,
      lastContactAt: Date.parse(this.#ports.clock.now()),
      lastInventoryAt: null,
      protocol: 'muster',
      agentVersion,
      expectedEverySeconds: expectedEveryMinutes * 60,
      clockSkewSeconds: null,
    });
  }

  /** What an agent says of itself, unasked. Throws where it stands for no device yet. */
  note(agentId: string, notice: AgentNotice): Promise<void> {
    const { commands } = this.#ports;
    const deviceOf = (id: string) => this.devices.of(id);
    return note({ commands, settings: this.#parts.settings, deviceOf }, agentId, notice);
  }

  /**
   * The agent was taken off its computer: its credential ends, and the device is agentless from then on, unless
   * another agent has enrolled on it since. The device and its history stay.
   */
  async leave(agentId: string): Promise<void> {
    await this.heard(agentId, null, true);
    await this.#noteUninstalled(agentId);
    const { commands, credentials } = this.#ports;
    await commands.handle(
      agentStream(agentId),
      enrolledAgent,
      { kind: 'revoke' },
      {
        actor: `agent:${agentId}`,
      },
    );
    await credentials.delete('agent', agentId);
  }

  async #noteUninstalled(agentId: string): Promise<void> {
    const { commands, clock } = this.#ports;
    const deviceId = await this.deviceOf(agentId);
    if (deviceId === null) return;
    const stream = `device-${deviceId}`;
    const { state } = await commands.load(stream, device);
    const [newest] = await agentsOfDevice(this.#ports, state);
    if (newest !== agentId) return;
    const by = (await this.commands.wasToldToGo(agentId)) ? 'order' : 'computer';
    const gone = { type: 'NoteAgentUninstalled', at: clock.now(), agentId, by } as const;
    accepted(await commands.handle(stream, device, gone, { actor: `agent:${agentId}` }));
  }
}

/** Now, or where the clock was set back meanwhile, the moment after: what is issued now is newer whatever it shows. */
function issuedAfter(since: string | undefined, now: string): string {
  if (since === undefined || Date.parse(since) < Date.parse(now)) return now;
  return new Date(Date.parse(since) + 1).toISOString();
}
