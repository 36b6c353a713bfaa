import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { type AgentSettings, type SignedCommand, type SignedSettings } from '../../../domain/agents/index.ts';
import { device, enrolledAgent } from '../../../domain/devices/index.ts';
import type { EventStore } from '../../../domain/kernel/index.ts';
import type { PresenceStore } from '../../../projections/kernel/index.ts';
import { accepted } from '../errors/index.ts';
import { agentStream } from '../intake/credentials.ts';
import type { EnrolmentPorts } from '../intake/enrolment-service.ts';
import { AgentEnrolment } from './agent-enrolment.ts';
import { CommandKeys } from './command-key.ts';
import { CommandService } from './command-service.ts';
import type { InstallationSets } from './installations.ts';
import type { Installed } from './installed.ts';
import { SocketHub } from './socket-hub.ts';
import type { AgentUpdates, Teller } from './updates.ts';
import { agentsOfDevice, clonesOf, deviceOfAgent } from './whose.ts';

/** The settings an agent works by; without a device: it has not reported of one yet. */
export type AgentSettingsFor = (deviceId: string | null, agentId: string) => Promise<AgentSettings>;

export type AgentsPorts = EnrolmentPorts & {
  readonly events: Pick<EventStore, 'readStream'>;
  readonly presence: Pick<PresenceStore, 'touch'>;
};

/** What a server tells an agent that asks for work. */
export interface Work {
  readonly commands: readonly SignedCommand[];
  readonly settings: SignedSettings;
}

/** Muster's own agents, as far as they are told something: enrolment, settings and commands. */
export class Agents {
  readonly enrolment: AgentEnrolment;
  readonly commands: CommandService;
  /** Who is connected to this server. */
  readonly hub = new SocketHub();
  readonly #ports: AgentsPorts;
  readonly #keys: CommandKeys;
  readonly #settingsFor: AgentSettingsFor;
  readonly #updates: Pick<AgentUpdates, 'due'>;
  readonly #installed: Pick<Installed, 'settle'>;

  constructor(
    ports: AgentsPorts,
    settingsFor: AgentSettingsFor,
    updates: Pick<AgentUpdates, 'due'>,
    sets: InstallationSets,
    installed: Pick<Installed, 'settle'>,
  ) {
    this.#ports = ports;
    this.#installed = installed;
    this.#settingsFor = settingsFor;
    this.#updates = updates;
    this.#keys = new CommandKeys(ports.credentials);
    this.commands = new CommandService({ ...ports, keys: this.#keys });
    this.enrolment = new AgentEnrolment({
      ...ports,
      keys: this.#keys,
      verify: ledgerCrypto.verify,
      mayRenew: agentId => this.commands.mayRenew(agentId),
      sets,
    });
  }

  deviceOf(agentId: string): Promise<string | null> {
    return deviceOfAgent(this.#ports, agentId);
  }

  /**
   * The commands beyond sequence `after`, and the settings as they are now. An agent that says what it runs as
   * (`teller`) is told of the update that is meant for it.
   */
  async work(agentId: string, after: number, teller: Teller | null = null): Promise<Work> {
    await this.#installed.settle(agentId);
    const deviceId = await this.deviceOf(agentId);
    if (teller && deviceId !== null) await this.#orderUpdate(agentId, deviceId, teller);
    const settings = await this.#settingsFor(deviceId, agentId);
    const issuedAt = this.#ports.clock.now();
    return {
      commands: await this.commands.waiting(agentId, after),
      settings: await this.#keys.settings({ agentId, issuedAt, settings }),
    };
  }

  async #orderUpdate(agentId: string, deviceId: string, teller: Teller): Promise<void> {
    const due = await this.#updates.due(deviceId, teller);
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
    const { pollingMinutes } = await this.#settingsFor(deviceId, agentId);
    this.#ports.presence.touch({
      deviceId,
      lastContactAt: Date.parse(this.#ports.clock.now()),
      lastInventoryAt: null,
      protocol: 'muster',
      agentVersion,
      expectedEverySeconds: stopped ? 0 : pollingMinutes * 60,
      clockSkewSeconds: null,
    });
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
