import { agentConfigurations, targetKey } from '../../../domain/agents/index.ts';
import type {
  AgentConfigurations as Configurations,
  AssignmentTarget,
  ConfigurationEvent,
} from '../../../domain/agents/index.ts';
import { havingConfiguration, reachedThrough, type Assignments } from '../../../projections/agents/index.ts';
import { checkFilter, QueryError } from '../../../projections/kernel/index.ts';
import type { CollectionDefinition, Filter, ScopedReads } from '../../../projections/kernel/index.ts';
import { AppError } from '../errors/index.ts';
import type { AgentConfigurations } from './configurations.ts';

/** Computers with an agent whose settings change by an act: how many, and the first by name. */
export interface Reach {
  /** Null where it cannot be told: shared views that are assigned have grown beyond one question. */
  readonly count: number | null;
  readonly names: readonly string[];
}

const namesShown = 10;
/** Who is told what a configuration says. */
export const withAgent: Filter = { op: 'in', column: 'managementType', values: ['agent', 'offline'] };

/**
 * Whom these events, decided upon `before`, reach.
 *
 * @throws AppError AGENT_ASSIGNMENT_LIMIT where the groups together are more than one question may hold
 */
export async function reachOf(
  configurations: AgentConfigurations,
  reads: ScopedReads,
  before: Configurations,
  events: readonly ConfigurationEvent[],
): Promise<Reach> {
  const after = events.reduce(agentConfigurations.evolve, before);
  const then = await configurations.assignments(before);
  const now = await configurations.assignments(after);
  if (events.some(({ type }) => type === 'AgentConfigurationAssigned'))
    requireAskable(now, after, reads.definition('devices.list'));
  const changed = events.map(event => changedBy(event, then, now));
  if (changed.length === 0) return { count: 0, names: [] };
  const filter: Filter = { op: 'and', filters: [withAgent, { op: 'or', filters: changed }] };
  const page = await unlessTooMuch(
    reads.find('devices.list', {
      filter,
      fields: ['name'],
      sort: [{ column: 'name', direction: 'asc' }],
      limit: namesShown,
    }),
  );
  if (!page) return { count: null, names: [] };
  return {
    count: page.total ?? page.items.length,
    names: page.items.map(({ id, columns }) => String(columns['name'] ?? id)),
  };
}

/** An answer about the devices of a configuration; null where its groups have become too much for one question. */
export async function unlessTooMuch<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof QueryError && error.code === 'QUERY_TOO_DEEP') return null;
    throw error;
  }
}

function changedBy({ type, data }: ConfigurationEvent, then: Assignments, now: Assignments): Filter {
  switch (type) {
    case 'AgentConfigurationEdited':
      return havingConfiguration(then, data.configuration);
    case 'AgentConfigurationAssigned': {
      const others = without(havingConfiguration(then, data.configuration));
      return { op: 'and', filters: [through(now, data.targets), others] };
    }
    case 'AgentConfigurationAssignmentCancelled': {
      const byConfiguration = Map.groupBy(data.targets, ({ from }) => from);
      const filters = [...byConfiguration].map(([configuration, targets]): Filter => ({
        op: 'and',
        filters: [through(then, targets), without(havingConfiguration(now, configuration))],
      }));
      return { op: 'or', filters };
    }
    default:
      return { op: 'or', filters: [] };
  }
}

/** Those that have what they have by one of the targets. */
function through(
  assignments: Assignments,
  targets: readonly { readonly target: AssignmentTarget }[],
): Filter {
  const computers = targets.flatMap(({ target }) => (target.kind === 'computer' ? [target.device] : []));
  const groups = targets.flatMap(({ target }) =>
    target.kind === 'computer' ? [] : [reachedThrough(assignments, targetKey(target))],
  );
  return { op: 'or', filters: [{ op: 'in', column: 'id', values: computers }, ...groups] };
}

const without = (filter: Filter): Filter => ({ op: 'not', filter });

/** What can be assigned can be asked for afterwards: each configuration's devices are one question. */
function requireAskable(
  assignments: Assignments,
  { configurations }: Configurations,
  devices: CollectionDefinition,
): void {
  try {
    for (const id of Object.keys(configurations)) checkFilter(devices, havingConfiguration(assignments, id));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new AppError('AGENT_ASSIGNMENT_LIMIT', { details: error.details, cause: error });
  }
}
