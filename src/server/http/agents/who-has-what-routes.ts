import { z } from 'zod';
import {
  configurationOf,
  ConfigurationId,
  lackingToServe,
  targetOfKey,
  type AgentConfigurations as Configurations,
  type GroupTarget,
} from '../../../../domain/agents/index.ts';
import {
  havingConfiguration,
  havingKind,
  membersOf,
  resolverOf,
  type Assignments,
  type ResolvedConfiguration,
  type ViewFilters,
} from '../../../../projections/agents/index.ts';
import { declaredColumn, type AsOf, type Filter } from '../../../../projections/kernel/index.ts';
import { groupsOf } from '../../agents/groups.ts';
import { withAgent } from '../../agents/reach.ts';
import { listOf, type Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import { requireDevice } from '../devices/visible.ts';
import type { RouteModule } from '../kernel/context.ts';
import { positionOf } from '../kernel/groups.ts';
import { asOfOf, caughtUp, ListQuery, narrowed, toList, toQuery } from '../kernel/list.ts';
import { ComputerRow, DeviceConfiguration, Group, GroupType, KindFilter, tags } from './schemas.ts';

const read = { access: 'system.read', unrestrictedOnly: true } as const;
const ComputerQuery = ListQuery.extend({
  /** Only those that have this configuration. */
  configuration: ConfigurationId.optional(),
  /** Only those that came to it this way. */
  kind: KindFilter,
  /** Only those of a group, such as `department:Plant A/Quality`. */
  group: z.string().max(2_000).optional(),
});

/** Which configuration each group and each computer has, and how it came to it; worked out when it is asked. */
export const whoHasWhatRoutes: RouteModule = (api, context) => {
  const { agentConfigurations, agentSettings } = context;
  const standing = async (asOf: AsOf | undefined) => {
    const state = await (asOf ? agentConfigurations.loadAt(asOf) : agentConfigurations.load());
    return {
      state,
      assignments: await agentConfigurations.assignments(state, asOf),
      views: await agentConfigurations.viewFilters(asOf),
    };
  };

  api.route({
    method: 'GET',
    url: '/agent-configurations/computers',
    config: {
      ...read,
      errors: ['QUERY_INVALID', 'QUERY_UNKNOWN_COLUMN', 'QUERY_WRONG_TYPE', 'QUERY_BAD_CURSOR'],
    },
    schema: {
      summary: 'Computers with an agent, each with its configuration and how it came to it',
      description: 'Rows of the device list; `filter` and `sort` are over its columns.',
      tags,
      querystring: ComputerQuery,
      response: { 200: listOf(ComputerRow) },
    },
    handler: async request => {
      const { configuration, kind, group, ...params } = request.query;
      await caughtUp(context, params.after);
      const reads = context.reads(null);
      const devices = reads.definition('devices.list');
      const asOf = asOfOf(params);
      const now = await standing(asOf);
      const only = narrowingOf(now, { configuration, kind, group });
      // All columns: any of them may decide who belongs to a group.
      const { fields, ...query } = toQuery(params, devices);
      for (const field of fields ?? []) declaredColumn(devices, field);
      const page = await reads.find('devices.list', narrowed(query, only));
      const resolve = resolverOf(now.assignments, devices);
      const rows = toList(page, devices);
      const wanted = fields && new Set(['id', ...fields]);
      return {
        ...rows,
        items: rows.items.map((row, index) => ({
          ...picked(row, wanted),
          ...configured(now.state, resolve(page.items[index]!)),
        })),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/agent-configurations/groups',
    config: read,
    schema: {
      summary: 'Groups of a type, each with its configuration and how it came to it',
      description:
        'All of the type that devices belong to or something is assigned to. Indirect: from a group around it.',
      tags,
      querystring: ListQuery.pick({ asOf: true, asKnown: true, after: true }).extend({ type: GroupType }),
      response: { 200: listOf(Group) },
    },
    handler: async request => {
      await caughtUp(context, request.query.after);
      const asOf = asOfOf(request.query);
      const { services } = context;
      const asked = { ...(await standing(asOf)), reads: context.reads(null), asOf };
      const items = await groupsOf(request.query.type, services, asked);
      const position = await positionOf(
        asOf,
        () => services.events.lastPosition(),
        time => services.read.positionAt(time),
      );
      return { items: [...items], total: items.length, next: null, position };
    },
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/agent-configuration',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN'] },
    schema: {
      summary: 'The agent configuration of a device, and what its agent has taken over',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 200: DeviceConfiguration },
    },
    handler: async request => {
      const { id } = request.params;
      await requireDevice(context, request, id);
      const { id: configuration, kind, by, configuration: found } = await agentSettings.resolve(id);
      const applied = await agentSettings.applied(id);
      return {
        configuration,
        name: found.name,
        version: found.version,
        kind,
        by,
        lackingToServe: [...lackingToServe(found.settings)],
        applied:
          applied.configuration === null
            ? null
            : { configuration: applied.configuration, version: applied.version },
      };
    },
  });
};

interface Narrowing {
  readonly configuration: string | undefined;
  readonly kind: z.infer<typeof KindFilter>;
  readonly group: string | undefined;
}

/** What the parameters beside the filter leave of the computers with an agent. */
function narrowingOf(
  { assignments, views }: { readonly assignments: Assignments; readonly views: ViewFilters },
  { configuration, kind, group }: Narrowing,
): Filter {
  return {
    op: 'and',
    filters: [
      withAgent,
      ...(configuration === undefined ? [] : [havingConfiguration(assignments, configuration)]),
      ...(kind === undefined ? [] : [havingKind(assignments, kind)]),
      ...(group === undefined ? [] : [membersOf(groupIn(group), views)]),
    ],
  };
}

function groupIn(key: string): GroupTarget {
  const target = targetOfKey(key);
  if (target && target.kind !== 'computer') return target;
  throw new AppError('VALIDATION_FAILED', {
    issues: [{ path: 'group', message: 'is not a group such as department:Plant A' }],
  });
}

function configured(state: Configurations, { configuration, kind, by }: ResolvedConfiguration) {
  return {
    configuration,
    configurationName: configurationOf(state, configuration)?.name ?? configuration,
    assignmentKind: kind,
    assignedTo: by,
  };
}

function picked(row: Row, wanted: ReadonlySet<string> | undefined): Row {
  if (!wanted) return row;
  return Object.fromEntries(Object.entries(row).filter(([column]) => wanted.has(column))) as Row;
}
