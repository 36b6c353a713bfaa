import { agentConfigurations, configurationsStream } from '../../../domain/agents/index.ts';
import type { AgentConfigurations as Configurations } from '../../../domain/agents/index.ts';
import { device } from '../../../domain/devices/index.ts';
import { havingConfiguration, resolverOf } from '../../../projections/agents/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import type { Services } from '../services.ts';
import { isAskable } from './askable.ts';
import type { AgentConfigurations } from './configurations.ts';
import type { SettingsChange, SettingsWatch } from './settings-watch.ts';
import type { ManagedDevice } from './whose.ts';

export type OnlineManagementPorts = Pick<
  Services,
  'clock' | 'commands' | 'events' | 'projections' | 'read' | 'log'
>;

const actor = 'system:agent-settings';
const listsWithinMs = 10_000;
const online: Filter = { op: 'eq', column: 'managementType', value: 'agent' };
const everybody: readonly Filter[] = [{ op: 'and', filters: [] }];

/**
 * Whether a computer is managed online or offline follows the configuration of its agent: offline as soon as the
 * configuration says that it does not communicate, online again once the agent was heard under one that lets it. The
 * first is the work of one server, which begins it with a look at everybody; the second of whichever server is asked.
 */
export class OnlineManagement {
  readonly #ports: OnlineManagementPorts;
  readonly #configurations: Pick<AgentConfigurations, 'assignments'>;
  readonly #watch: Pick<SettingsWatch, 'onChange'>;
  #running: { readonly stopping: AbortController; readonly unwatch: () => void } | undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(
    ports: OnlineManagementPorts,
    configurations: Pick<AgentConfigurations, 'assignments'>,
    watch: Pick<SettingsWatch, 'onChange'>,
  ) {
    this.#ports = ports;
    this.#configurations = configurations;
    this.#watch = watch;
  }

  /** The agent of this device asked for its settings and is told these. */
  async heard({ deviceId, managementType }: ManagedDevice, communicates: boolean): Promise<void> {
    if ((managementType === 'agent') === communicates) return;
    await this.#settle(deviceId, communicates, true);
  }

  /** From now on this server silences whom configurations silence. May be started again after `stop`. */
  start(): void {
    const stopping = new AbortController();
    const { signal } = stopping;
    const unwatch = this.#watch.onChange(change => this.#inTurn(() => this.#silence(change, signal)));
    this.#running = { stopping, unwatch };
    this.#inTurn(async () => {
      const position = await this.#ports.events.lastPosition();
      await this.#silence({ devices: 'all', position }, signal);
    });
  }

  async stop(): Promise<void> {
    this.#running?.unwatch();
    this.#running?.stopping.abort();
    this.#running = undefined;
    await this.#working;
  }

  /** Only those are asked for that are managed online under a configuration that does not let them: mostly nobody. */
  async #silence({ devices, position }: SettingsChange, signal: AbortSignal): Promise<void> {
    const { commands, projections, read } = this.#ports;
    const { state } = await commands.load(configurationsStream, agentConfigurations);
    const silent = silentIn(state);
    if (silent.size === 0 || signal.aborted) return;
    await projections.reached(position, { projections: ['devices.list'], timeoutMs: listsWithinMs });
    const definition = read.definition('devices.list');
    const assignments = await this.#configurations.assignments(state);
    const resolve = resolverOf(assignments, definition);
    const having: Filter = {
      op: 'or',
      filters: [...silent].map(configuration => havingConfiguration(assignments, configuration)),
    };
    for (const among of devices === 'all' ? everybody : devices) {
      const narrow: Filter = { op: 'and', filters: [online, among, having] };
      const filter: Filter = isAskable(definition, narrow) ? narrow : { op: 'and', filters: [online, among] };
      for await (const row of everyRow(read, 'devices.list', { filter })) {
        if (signal.aborted) return;
        if (silent.has(resolve(row).configuration)) await this.#settle(row.id, false, false);
      }
    }
  }

  async #settle(deviceId: string, communicates: boolean, heard: boolean): Promise<void> {
    const { commands, clock } = this.#ports;
    const command = { type: 'SettleManagement', at: clock.now(), communicates, heard } as const;
    await commands.handle(`device-${deviceId}`, device, command, { actor });
  }

  #inTurn(work: () => Promise<void>): void {
    this.#working = this.#working.then(work).catch((error: unknown) => {
      // Each is looked at again when its agent asks.
      this.#ports.log.error({ err: error }, 'how devices are managed could not be settled');
    });
  }
}

/** Configurations whose computers do not communicate. */
function silentIn({ configurations }: Configurations): ReadonlySet<string> {
  const silent = Object.entries(configurations).filter(([, { settings }]) => !settings.communicate);
  return new Set(silent.map(([configuration]) => configuration));
}
