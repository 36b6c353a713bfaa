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
import type { Position, StoredEvent } from '../../../domain/kernel/index.ts';
import { operationLogSettingsStream } from '../../../domain/operation-logs/index.ts';
import { everybodyHas, havingConfiguration, membersOf } from '../../../projections/agents/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import { LogWatch } from '../log-watch.ts';
import { isAskable } from './askable.ts';
import type { AgentConfigurations, ConfigurationPorts } from './configurations.ts';

export interface SettingsChange {
  /** Devices whose settings may be others than before: those of any of these questions; `all`: any device. */
  readonly devices: readonly Filter[] | 'all';
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
const categories = ['configurations', 'views', 'device', 'fields', 'searches', 'operationLogs'];
const types = [configurationEvents, sharedViewEvents, deviceFieldEvents, searchConditionEvents]
  .flatMap(events => Object.keys(events))
  .concat(moves, 'OperationLogConfigured');

/** What people are asked for, what is searched for, and what is recorded of users: the same at every computer. */
const sameEverywhere: ReadonlySet<string> = new Set([
  fieldsStream,
  searchesStream,
  operationLogSettingsStream,
]);

/** Ids that one question names at most. */
const idsAtOnce = 1_000;
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
  readonly watch: LogWatch;

  constructor(ports: ConfigurationPorts, configurations: AgentConfigurations) {
    this.#ports = ports;
    this.#configurations = configurations;
    this.watch = new LogWatch(ports.events, { categories, types }, events => this.#tell(events));
  }

  /** Returns the unsubscriber. */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #tell(events: readonly StoredEvent[]): Promise<void> {
    const position = events.at(-1)?.position ?? 0;
    if (this.#listeners.size === 0 || position === 0) return;
    await this.#ports.projections.reached(position, {
      projections: ['devices.list'],
      timeoutMs: listsWithinMs,
    });
    const moved = new Set<string>();
    const reached: (Filter | 'all')[] = [];
    for (const event of events)
      if (event.stream.startsWith('device-')) moved.add(event.stream.slice('device-'.length));
      else reached.push(...(await this.#reachedBy(event)));
    const questions = reached.filter(question => question !== 'all');
    const all = questions.length < reached.length;
    if (await this.#isGrouped())
      for (const values of chunksOf([...moved])) questions.push({ op: 'in', column: 'id', values });
    if (this.watch.stopped || (!all && questions.length === 0)) return;
    for (const listener of this.#listeners) listener({ devices: all ? 'all' : questions, position });
  }

  /** What a device is counts only where something is assigned to groups. */
  async #isGrouped(): Promise<boolean> {
    return Object.keys((await this.#configurations.load()).groups).length > 0;
  }

  async #reachedBy(event: StoredEvent): Promise<readonly (Filter | 'all')[]> {
    if (sameEverywhere.has(event.stream)) return ['all'];
    if (event.stream === configurationsStream)
      return (await this.#changedBy(event as unknown as ConfigurationEvent)).map(each =>
        each === 'all' ? each : this.#askable(each),
      );
    const { view } = event.data as { readonly view: string };
    const groups = Object.values((await this.#configurations.load()).groups);
    return groups.some(({ target }) => targetKey(target) === `view:${view}`) ? ['all'] : [];
  }

  async #changedBy({ type, data }: ConfigurationEvent): Promise<readonly (Filter | 'all')[]> {
    switch (type) {
      case 'AgentConfigurationEdited': {
        const assignments = await this.#configurations.assignments(await this.#configurations.load());
        // Then no list need be read for whom it concerns.
        if (everybodyHas(assignments, data.configuration)) return ['all'];
        return [havingConfiguration(assignments, data.configuration)];
      }
      case 'AgentConfigurationAssigned':
      case 'AgentConfigurationAssignmentCancelled':
        return [await this.#within(data.targets.map(({ target }) => target))];
      default:
        return [];
    }
  }

  async #within(targets: readonly AssignmentTarget[]): Promise<Filter> {
    const views = await this.#configurations.viewFilters();
    const values = targets.flatMap(target => (target.kind === 'computer' ? [target.device] : []));
    const groups = targets.flatMap(target => (target.kind === 'computer' ? [] : [membersOf(target, views)]));
    return { op: 'or', filters: [{ op: 'in', column: 'id', values }, ...groups] };
  }

  /** Where that is too much for one question, all are told. */
  #askable(question: Filter): Filter | 'all' {
    return isAskable(this.#ports.read.definition('devices.list'), question) ? question : 'all';
  }
}

function* chunksOf(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += idsAtOnce) yield ids.slice(from, from + idsAtOnce);
}
