import { accept, refuse } from '../kernel/index.ts';
import type { Decision } from '../kernel/index.ts';
import { isWithin, pathAfter } from '../organization/index.ts';
import type { MovedPlace } from '../organization/index.ts';
import { groupAssignmentLimit } from './assignments.ts';
import type { ConfigurationEvent } from './configuration-events.ts';
import { assignedTo } from './configurations-state.ts';
import type { AgentConfigurations } from './configurations-state.ts';
import type { ConfigurationRefusal } from './refusals.ts';

/**
 * What is assigned to a place is assigned to what it became (AGT-032), unless something is assigned there already. The
 * old path keeps its own: computers that still record it go on working by it.
 */
export function carry(
  { kind, moved }: { readonly kind: 'department' | 'location'; readonly moved: readonly MovedPlace[] },
  state: AgentConfigurations,
): Decision<ConfigurationEvent, ConfigurationRefusal> {
  const carried = Object.values(state.groups).flatMap(({ target, configuration }) => {
    if (target.kind !== kind) return [];
    const place = nearest(target.path, moved);
    if (!place) return [];
    const after = { kind, path: pathAfter(target.path, place.from, place.to) };
    return assignedTo(state, after) !== null ? [] : [{ after, configuration }];
  });
  if (Object.keys(state.groups).length + carried.length > groupAssignmentLimit)
    return refuse('AGENT_ASSIGNMENT_LIMIT', { limit: groupAssignmentLimit });
  const byConfiguration = Map.groupBy(carried, ({ configuration }) => configuration);
  return accept(
    ...[...byConfiguration].map(([configuration, each]): ConfigurationEvent => ({
      type: 'AgentConfigurationAssigned',
      data: { configuration, targets: each.map(({ after }) => ({ target: after, from: null })) },
    })),
  );
}

/** A place that was moved itself goes its own way, not that of the one around it. */
function nearest(path: string, moved: readonly MovedPlace[]): MovedPlace | undefined {
  const around = moved.filter(({ from }) => isWithin(path, from));
  return around.sort((one, other) => other.from.length - one.from.length)[0];
}
