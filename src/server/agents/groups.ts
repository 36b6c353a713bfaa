import { sharedViews, sharedViewsStream } from '../../../domain/accounts/index.ts';
import { targetKey, targetName } from '../../../domain/agents/index.ts';
import type {
  AgentConfigurations as Configurations,
  GroupTarget,
  GroupType,
} from '../../../domain/agents/index.ts';
import {
  deviceTypes,
  ownDeviceTypes,
  typesStream,
  type OwnDeviceType,
} from '../../../domain/devices/index.ts';
import {
  membersOf,
  resolvedGroup,
  type Assignments,
  type ResolvedConfiguration,
  type ViewFilters,
} from '../../../projections/agents/index.ts';
import type { AsOf, Filter, ScopedReads } from '../../../projections/kernel/index.ts';
import type { Services } from '../services.ts';
import { withAgent } from './reach.ts';

export interface ShownGroup extends ResolvedConfiguration {
  readonly key: string;
  readonly target: GroupTarget;
  /** For people. */
  readonly name: string;
  /** Computers with an agent that belong to it. */
  readonly devices: number;
}

/** Paths of the devices looked at. */
const mostPaths = 1_000;

interface Asked {
  readonly state: Pick<Configurations, 'groups'>;
  readonly assignments: Assignments;
  readonly views: ViewFilters;
  readonly reads: ScopedReads;
  readonly asOf: AsOf | undefined;
}

/** The groups of a type that there are, or that something is assigned to, each with the configuration it has. */
export async function groupsOf(
  type: GroupType,
  services: Pick<Services, 'commands'>,
  { state, assignments, views, reads, asOf }: Asked,
): Promise<readonly ShownGroup[]> {
  const assigned = Object.values(state.groups).flatMap(({ target }) =>
    target.kind === type ? [target] : [],
  );
  const names = await namesIn(type, services);
  const found = await groupsThereAre(type, names, reads, asOf);
  const groups = new Map([...found, ...assigned].map(target => [targetName(target), target] as const));
  const count = (filter: Filter) =>
    reads.count('devices.list', { op: 'and', filters: [withAgent, filter] }, asOf);
  return Promise.all(
    [...groups].map(async ([name, target]) => ({
      ...resolvedGroup(assignments, target),
      key: targetKey(target),
      target,
      name: names.get(name) ?? name,
      devices: await count(membersOf(target, views)),
    })),
  );
}

async function groupsThereAre(
  type: GroupType,
  names: ReadonlyMap<string, string>,
  reads: ScopedReads,
  asOf: AsOf | undefined,
): Promise<readonly GroupTarget[]> {
  switch (type) {
    case 'department':
    case 'location': {
      const options = { limit: mostPaths, ...(asOf && { asOf }) };
      const groups = await reads.groupBy('devices.list', type, options);
      const paths = groups.flatMap(({ value }) => (typeof value === 'string' ? withAbove(value) : []));
      return [...new Set(paths)].sort().map(path => ({ kind: type, path }));
    }
    case 'deviceType':
      return [...deviceTypes, ...(names.keys() as MapIterator<OwnDeviceType>)].map(deviceType => ({
        kind: 'deviceType',
        deviceType,
      }));
    case 'view':
      return [...names.keys()].map(view => ({ kind: 'view', view }));
    case 'network':
      return [];
  }
}

/** `A/B/C` and the paths above it. */
function withAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** Of groups that are told by an id: what they are called. */
async function namesIn(
  type: GroupType,
  { commands }: Pick<Services, 'commands'>,
): Promise<ReadonlyMap<string, string>> {
  if (type === 'view') {
    const { state } = await commands.load(sharedViewsStream, sharedViews);
    return new Map(Object.entries(state).map(([id, { name }]) => [id, name]));
  }
  if (type !== 'deviceType') return new Map();
  const { state } = await commands.load(typesStream, ownDeviceTypes);
  return new Map(Object.entries(state.types).map(([id, { names }]) => [id, names.en]));
}
