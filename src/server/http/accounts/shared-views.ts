import { z } from 'zod';
import type { SharedView as Shared, SharedViewCommand } from '../../../../domain/accounts/index.ts';
import {
  isForAccount,
  sharedViews,
  sharedViewsStream,
  ViewAudience,
  ViewContent,
  ViewedList,
  ViewId,
  ViewName,
} from '../../../../domain/accounts/index.ts';
import type { Principal } from '../../auth/principal.ts';
import { SharedView } from '../../contract.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { parseFilter } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';

const tags = ['accounts'];
const params = z.object({ id: ViewId });
/** Who may see the rows may see and share views of them; each sees the rows of the own scope. */
const access = 'devices.read';
const errors = ['VIEW_NOT_YOURS', 'VIEW_NAME_TAKEN', 'REVISION_CONFLICT', 'IF_MATCH_INVALID'] as const;

export const sharedViewRoutes: RouteModule = (api, context) => {
  const execute = async (principal: Principal, command: SharedViewCommand, revision: number | undefined) =>
    accepted(
      await context.services.commands.handle(sharedViewsStream, sharedViews, command, {
        actor: principal.actor,
        ...(revision !== undefined && { expectedRevision: revision }),
      }),
    );

  api.route({
    method: 'GET',
    url: '/views',
    config: { access },
    schema: {
      summary: 'Views of a list that people share with you',
      description: 'The ETag stands for all of them. A view shows of its list what your scope lets you see.',
      tags,
      querystring: z.strictObject({ list: ViewedList.default('devices') }),
      response: { 200: z.object({ items: z.array(SharedView) }) },
    },
    handler: async (request, reply) => {
      const { state, revision } = await loadSharedViews(context);
      const principal = principalOf(request);
      const items = Object.entries(state)
        .filter(([, view]) => view.list === request.query.list && maySee(view, principal))
        .map(([id, view]) => toView(id, view, principal));
      return reply.header('ETag', etagOf(revision)).send({ items });
    },
  });

  api.route({
    method: 'PUT',
    url: '/views/:id',
    config: { access, errors: [...errors, 'VIEW_LIMIT', 'QUERY_INVALID'] },
    schema: {
      summary: 'Share a view, or change what an own shared view shows and to whom',
      description: 'Without `audience` a new view is for everybody, and a known one for whom it was.',
      tags,
      params,
      body: ViewContent.extend({ list: ViewedList, name: ViewName, audience: ViewAudience.optional() }),
      response: { 200: SharedView },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const { list, name, audience, ...content } = request.body;
      // What nobody could open is not shared.
      parseFilter(content.filter, context.reads(principal.scope).definition(`${list}.list`));
      const by = principal.userId;
      const command = { type: 'ShareView', view: id, by, list, name, content, audience } as const;
      await execute(principal, command, expectedRevision(request));
      return answer(context, id, principal, reply);
    },
  });

  api.route({
    method: 'PATCH',
    url: '/views/:id',
    config: { access, errors: [...errors, 'VIEW_NOT_FOUND'] },
    schema: {
      summary: 'Rename a shared view',
      description: 'By its owner or an administrator.',
      tags,
      params,
      body: z.strictObject({ name: ViewName }),
      response: { 200: SharedView },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const command = { type: 'RenameSharedView', ...asked(id, principal), name: request.body.name } as const;
      await execute(principal, command, expectedRevision(request));
      return answer(context, id, principal, reply);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/views/:id',
    config: { access, errors: [...errors, 'VIEW_NOT_FOUND'] },
    schema: {
      summary: 'Share a view no longer',
      description: 'By its owner or an administrator. The owner keeps it among the own views.',
      tags,
      params,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const command = { type: 'UnshareView', ...asked(request.params.id, principal) } as const;
      await execute(principal, command, expectedRevision(request));
      return reply.code(204).send();
    },
  });
};

export const loadSharedViews = ({ services }: ServerContext) =>
  services.commands.load(sharedViewsStream, sharedViews);

/** Whoever manages the system for all departments may put the house in order. */
const isAdministrator = ({ permissions, scope }: Principal) =>
  permissions.has('system.manage') && scope === null;

/** Its owner, those it is for, and whoever puts the house in order. */
export const maySee = ({ owner, audience }: Shared, principal: Principal) =>
  owner === principal.userId ||
  isForAccount(audience, principal.roles, principal.scope) ||
  isAdministrator(principal);

const asked = (view: string, principal: Principal) => ({
  view,
  by: principal.userId,
  administrator: isAdministrator(principal),
});

async function answer(
  context: ServerContext,
  id: string,
  principal: Principal,
  reply: { header(name: string, value: string): unknown },
): Promise<SharedView> {
  const { state, revision } = await loadSharedViews(context);
  const view = Object.hasOwn(state, id) ? state[id] : undefined;
  // Withdrawn by somebody else in this very moment.
  if (!view) throw new AppError('VIEW_NOT_FOUND', { details: { view: id } });
  reply.header('ETag', etagOf(revision));
  return toView(id, view, principal);
}

function toView(id: string, view: Shared, principal: Principal): SharedView {
  const { list, owner, name, content, audience } = view;
  const mine = owner === principal.userId;
  const manageable = mine || isAdministrator(principal);
  return { id, list, owner, name, ...content, audience, mine, manageable };
}
