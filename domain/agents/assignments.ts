import { accept, refuse } from '../kernel/index.ts';
import type { Decision } from '../kernel/index.ts';
import type { ConfigurationEvent } from './configuration-events.ts';
import { assignedTo, configurationOf } from './configurations-state.ts';
import type { AgentConfigurations } from './configurations-state.ts';
import type { ConfigurationRefusal } from './refusals.ts';
import { canonicalTarget, isWithin, targetKey } from './targets.ts';
import type { AssignmentTarget } from './targets.ts';

/** Groups that something is assigned to at most: each is looked at for each computer. */
export const groupAssignmentLimit = 200;

export type AssignmentCommand =
  | {
      readonly type: 'AssignConfiguration';
      readonly configuration: string;
      readonly targets: readonly AssignmentTarget[];
    }
  | {
      readonly type: 'CancelAssignment';
      readonly targets: readonly AssignmentTarget[];
      /** What is assigned to groups within those groups is cancelled too. */
      readonly within: boolean;
    }
  /** Undoes an act: nothing of it may have been changed since. */
  | { readonly type: 'RestoreAssignments'; readonly targets: readonly RestoredAssignment[] };

export interface RestoredAssignment {
  readonly target: AssignmentTarget;
  /** What is assigned now; null: nothing. */
  readonly from: string | null;
  readonly to: string | null;
}

type Outcome = Decision<ConfigurationEvent, ConfigurationRefusal>;
type CommandOf<T extends AssignmentCommand['type']> = Extract<AssignmentCommand, { readonly type: T }>;

/** Each target once, in its one spelling. */
function once(targets: readonly AssignmentTarget[]): readonly AssignmentTarget[] {
  return [
    ...new Map(targets.map(canonicalTarget).map(target => [targetKey(target), target] as const)).values(),
  ];
}

export function assign(command: CommandOf<'AssignConfiguration'>, state: AgentConfigurations): Outcome {
  const { configuration } = command;
  if (!configurationOf(state, configuration)) return refuse('AGENT_CONFIGURATION_UNKNOWN', { configuration });
  const targets = once(command.targets)
    .map(target => ({ target, from: assignedTo(state, target) }))
    .filter(({ from }) => from !== configuration);
  if (targets.length === 0) return accept();
  const more = targets.filter(({ target, from }) => target.kind !== 'computer' && from === null).length;
  if (Object.keys(state.groups).length + more > groupAssignmentLimit)
    return refuse('AGENT_ASSIGNMENT_LIMIT', { limit: groupAssignmentLimit });
  return accept({ type: 'AgentConfigurationAssigned', data: { configuration, targets } });
}

export function cancel(command: CommandOf<'CancelAssignment'>, state: AgentConfigurations): Outcome {
  const chosen = once(command.targets);
  const inside = command.within
    ? Object.values(state.groups)
        .map(({ target }) => target)
        .filter(group => chosen.some(outer => outer.kind !== 'computer' && isWithin(group, outer)))
    : [];
  const targets = once([...chosen, ...inside]).flatMap(target => {
    const from = assignedTo(state, target);
    return from === null ? [] : [{ target, from }];
  });
  const [first] = chosen;
  if (targets.length > 0) return accept({ type: 'AgentConfigurationAssignmentCancelled', data: { targets } });
  return first ? refuse('AGENT_ASSIGNMENT_NONE', { target: targetKey(first) }) : accept();
}

export function restore({ targets }: CommandOf<'RestoreAssignments'>, state: AgentConfigurations): Outcome {
  const overtaken = targets.find(({ target, from }) => assignedTo(state, target) !== from);
  if (overtaken) return refuse('AGENT_ACT_OVERTAKEN', { target: targetKey(overtaken.target) });
  const gone = targets.find(({ to }) => to !== null && !configurationOf(state, to));
  if (gone) return refuse('AGENT_CONFIGURATION_UNKNOWN', { configuration: gone.to });
  const cancelled = targets.flatMap(({ target, from, to }) =>
    to === null && from !== null ? [{ target, from }] : [],
  );
  const back = Map.groupBy(
    targets.filter(({ from, to }) => to !== null && to !== from),
    ({ to }) => to!,
  );
  const events: ConfigurationEvent[] = [...back].map(([configuration, each]) => ({
    type: 'AgentConfigurationAssigned',
    data: { configuration, targets: each.map(({ target, from }) => ({ target, from })) },
  }));
  if (cancelled.length > 0)
    events.push({ type: 'AgentConfigurationAssignmentCancelled', data: { targets: cancelled } });
  return accept(...events);
}
