import type { Logger } from 'pino';
import type { Filter, ReadStore } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import { nudgeListed } from './nudge-listed.ts';
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

  async tell({ devices }: Pick<SettingsChange, 'devices'>): Promise<void> {
    if (devices === 'all') return this.#hub.nudgeAllInTurn();
    await nudgeListed(this.#agentsOf(devices), this.#hub, this.#log);
  }

  /** Devices that no list has any more have no agent that could be told. */
  async *#agentsOf(devices: readonly Filter[]): AsyncGenerator<string> {
    for (const filter of devices)
      for await (const { columns } of everyRow(this.#read, 'devices.list', { filter, fields: ['agentId'] }))
        if (typeof columns['agentId'] === 'string') yield columns['agentId'];
  }
}
