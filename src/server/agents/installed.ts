import { setTimeout as pause } from 'node:timers/promises';
import {
  agentConfigurations,
  configurationsStream,
  defaultConfigurationId,
} from '../../../domain/agents/index.ts';
import { device, deviceGroups, groupsStream, type DeviceCommand } from '../../../domain/devices/index.ts';
import type { Actor, Position } from '../../../domain/kernel/index.ts';
import { AppError } from '../errors/index.ts';
import type { Duty } from '../duties.ts';
import { recentCredential } from '../intake/credentials.ts';
import type { Services } from '../services.ts';
import type { InstallationSets, KnownSet } from './installations.ts';
import { deviceOfAgent } from './whose.ts';

type Ports = Pick<Services, 'commands' | 'credentials' | 'clock' | 'ids' | 'events' | 'log'>;

/** When an agent is heard of for the first time, or a device by another agent. */
const filter = { types: ['DeviceRegistered', 'DeviceDiscovered', 'DeviceIdentityChanged'] } as const;
const againMs = 5_000;
/** Tokens that are remembered; beyond that all are looked up anew. */
const mostRemembered = 10_000;

/**
 * What an installation set means for the computers that were installed from it: until a device stands for the agent, it
 * works by the configuration of its set; from then on that configuration is assigned to the device, which joins the
 * group of the set. The server that leads does it for whatever it hears of; what happened while none did is settled when
 * the agent asks any of them for work. Done twice it is done once.
 */
export class Installed implements Duty {
  readonly #ports: Ports;
  readonly #sets: InstallationSets;
  /** What a token speaks for never changes. */
  readonly #setsOfTokens = new Map<string, KnownSet | null>();
  #stopping = new AbortController();
  #following: Promise<void> = Promise.resolve();

  constructor(ports: Ports, sets: InstallationSets) {
    this.#ports = ports;
    this.#sets = sets;
  }

  /** The configuration an agent works by before any device stands for it; undefined: that of everybody. */
  async configurationBefore(agentId: string): Promise<string | undefined> {
    return (await this.#setOf(agentId))?.configuration;
  }

  /** Follows the log from now on. */
  start(): void {
    this.#stopping = new AbortController();
    this.#following = this.#follow(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  /** Gives the device of an agent what its set says, once. */
  async settle(agentId: string, deviceId: string): Promise<void> {
    const set = await this.#setOf(agentId);
    if (!set) return;
    const { commands, clock } = this.#ports;
    const { state } = await commands.load(`device-${deviceId}`, device);
    if (state.installation?.agentId === agentId && state.installation.set === set.set) return;
    const actor: Actor = `agent:${agentId}`;
    await this.#assign(set, deviceId, actor);
    await this.#join(set, deviceId, actor);
    const { set: id, name: setName, configuration, platform } = set;
    await this.#onDevice(deviceId, actor, {
      type: 'NoteAgentInstalled',
      at: clock.now(),
      agentId,
      set: id,
      setName,
      configuration,
      platform,
    });
  }

  /** The default configuration is assigned nowhere: its computers have what their groups have. */
  async #assign({ configuration }: KnownSet, deviceId: string, actor: Actor): Promise<void> {
    if (configuration === defaultConfigurationId) return;
    const assigned = await this.#ports.commands.handle(
      configurationsStream,
      agentConfigurations,
      { type: 'AssignConfiguration', configuration, targets: [{ kind: 'computer', device: deviceId }] },
      { actor },
    );
    if (assigned.kind === 'refused')
      this.#ports.log.warn({ deviceId, code: assigned.refusal.code }, 'the configuration of its set is gone');
  }

  async #join({ contents }: KnownSet, deviceId: string, actor: Actor): Promise<void> {
    const { group } = contents;
    if (group === null) return;
    const { commands, clock } = this.#ports;
    const { state } = await commands.load(groupsStream, deviceGroups);
    const name = Object.hasOwn(state, group) ? state[group] : undefined;
    if (name === undefined) return;
    await this.#onDevice(deviceId, actor, {
      type: 'GroupDevice',
      at: clock.now(),
      add: [{ group, name }],
      remove: [],
    });
  }

  async #onDevice(deviceId: string, actor: Actor, command: DeviceCommand): Promise<void> {
    const done = await this.#ports.commands.handle(`device-${deviceId}`, device, command, { actor });
    // Removed or merged in this moment: whoever reports next is settled then.
    if (done.kind === 'refused')
      this.#ports.log.info({ deviceId, code: done.refusal.code, command: command.type }, 'not settled');
    if (done.kind === 'conflict') throw new AppError('REVISION_CONFLICT');
  }

  async #setOf(agentId: string): Promise<KnownSet | undefined> {
    const { tokenId, dialect } = (await recentCredential(this.#ports.credentials, agentId))?.details ?? {};
    return typeof tokenId === 'string' && dialect === 'muster' ? this.#setOfToken(tokenId) : undefined;
  }

  async #setOfToken(tokenId: string): Promise<KnownSet | undefined> {
    const known = this.#setsOfTokens.get(tokenId);
    if (known !== undefined) return known ?? undefined;
    const { set } = await this.#sets.token(tokenId);
    const found = set === undefined ? undefined : await this.#sets.find(set);
    // A set whose token is there before it will be there in a moment.
    if (set !== undefined && !found) return undefined;
    if (this.#setsOfTokens.size >= mostRemembered) this.#setsOfTokens.clear();
    this.#setsOfTokens.set(tokenId, found ?? null);
    return found;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { events, log } = this.#ports;
    let heard: Position | undefined;
    while (!signal.aborted)
      try {
        heard ??= await events.lastPosition();
        for await (const message of events.subscribe(heard, filter, signal)) {
          if (message.kind !== 'events') continue;
          for (const { data, position } of message.events) {
            const { agentId } = data as { readonly agentId?: string };
            const deviceId = agentId === undefined ? null : await deviceOfAgent(this.#ports, agentId);
            if (agentId !== undefined && deviceId !== null) await this.settle(agentId, deviceId);
            heard = position;
          }
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'what was installed is settled a little later');
        await pause(againMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
  }
}
