import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SearchedSoftware, searchedIn } from '../../../../domain/agents/index.ts';
import {
  SearchCondition,
  searchConditions,
  SearchConditionId,
  searchesStream,
  searchLimits,
  type SearchConditionCommand,
} from '../../../../domain/devices/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { conditionFileRoutes } from './search-condition-files.ts';

const path = '/software-search-conditions';
const tags = ['software search'];
const params = z.object({ id: SearchConditionId });
/** Conditions are the same for all departments. */
const config = { access: 'devices.manage', unrestrictedOnly: true } as const;
const errors: readonly ErrorCode[] = [
  'SEARCH_CONDITION_UNKNOWN',
  'SEARCH_CONDITION_TAKEN',
  'REVISION_CONFLICT',
  'IF_MATCH_INVALID',
];
/** What may be left out says nothing of a file. */
const { folders, size, modified } = SearchCondition.shape;
const NewCondition = SearchCondition.extend({
  folders: folders.default([]),
  size: size.default({}),
  modified: modified.default({}),
});
const Added = Outcome.extend({ id: z.string() });

/** Software that agents look for on disks because no package database lists it. */
export const searchConditionRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: path,
    config: { access: 'devices.read' },
    schema: {
      summary: 'Software that is searched for on the disks of computers',
      description:
        'A file with one of the names `files`, of the size and the age, in one of the `folders` or below (none: ' +
        'anywhere on local disks), is the software `name`: the agent reports it where no package database lists it.',
      tags,
      response: { 200: z.object({ items: z.array(SearchedSoftware) }) },
    },
    handler: async (_request, reply) => {
      const { state, revision } = await context.services.commands.load(searchesStream, searchConditions);
      return reply.header('ETag', etagOf(revision)).send({ items: searchedIn(state) });
    },
  });

  api.route({
    method: 'POST',
    url: path,
    config: { ...config, errors: ['SEARCH_CONDITION_TAKEN', 'SEARCH_CONDITION_LIMIT'] },
    schema: {
      summary: 'Add a search condition',
      tags,
      querystring: DryRun,
      body: NewCondition,
      response: { 200: Added, 201: Added },
    },
    handler: async (request, reply) => {
      const id = context.services.ids.next();
      const condition = request.body;
      const outcome = await decided(context, request, { type: 'AddSearchCondition', id, condition });
      return reply.code(outcome.dryRun ? 200 : 201).send({ ...outcome, id });
    },
  });

  api.route({
    method: 'PUT',
    url: `${path}/:id`,
    config: { ...config, errors },
    schema: {
      summary: 'Change a search condition',
      description: 'The whole condition: what is left out is no part of it any more.',
      tags,
      params,
      querystring: DryRun,
      body: NewCondition,
      response: { 200: Outcome },
    },
    handler: request => {
      const { id } = request.params;
      return decided(context, request, { type: 'EditSearchCondition', id, condition: request.body });
    },
  });

  api.route({
    method: 'POST',
    url: `${path}/remove`,
    config: { ...config, errors },
    schema: {
      summary: 'Remove search conditions, one or several',
      description: 'What was found by them leaves the lists with the next report of each computer.',
      tags,
      querystring: DryRun,
      body: z.strictObject({ ids: z.array(SearchConditionId).min(1).max(searchLimits.conditions) }),
      response: { 200: Outcome },
    },
    handler: request => decided(context, request, { type: 'RemoveSearchConditions', ids: request.body.ids }),
  });

  conditionFileRoutes(api, context, { path, tags, config, decided });
};

async function decided(
  { services }: ServerContext,
  request: FastifyRequest,
  command: SearchConditionCommand,
): Promise<Outcome> {
  const { dryRun } = request.query as z.infer<typeof DryRun>;
  const revision = expectedRevision(request);
  const result = await services.commands.handle(searchesStream, searchConditions, command, {
    actor: principalOf(request).actor,
    correlationId: services.correlation(),
    dryRun,
    ...(revision !== undefined && { expectedRevision: revision }),
  });
  return outcomeOf([result], dryRun);
}
