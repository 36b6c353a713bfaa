import { z } from 'zod';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { existing } from './manage.ts';
import { SessionInfo } from './schemas.ts';

const tags = ['accounts'];
const params = z.object({ userId: z.string().min(1).max(64) });

/** Where an account is signed in, and ending it there. */
export const othersSessionRoutes: RouteModule = (api, context) => {
  const { accounts, sessions } = context;

  api.route({
    method: 'GET',
    url: '/accounts/:userId/sessions',
    config: { access: 'accounts.manage', unrestrictedOnly: true, errors: ['ACCOUNT_NOT_FOUND'] },
    schema: {
      summary: 'Sessions of an account, last used first',
      tags,
      params,
      response: { 200: z.object({ items: z.array(SessionInfo) }) },
    },
    handler: async request => {
      const { userId } = request.params;
      await existing(context, userId);
      const current = principalOf(request).credentialId;
      const open = await sessions.list(userId);
      return { items: open.map(session => ({ ...session, current: session.id === current })) };
    },
  });

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId/sessions/:id',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'SESSION_NOT_FOUND'],
    },
    schema: {
      summary: 'End a session of an account',
      tags,
      params: params.extend({ id: z.string().max(64) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId, id } = request.params;
      await existing(context, userId);
      const ended = await sessions.revoke(session => session.userId === userId && session.id === id);
      if (ended.length === 0) throw new AppError('SESSION_NOT_FOUND');
      await accounts.execute(userId, { type: 'RevokeSessions', sessions: ended }, principalOf(request).actor);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId/sessions',
    config: { access: 'accounts.manage', unrestrictedOnly: true, errors: ['ACCOUNT_NOT_FOUND'] },
    schema: { summary: 'End all sessions of an account', tags, params, response: { 204: Empty } },
    handler: async (request, reply) => {
      const { userId } = request.params;
      await existing(context, userId);
      await sessions.revoke(session => session.userId === userId);
      await accounts.execute(userId, { type: 'RevokeSessions', sessions: 'all' }, principalOf(request).actor);
      return reply.code(204).send();
    },
  });
};
