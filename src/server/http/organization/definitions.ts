import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { movedBy, organizationTree, treeStream } from '../../../../domain/organization/index.ts';
import type {
  OrganizationCommand,
  OrganizationEvent,
  TreeKind,
} from '../../../../domain/organization/index.ts';
import { accepted, type ErrorCode } from '../../errors/index.ts';
import { carryConfigurations } from '../../organization/configurations-follow.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { DefinitionAdded, DefinitionChange, Import, JustReason, NewDefinition, params } from './schemas.ts';
import { withinOf } from './tree.ts';

const tags = ['organization'];
const errors: readonly ErrorCode[] = [
  'DEFINITION_UNKNOWN',
  'DEFINITION_PARENT_UNKNOWN',
  'DEFINITION_NAME_INVALID',
  'DEFINITION_NAME_TAKEN',
  'DEFINITION_TOO_DEEP',
  'DEFINITION_OUT_OF_SCOPE',
  'REVISION_CONFLICT',
  'IF_MATCH_INVALID',
];

/** What is to be defined. Devices keep what they record, whatever becomes of a definition. */
export function definitionRoutes(api: Api, context: ServerContext, kind: TreeKind): void {
  const path = `/${kind}s`;
  // A location belongs to no department, so no department's administrator changes it for the others.
  const access = { access: 'organization.manage', unrestrictedOnly: kind === 'location' } as const;

  api.route({
    method: 'POST',
    url: path,
    config: { ...access, errors: [...errors, 'DEFINITION_LIMIT'] },
    schema: {
      summary: `Define a ${kind}`,
      tags,
      querystring: DryRun,
      body: NewDefinition,
      response: { 200: DefinitionAdded, 201: DefinitionAdded },
    },
    handler: async (request, reply) => {
      const id = context.services.ids.next();
      const { parent, name, names, reason } = request.body;
      const outcome = await decided(context, kind, request, {
        type: 'AddDefinition',
        id,
        parent,
        name,
        ...named(names),
        ...because(reason),
      });
      return reply
        .code(outcome.dryRun ? 200 : 201)
        .header('ETag', etagOf(outcome.revision))
        .send({ ...outcome, id });
    },
  });

  api.route({
    method: 'PATCH',
    url: `${path}/:id`,
    config: { ...access, errors: [...errors, 'DEFINITION_CIRCLE'] },
    schema: {
      summary: `Rename, move or reorder the definition of a ${kind}`,
      description:
        'Devices keep the value they record: the new definition and the old group stand beside each other until ' +
        'the devices are placed anew or the group is renamed. `before` is the sibling it is to stand before.',
      tags,
      params,
      querystring: DryRun,
      body: DefinitionChange,
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { name, parent, before, names, reason } = request.body;
      const outcome = await decided(context, kind, request, {
        type: 'EditDefinition',
        id: request.params.id,
        ...(name === undefined ? {} : { name }),
        ...(parent === undefined ? {} : { parent }),
        ...(before === undefined ? {} : { before }),
        ...named(names),
        ...because(reason),
      });
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });

  api.route({
    method: 'DELETE',
    url: `${path}/:id`,
    config: { ...access, errors },
    schema: {
      summary: `Remove the definition of a ${kind} and all below it`,
      description: 'Devices keep the value they record; it is an old group while one does.',
      tags,
      params,
      querystring: DryRun,
      body: JustReason,
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const outcome = await decided(context, kind, request, {
        type: 'RemoveDefinition',
        id: request.params.id,
        ...because(request.body?.reason),
      });
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });

  api.route({
    method: 'POST',
    url: `${path}/import`,
    bodyLimit: 16 * 1024 * 1024,
    config: { ...access, errors: ['HIERARCHY_IMPORT_INVALID', 'REVISION_CONFLICT', 'IF_MATCH_INVALID'] },
    schema: {
      summary: `Take over rows that add, change and remove definitions of ${kind}s`,
      description:
        'All rows or none: additions from the first level down, changes in their order, removals from the lowest ' +
        'level up. `row` is named where one cannot be taken over.',
      tags,
      querystring: DryRun,
      body: Import,
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { rows, reason } = request.body;
      const outcome = await decided(context, kind, request, {
        type: 'ImportHierarchy',
        rows: rows.map(({ row, kind: what, before, after, names }) => ({
          row,
          kind: what,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
          ...named(names),
        })),
        ids: rows.map(() => context.services.ids.next()),
        ...because(reason),
      });
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });
}

type Unplaced<T> = T extends OrganizationCommand ? Omit<T, 'at' | 'within'> : never;

async function decided(
  context: ServerContext,
  kind: TreeKind,
  request: FastifyRequest,
  command: Unplaced<OrganizationCommand>,
): Promise<Outcome> {
  const { services } = context;
  const { dryRun } = request.query as z.infer<typeof DryRun>;
  const revision = expectedRevision(request);
  const given = { ...command, at: services.clock.now(), ...withinOf(request) } as OrganizationCommand;
  const about = { actor: principalOf(request).actor, correlationId: services.correlation() };
  const { state: before } = await services.commands.load(treeStream(kind), organizationTree);
  const handle = async (dry: boolean) =>
    accepted(
      await services.commands.handle(treeStream(kind), organizationTree, given, {
        ...about,
        dryRun: dry,
        ...(revision !== undefined && { expectedRevision: revision }),
      }),
    );
  // What cannot follow is told before anything has moved.
  const tried = await handle(true);
  const moved = movedBy(before, tried.events as unknown as readonly OrganizationEvent[]);
  const following = await carryConfigurations(context, kind, moved, { ...about, dryRun: true });
  if (dryRun) return withFollowing(outcomeOf([tried], true), following);
  const result = await handle(false);
  await carryConfigurations(context, kind, moved, { ...about, dryRun: false });
  return withFollowing(outcomeOf([result], false), following);
}

/** What follows from the decision is shown with it; the revision is that of the tree. */
const withFollowing = (outcome: Outcome, following: readonly Outcome['events'][number][]): Outcome => ({
  ...outcome,
  events: [...outcome.events, ...following.map(({ type, data }) => ({ type, data }))],
});

export const because = (reason: string | undefined): { readonly reason?: string } =>
  reason === undefined ? {} : { reason };

function named(names: { readonly en?: string | undefined; readonly ja?: string | undefined } | undefined): {
  readonly names?: { en?: string; ja?: string };
} {
  if (!names) return {};
  const { en, ja } = names;
  return { names: { ...(en !== undefined && { en }), ...(ja !== undefined && { ja }) } };
}
