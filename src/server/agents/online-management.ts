import { device } from '../../../domain/devices/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import type { Services } from '../services.ts';
import type { SettingsChange } from './settings-watch.ts';
import type { AgentSettings } from './settings-for.ts';

export type OnlineManagementPorts = Pick<Services, 'clock' | 'commands' | 'read' | 'log'>;

/** Ids that one question names at most. */
const idsAtOnce = 1_000;
const actor = 'system:agent-settings';
/** Who has an agent that a configuration can silence. */
const reporting: Filter = { op: 'in', column: 'managementType', values: ['agent', 'offline'] };

/**
 * Whether a computer is managed online or offline follows the configuration of its agent: offline as soon as the
 * configuration says that it does not communicate, online again once the agent was heard under one that lets it.
 */
export class OnlineManagement {
  readonly #ports: OnlineManagementPorts;
  readonly #settings: Pick<AgentSettings, 'resolve'>;

  constructor(ports: OnlineManagementPorts, settings: Pick<AgentSettings, 'resolve'>) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** The agent of this device asked for its settings and is told these. */
  async heard(deviceId: string, communicates: boolean): Promise<void> {
    const { state } = await this.#ports.commands.load(`device-${deviceId}`, device, { mayBeOld: true });
    if ((state.managementType === 'agent') === communicates) return;
    await this.#settle(deviceId, communicates, true);
  }

  /** Configurations, or who has which, are others than before. */
  async changed({ devices }: Pick<SettingsChange, 'devices'>): Promise<void> {
    try {
      for await (const id of this.#agentsAmong(devices)) {
        const { configuration } = await this.#settings.resolve(id);
        await this.#settle(id, configuration.settings.communicate, false);
      }
    } catch (error) {
      // Each is looked at again when its agent asks.
      this.#ports.log.error({ err: error }, 'how devices are managed could not be settled');
    }
  }

  async #settle(deviceId: string, communicates: boolean, heard: boolean): Promise<void> {
    const { commands, clock } = this.#ports;
    const command = { type: 'SettleManagement', at: clock.now(), communicates, heard } as const;
    await commands.handle(`device-${deviceId}`, device, command, { actor });
  }

  async *#agentsAmong(devices: SettingsChange['devices']): AsyncGenerator<string> {
    const chunks = devices === 'all' ? [undefined] : chunksOf(devices);
    for (const values of chunks) {
      const filter: Filter = values
        ? { op: 'and', filters: [{ op: 'in', column: 'id', values: [...values] }, reporting] }
        : reporting;
      for await (const { id } of everyRow(this.#ports.read, 'devices.list', { filter, fields: [] })) yield id;
    }
  }
}

function* chunksOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += idsAtOnce) yield ids.slice(from, from + idsAtOnce);
}
