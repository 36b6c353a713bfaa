import { setTimeout as pause } from 'node:timers/promises';
import { sharedViewEvents } from '../../../domain/accounts/index.ts';
import { configurationEvents, configurationsStream, targetKey } from '../../../domain/agents/index.ts';
import type { AssignmentTarget, ConfigurationEvent } from '../../../domain/agents/index.ts';
import {
  deviceFieldEvents,
  fieldsStream,
  searchConditionEvents,
  searchesStream,
  type DeviceEventType,
} from '../../../domain/devices/index.ts';
import type { EventStore, Position, StoredEvent } from '../../../domain/kernel/index.ts';
import { havingConfiguration, membersOf } from '../../../projections/agents/index.ts';
import { QueryError, type Filter } from '../../../projections/kernel/index.ts';
import { allRows } from '../rows.ts';
import type { AgentConfigurations, ConfigurationPorts } from './configurations.ts';

/** Devices whose settings may be others than before; `all`: any of them. */
export interface SettingsChange {
  readonly devices: readonly string[] | 'all';
  /** Lists have come this far. */
  readonly position: Position;
}
export type SettingsListener = (change: SettingsChange) => void;

/** What moves a device from one group to another. */
const moves: readonly DeviceEventType[] = [
  'DeviceRegistered',
  'DeviceRestored',
  'DevicePlaced',
  'DeviceTypeChanged',
  'DetailsLearned',
  'NetworkSettingsChanged',
  'NetworkAdapterAdded',
  'NetworkAdapterChanged',
  'NetworkAdapterRemoved',
  'NetworkAddressChanged',
];
const categories = ['configurations', 'views', 'device', 'fields', 'searches'];
const types = [configurationEvents, sharedViewEvents, deviceFieldEvents, searchConditionEvents]
  .flatMap(events => Object.keys(events))
  .concat(moves);

const retryMs = 1_000;
const listsWithinMs = 10_000;

/**
 * Says whose settings changed, whichever server changed them: by an edit, an assignment, a group that was defined
 * anew, or a device that moved. It may name a device too many and none too few: who is told compares the version. The
 * agent asks when it starts anyway, so what happened before the watch began is not repeated.
 */
export class SettingsWatch {
  readonly #ports: ConfigurationPorts;
  readonly #configurations: AgentConfigurations;
  readonly #listeners = new Set<SettingsListener>();
  readonly #stopping = new AbortController();
  #heard: Position = 0;

  constructor(ports: ConfigurationPorts, configurations: AgentConfigurations) {
    this.#ports = ports;
    this.#configurations = configurations;
  }

  /** Returns the unsubscriber. */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    this.#heard = await this.#ports.events.lastPosition();
    void this.#follow(this.#ports.events);
  }

  /** Tells nobody any more; what it is just reading fails or ends by itself. */
  stop(): void {
    this.#stopping.abort();
  }

  async #follow(events: EventStore): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted)
      try {
        for await (const message of events.subscribe(this.#heard, { categories, types }, signal)) {
          if (message.kind === 'caught-up') continue;
          await this.#tell(message.events);
          this.#heard = message.events.at(-1)?.position ?? this.#heard;
        }
      } catch {
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
  }

  async #tell(events: readonly StoredEvent[]): Promise<void> {
    const position = events.at(-1)?.position ?? 0;
    if (this.#listeners.size === 0 || position === 0) return;
    await this.#ports.projections.reached(position, {
      projections: ['devices.list'],
      timeoutMs: listsWithinMs,
    });
    const found = new Set<string>();
    let all = false;
    for (const event of events) {
      const devices = await this.#devicesOf(event).catch(tooManyGroups);
      if (devices === 'all') all = true;
      else for (const id of devices) found.add(id);
    }
    if (this.#stopping.signal.aborted || (!all && found.size === 0)) return;
    for (const listener of this.#listeners) listener({ devices: all ? 'all' : [...found], position });
  }

  async #devicesOf(event: StoredEvent): Promise<readonly string[] | 'all'> {
    const state = await this.#configurations.load();
    // What people are asked for, and what is searched for, is the same at every computer.
    if (event.stream === fieldsStream || event.stream === searchesStream) return 'all';
    if (event.stream === configurationsStream) return this.#reachedBy(event as unknown as ConfigurationEvent);
    const groups = Object.values(state.groups);
    if (event.stream.startsWith('device-')) {
      const id = event.stream.slice('device-'.length);
      return groups.length > 0 ? [id] : [];
    }
    const { view } = event.data as { readonly view: string };
    return groups.some(({ target }) => targetKey(target) === `view:${view}`) ? 'all' : [];
  }

  async #reachedBy({ type, data }: ConfigurationEvent): Promise<readonly string[]> {
    switch (type) {
      case 'AgentConfigurationEdited': {
        const assignments = await this.#configurations.assignments(await this.#configurations.load());
        return this.#idsOf(havingConfiguration(assignments, data.configuration));
      }
      case 'AgentConfigurationAssigned':
      case 'AgentConfigurationAssignmentCancelled':
        return this.#idsIn(data.targets.map(({ target }) => target));
      default:
        return [];
    }
  }

  async #idsIn(targets: readonly AssignmentTarget[]): Promise<readonly string[]> {
    const chosen = targets.flatMap(target => (target.kind === 'computer' ? [target.device] : []));
    const views = await this.#configurations.viewFilters();
    const groups = targets.flatMap(target => (target.kind === 'computer' ? [] : [membersOf(target, views)]));
    if (groups.length === 0) return chosen;
    return [...chosen, ...(await this.#idsOf({ op: 'or', filters: groups }))];
  }

  async #idsOf(filter: Filter): Promise<readonly string[]> {
    const rows = await allRows(this.#ports.read, 'devices.list', { filter, fields: [] });
    return rows.map(({ id }) => id);
  }
}

/** Groups that cannot be asked for together, after a shared view has grown, are all told. */
function tooManyGroups(error: unknown): 'all' {
  if (error instanceof QueryError) return 'all';
  throw error;
}
