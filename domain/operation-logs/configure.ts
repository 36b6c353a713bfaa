import { accept, type Decider, type EventsOf } from '../kernel/index.ts';
import { canonicalJson } from '../system/index.ts';
import type { operationLogEvents } from './events.ts';
import { operationDetails } from './records/index.ts';
import {
  defaultOperationLogSettings,
  type CollectionSettings,
  type OperationLogSettings,
} from './settings.ts';

type Configured = EventsOf<Pick<typeof operationLogEvents, 'OperationLogConfigured'>>;

export interface OperationLogState {
  readonly settings: OperationLogSettings;
  /** Counts the changes of what agents are told. */
  readonly version: number;
}

/** What is recorded of the operations of users, how long, and what of it is suspicious. */
export const operationLogConfiguration: Decider<
  OperationLogState,
  { readonly type: 'ConfigureOperationLog'; readonly settings: OperationLogSettings },
  Configured
> = {
  name: 'operation-log-configuration',
  stateVersion: 1,
  initial: { settings: defaultOperationLogSettings, version: 0 },
  decide({ settings }, { settings: from, version }) {
    const to = inOrder(settings);
    if (same(from, to)) return accept();
    const told = !same([from.acquire, from.collection], [to.acquire, to.collection]);
    return accept({
      type: 'OperationLogConfigured',
      data: { from, to, version: told ? version + 1 : version },
    });
  },
  evolve: (_state, { data: { to, version } }) => ({ settings: to, version }),
};

/** What agents are told; null: they record nothing. */
export function collectionOf({ settings, version }: OperationLogState): CollectionSettings | null {
  return settings.acquire ? { ...settings.collection, version } : null;
}

/** Details in the order of the catalogue, each once: the same choice is no change. */
function inOrder(settings: OperationLogSettings): OperationLogSettings {
  const { details } = settings.collection;
  const chosen = operationDetails.map(({ key }) => key).filter(key => details.includes(key));
  return { ...settings, collection: { ...settings.collection, details: chosen } };
}

function same(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
