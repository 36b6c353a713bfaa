import {
  defaultConfigurationId,
  depthOf,
  groupTypes,
  isWithin,
  targetKey,
} from '../../domain/agents/index.ts';
import type { AgentConfigurations, GroupAssignment, GroupTarget } from '../../domain/agents/index.ts';
import { compileFilter } from '../kernel/index.ts';
import type { CollectionDefinition, Filter, Row } from '../kernel/index.ts';
import { membersOf, nobody } from './members.ts';
import type { ViewFilters } from './members.ts';

/** How a computer comes to its configuration: chosen itself, through a group above it, or because nothing else is. */
export type AssignmentKind = 'direct' | 'indirect' | 'default';

export interface ResolvedConfiguration {
  readonly configuration: string;
  readonly kind: AssignmentKind;
  /** Key of the target it was assigned to; null for the default. */
  readonly by: string | null;
}

interface Group {
  readonly target: GroupTarget;
  readonly key: string;
  readonly configuration: string;
  readonly members: Filter;
}

/** Every assignment that counts, the groups in the order in which they are asked. */
export interface Assignments {
  readonly groups: readonly Group[];
  /** Configuration by device id. */
  readonly computers: Readonly<Record<string, string>>;
}

/**
 * A group of an earlier type before one of a later, a deeper one before one that is higher, and among those that are
 * alike the one assigned last.
 */
function byPrecedence(one: GroupAssignment, other: GroupAssignment): number {
  return (
    groupTypes.indexOf(one.target.kind) - groupTypes.indexOf(other.target.kind) ||
    depthOf(other.target) - depthOf(one.target) ||
    other.order - one.order ||
    (targetKey(one.target) < targetKey(other.target) ? -1 : 1)
  );
}

export function assignmentsIn(
  { groups, computers }: Pick<AgentConfigurations, 'groups' | 'computers'>,
  views: ViewFilters,
): Assignments {
  return {
    computers,
    groups: Object.values(groups)
      .sort(byPrecedence)
      .map(({ target, configuration }) => ({
        target,
        key: targetKey(target),
        configuration,
        members: membersOf(target, views),
      })),
  };
}

/**
 * Which configuration a device has. What was assigned to the computer itself counts; else the first group that holds
 * it; else the default. So an Indirect assignment never overrides a Direct one below it.
 */
export function resolverOf(
  { groups, computers }: Assignments,
  devices: CollectionDefinition,
): (device: Row) => ResolvedConfiguration {
  const tests = groups.map(group => ({ ...group, holds: compileFilter(devices, group.members) }));
  return device => {
    if (Object.hasOwn(computers, device.id))
      return { configuration: computers[device.id]!, kind: 'direct', by: `computer:${device.id}` };
    const group = tests.find(({ holds }) => holds(device));
    return group
      ? { configuration: group.configuration, kind: 'indirect', by: group.key }
      : { configuration: defaultConfigurationId, kind: 'default', by: null };
  };
}

/** The same of a group: its own assignment, or that of the nearest group of its type around it. */
export function resolvedGroup({ groups }: Assignments, target: GroupTarget): ResolvedConfiguration {
  const key = targetKey(target);
  const group = groups.find(each => each.key === key) ?? groups.find(each => isWithin(target, each.target));
  if (!group) return { configuration: defaultConfigurationId, kind: 'default', by: null };
  return {
    configuration: group.configuration,
    kind: group.key === key ? 'direct' : 'indirect',
    by: group.key,
  };
}

/** The devices that have a configuration, as a filter over them. */
export function havingConfiguration(assignments: Assignments, configuration: string): Filter {
  const { groups } = assignments;
  const through = groups.flatMap((group, index) => {
    const before = groups.slice(0, index).filter(each => each.configuration !== configuration);
    return group.configuration === configuration ? [and(group.members, notIn(before))] : [];
  });
  if (configuration === defaultConfigurationId)
    through.push(notIn(groups.filter(each => each.configuration !== configuration)));
  const chosen = chosenComputers(assignments, each => each === configuration);
  const others = chosenComputers(assignments, each => each !== configuration);
  return or(ids(chosen), and({ op: 'not', filter: ids(others) }, or(...through)));
}

/** Whether every device has the configuration, whatever it is: it is the default, and nothing else is assigned. */
export function everybodyHas({ groups, computers }: Assignments, configuration: string): boolean {
  const assigned = [...groups.map(group => group.configuration), ...Object.values(computers)];
  return configuration === defaultConfigurationId && assigned.every(each => each === configuration);
}

/** The devices that have their configuration by just this target. */
export function reachedThrough(assignments: Assignments, key: string): Filter {
  if (key.startsWith('computer:')) return ids([key.slice('computer:'.length)]);
  const { groups } = assignments;
  const index = groups.findIndex(group => group.key === key);
  const group = groups[index];
  if (!group) return nobody;
  const chosen = chosenComputers(assignments, () => true);
  return and(group.members, notIn(groups.slice(0, index)), { op: 'not', filter: ids(chosen) });
}

/** The devices that have it by an assignment of this kind. */
export function havingKind(assignments: Assignments, kind: AssignmentKind): Filter {
  const chosen = ids(chosenComputers(assignments, () => true));
  if (kind === 'direct') return chosen;
  const outside = notIn(assignments.groups);
  return and({ op: 'not', filter: chosen }, kind === 'default' ? outside : { op: 'not', filter: outside });
}

function chosenComputers({ computers }: Assignments, which: (configuration: string) => boolean): string[] {
  return Object.keys(computers).filter(device => which(computers[device]!));
}

const ids = (values: string[]): Filter => ({ op: 'in', column: 'id', values });
const or = (...filters: Filter[]): Filter => ({ op: 'or', filters });
const and = (...filters: Filter[]): Filter => ({ op: 'and', filters });

function notIn(groups: readonly Group[]): Filter {
  return { op: 'not', filter: or(...groups.map(({ members }) => members)) };
}
