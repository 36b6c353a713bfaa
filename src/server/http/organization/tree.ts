import type { FastifyRequest } from 'fastify';
import { isWithin, organizationTree, treeStream } from '../../../../domain/organization/index.ts';
import type { TreeKind } from '../../../../domain/organization/index.ts';
import type { AsOf, Filter, ScopedReads } from '../../../../projections/kernel/index.ts';
import { definitionCollections, hierarchyOf } from '../../../../projections/organization/index.ts';
import type { Hierarchy as Joined } from '../../../../projections/organization/index.ts';
import { Hierarchy } from '../../contract.ts';
import { allRows } from '../../rows.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { positionOf } from '../kernel/groups.ts';
import { asOfOf, caughtUp, ListQuery, parseFilter } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

const TreeQuery = ListQuery.pick({ filter: true, asOf: true, asKnown: true, after: true });

/** The definitions and what devices record, in one tree, now or at a past moment. */
export function treeRoute(api: Api, context: ServerContext, kind: TreeKind): void {
  api.route({
    method: 'GET',
    url: `/${kind}s/tree`,
    config: { access: 'devices.read', errors: ['QUERY_INVALID', 'QUERY_BEFORE_RECORDS'] },
    schema: {
      summary: `All ${kind}s as a tree with the number of devices`,
      description:
        `Definitions, and values that only devices still record: their \`id\` is null. \`filter\` is one of devices ` +
        `and says which of them count; without it a ${kind} without devices is there too.`,
      tags: ['organization'],
      querystring: TreeQuery,
      response: { 200: Hierarchy },
    },
    handler: async request => {
      await caughtUp(context, request.query.after);
      const asOf = asOfOf(request.query);
      const reads = context.reads(principalOf(request).scope);
      const filter = parseFilter(request.query.filter, reads.definition('devices.list'));
      const { nodes, unknown } = await hierarchyIn(reads, kind, { asOf, filter });
      const { revision } = await context.services.commands.load(treeStream(kind), organizationTree);
      const { services } = context;
      return {
        items: [...nodes],
        unknown,
        revision,
        position: await positionOf(
          asOf,
          () => services.events.lastPosition(),
          time => services.read.positionAt(time),
        ),
      };
    },
  });
}

/** As an account of this scope may see it. */
export async function hierarchyIn(
  reads: ScopedReads,
  kind: TreeKind,
  { asOf, filter }: { readonly asOf?: AsOf | undefined; readonly filter?: Filter | undefined } = {},
): Promise<Joined> {
  const moment = asOf ? { asOf } : {};
  const [definitions, counts] = await Promise.all([
    allRows(reads, definitionCollections[kind].name, moment),
    reads.groupBy('devices.list', kind, { ...moment, ...(filter && { filter }) }),
  ]);
  const { scope } = reads;
  const everywhere = kind === 'location' || scope === null;
  return hierarchyOf(definitions, counts, path => everywhere || scope.some(place => isWithin(path, place)));
}

/** Groups that are recorded and not defined, each with the devices of everything below it. */
export function oldPathsOf({ nodes }: Joined): readonly string[] {
  return nodes.filter(({ id }) => id === null).map(({ path }) => path);
}

/** Whether the caller may change definitions of this kind here; locations belong to no department. */
export function withinOf(request: FastifyRequest): { readonly within?: readonly string[] } {
  const { scope } = principalOf(request);
  return scope === null ? {} : { within: scope };
}
