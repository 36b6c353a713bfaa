import type { Logger } from 'pino';
import type { Filter, ReadStore } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import type { SettingsChange } from './settings-watch.ts';
import type { SocketHub } from './socket-hub.ts';

/** Tells the agents that are connected here that their settings may be others now; they ask, and are told. */
export class SettingsNudges {
  readonly #read: Pick<ReadStore, 'find'>;
  readonly #hub: Pick<SocketHub, 'nudgeInTurn' | 'nudgeAllInTurn'>;
  readonly #log: Pick<Logger, 'warn'>;

  constructor(
    { read, log }: { readonly read: Pick<ReadStore, 'find'>; readonly log: Pick<Logger, 'warn'> },
    hub: Pick<SocketHub, 'nudgeInTurn' | 'nudgeAllInTurn'>,
  ) {
    this.#read = read;
    this.#log = log;
    this.#hub = hub;
  }

  /**
   * Devices that no list has any more have no agent that could be told. Where the list cannot be read to its end, all
   * are told: an agent that was left out would work by what was until its next poll.
   */
  async tell({ devices }: Pick<SettingsChange, 'devices'>): Promise<void> {
    if (devices === 'all') return this.#hub.nudgeAllInTurn();
    try {
      await this.#tellThose(devices);
    } catch (error) {
      this.#log.warn({ err: error }, 'whose settings changed could not be read; all agents are told to ask');
      this.#hub.nudgeAllInTurn();
    }
  }

  async #tellThose(devices: readonly Filter[]): Promise<void> {
    for (const filter of devices)
      for await (const { columns } of everyRow(this.#read, 'devices.list', { filter, fields: ['agentId'] }))
        if (typeof columns['agentId'] === 'string') this.#hub.nudgeInTurn([columns['agentId']]);
  }
}
