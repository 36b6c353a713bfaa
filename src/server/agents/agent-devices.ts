import type { EventStore } from '../../../domain/kernel/index.ts';
import type { DeviceEventType } from '../../../domain/devices/index.ts';
import { LogWatch } from '../log-watch.ts';
import { whoseIs, type ManagedDevice, type WhosePorts } from './whose.ts';

/** What can make another device stand for an agent, or one be managed in another way. */
const moves: readonly DeviceEventType[] = [
  'DeviceRegistered',
  'DeviceIdentityChanged',
  'DeviceMerged',
  'DeviceAbsorbed',
  'DeviceSplit',
  'DeviceRestored',
  'DeviceRemoved',
  'ManagementTypeChanged',
];
/** Agents that are remembered; beyond that all are looked up anew. */
const mostRemembered = 100_000;

/**
 * Which device stands for an agent, remembered until the log tells of a change of any device that was looked at for
 * it. For what agents send many times a second; it may be a moment late. Everything else asks `deviceOfAgent`.
 */
export class AgentDevices {
  readonly #ports: WhosePorts;
  readonly watch: LogWatch;
  readonly #devices = new Map<string, ManagedDevice>();
  /** Agents for which a device was looked at. */
  readonly #lookedAt = new Map<string, Set<string>>();
  /** What was read while something changed may be what it was before. */
  #changes = 0;

  constructor(ports: WhosePorts & { readonly events: Pick<EventStore, 'lastPosition' | 'subscribe'> }) {
    this.#ports = ports;
    this.watch = new LogWatch(ports.events, { categories: ['device'], types: moves }, events => {
      for (const { stream } of events) this.#changed(stream.slice('device-'.length));
    });
  }

  /** Null: there is none, or none yet. */
  async of(agentId: string): Promise<string | null> {
    return (await this.managed(agentId))?.deviceId ?? null;
  }

  /** The same, and how it is managed: a device is large, and 30,000 do not stay at hand. */
  async managed(agentId: string): Promise<ManagedDevice | null> {
    const known = this.watch.following ? this.#devices.get(agentId) : undefined;
    if (known !== undefined) return known;
    const before = this.#changes;
    const { device, lookedAt } = await whoseIs(this.#ports, agentId);
    if (device !== null && this.watch.following && this.#changes === before)
      this.#remember(agentId, device, lookedAt);
    return device;
  }

  #remember(agentId: string, managed: ManagedDevice, lookedAt: readonly string[]): void {
    if (this.#devices.size >= mostRemembered) {
      this.#devices.clear();
      this.#lookedAt.clear();
    }
    this.#devices.set(agentId, managed);
    for (const device of lookedAt) {
      const agents = this.#lookedAt.get(device);
      if (agents) agents.add(agentId);
      else this.#lookedAt.set(device, new Set([agentId]));
    }
  }

  #changed(device: string): void {
    this.#changes++;
    for (const agentId of this.#lookedAt.get(device) ?? []) this.#devices.delete(agentId);
    this.#lookedAt.delete(device);
  }
}
