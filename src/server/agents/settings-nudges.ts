import type { ReadStore } from '../../../projections/kernel/index.ts';
import type { SettingsChange } from './settings-watch.ts';
import type { SocketHub } from './socket-hub.ts';

const atOnce = 1_000;

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
    for (let from = 0; from < devices.length; from += atOnce) {
      const values = devices.slice(from, from + atOnce);
      const { items } = await this.#read.find('devices.list', {
        filter: { op: 'in', column: 'id', values: [...values] },
        fields: ['agentId'],
        limit: atOnce,
        total: false,
      });
      this.#hub.nudgeInTurn(
        items.map(({ columns }) => columns['agentId']).filter(agentId => typeof agentId === 'string'),
      );
    }
  }
}
