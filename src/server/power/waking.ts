import { networkInterfaces } from 'node:os';
import { sendWake } from '../../../adapters/wake/index.ts';
import { device } from '../../../domain/devices/index.ts';
import type {
  DeviceCommand,
  DeviceEvent,
  DeviceRefusal,
  DeviceState,
  StartWay,
} from '../../../domain/devices/index.ts';
import type { Services } from '../services.ts';
import type { Actor, CommandHandler, Clock, CommandResult } from '../../../domain/kernel/index.ts';
import type { ReadStore } from '../../../projections/kernel/index.ts';
import type { CommandService } from '../agents/command-service.ts';
import { agentsOfDevice, type WhosePorts } from '../agents/whose.ts';
import { beginningOf, cardsOf, isIn, segmentOf, type Card } from './segments.ts';

/** What the machine of the server reaches by itself. */
export interface OwnNetwork {
  readonly interfaces: typeof networkInterfaces;
  readonly send: typeof sendWake;
}
export const ownNetwork: OwnNetwork = { interfaces: networkInterfaces, send: sendWake };

export interface WakingPorts extends WhosePorts {
  readonly commands: CommandHandler;
  readonly clock: Clock;
  readonly read: Pick<ReadStore, 'find'>;
  readonly log: Pick<Services['log'], 'warn'>;
}

export interface Start {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
}

/** As many neighbours are looked at for one whose agent is there. */
const mostNeighbours = 50;

/**
 * Starts computers by Wake on LAN: from the server in its own segments, and elsewhere through the agent of a computer
 * that is on in the segment of the sleeping one.
 */
export class Waking {
  readonly #ports: WakingPorts;
  readonly #agents: Pick<CommandService, 'issue'>;
  readonly #own: OwnNetwork;

  constructor(ports: WakingPorts, agents: Pick<CommandService, 'issue'>, own: OwnNetwork = ownNetwork) {
    this.#ports = ports;
    this.#agents = agents;
    this.#own = own;
  }

  /** Recorded, then tried in every way there is. Refused with `DEVICE_START_NO_WAY` where there is none. */
  async start(
    deviceId: string,
    { actor, correlationId, reason, dryRun }: Start,
  ): Promise<CommandResult<DeviceEvent, DeviceRefusal>> {
    const { commands, clock } = this.#ports;
    const { state } = await commands.load(`device-${deviceId}`, device);
    const ways = await this.#waysTo(deviceId, state);
    const why = reason === undefined ? {} : { reason };
    const command: DeviceCommand = { type: 'RequestStart', at: clock.now(), ways: [...ways], ...why };
    const by = { actor, correlationId, dryRun };
    const result = await commands.handle(`device-${deviceId}`, device, command, by);
    if (result.kind === 'accepted' && !dryRun)
      for (const way of ways) await this.#go(way, actor, correlationId);
    return result;
  }

  /** One way that fails does not close the others; whether the computer came up is seen when it reports. */
  async #go({ via, mac, broadcast, ...relay }: StartWay, actor: Actor, correlationId: string): Promise<void> {
    try {
      if (via === 'server') await this.#own.send(mac, broadcast);
      else if (relay.agent !== undefined && relay.device !== undefined)
        await this.#agents.issue(
          relay.agent,
          { kind: 'wake', mac, broadcast },
          { deviceId: relay.device, actor, correlationId },
        );
    } catch (error) {
      this.#ports.log.warn({ err: error, mac, broadcast }, 'a computer could not be called to start');
    }
  }

  async #waysTo(deviceId: string, state: DeviceState): Promise<readonly StartWay[]> {
    const ways: StartWay[] = [];
    for (const card of cardsOf(state.inventory)) {
      const { mac, broadcast } = card;
      if (this.#isOwn(card)) ways.push({ via: 'server', mac, broadcast });
      else {
        const relay = await this.#relayFor(deviceId, card);
        if (relay) ways.push({ via: 'agent', ...relay, mac, broadcast });
      }
    }
    return ways;
  }

  #isOwn({ network }: Card): boolean {
    const all = Object.values(this.#own.interfaces()).flatMap(each => each ?? []);
    return all.some(
      ({ family, internal, address, netmask }) =>
        family === 'IPv4' &&
        !internal &&
        isIn(network, address) &&
        segmentOf(address, netmask)?.address === network.address,
    );
  }

  /** A computer that is on in the segment, and its agent. */
  async #relayFor(
    deviceId: string,
    { network }: Card,
  ): Promise<{ readonly device: string; readonly agent: string } | undefined> {
    const { items } = await this.#ports.read.find('devices.list', {
      filter: {
        op: 'and',
        filters: [
          { op: 'eq', column: 'online', value: 'online' },
          { op: 'eq', column: 'managementStatus', value: 'managed' },
          { op: 'prefix', column: 'ipAddress', value: beginningOf(network) },
        ],
      },
      fields: ['ipAddress'],
      limit: mostNeighbours,
      total: false,
    });
    for (const { id, columns } of items) {
      if (id === deviceId || !isIn(network, String(columns.ipAddress))) continue;
      const { state } = await this.#ports.commands.load(`device-${id}`, device);
      const [agent] = await agentsOfDevice(this.#ports, state);
      if (agent !== undefined) return { device: id, agent };
    }
    return undefined;
  }
}
