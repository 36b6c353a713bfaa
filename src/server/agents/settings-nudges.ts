import type { ReadStore } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import type { SettingsChange } from './settings-watch.ts';
import type { SocketHub } from './socket-hub.ts';

/** Tells the agents that are connected here that their settings may be others now; they ask, and are told. */
export class SettingsNudges {
  readonly #read: Pick<ReadStore, 'find'>;
  readonly #hub: Pick<SocketHub, 'nudgeInTurn' | 'nudgeAllInTurn'>;

  constructor(read: Pick<ReadStore, 'find'>, hub: Pick<SocketHub, 'nudgeInTurn' | 'nudgeAllInTurn'>) {
    this.#read = read;
    this.#hub = hub;
  }

  /** Devices that no list has any more have no agent that could be told. */
  async tell({ devices }: Pick<SettingsChange, 'devices'>): Promise<void> {
    if (devices === 'all') return this.#hub.nudgeAllInTurn();
    for (const filter of devices)
      for await (const { columns } of everyRow(this.#read, 'devices.list', { filter, fields: ['agentId'] }))
        if (typeof columns['agentId'] === 'string') this.#hub.nudgeInTurn([columns['agentId']]);
  }
}
