import { z } from 'zod';
import { mustChangePassword, requireOwnOrigin } from '../../auth/authenticate.ts';
import { sessionAbsoluteMs } from '../../auth/sessions.ts';
import { SessionCreated } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { Credentials, SessionEnd, SessionInfo } from './schemas.ts';
import { setSessionCookie } from './session-cookie.ts';

const tags = ['accounts'];

export const sessionRoutes: RouteModule = (api, context) => {
  const { accounts, sessions, signIn, config } = context;

  api.route({
    method: 'POST',
    url: '/sessions',
    config: {
      access: 'public',
      errors: [
        'SIGN_IN_REFUSED',
        'SIGN_IN_TOO_OFTEN',
        'SECOND_FACTOR_REQUIRED',
        'SECOND_FACTOR_WRONG',
        'PRODUCT_LICENCE_REQUIRED',
      ],
      perMinute: 120,
    },
    schema: { summary: 'Sign in', tags, body: Credentials, response: { 201: SessionCreated } },
    handler: async (request, reply) => {
      if (request.headers.origin !== undefined) requireOwnOrigin(request, config.publicUrl);
      await context.licensing.requireKey();
      const { token, session, passwordDaysLeft } = await signIn.signIn({
        ...request.body,
        address: request.ip,
        userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
      });
      const { state } = await accounts.load(session.userId);
      setSessionCookie(config, reply, token);
      return reply.code(201).send({
        token,
        userId: state.userId,
        displayName: state.displayName,
        roles: [...state.roles],
        mustChangePassword: mustChangePassword(state, 'session'),
        passwordDaysLeft,
        expiresAt: session.expiresAt,
      });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/sessions',
    config: { access: 'self', beforePasswordChange: true, personOnly: true },
    schema: { summary: 'Sign out', tags, response: { 204: Empty } },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      await sessions.revoke(session => session.id === principal.credentialId);
      setSessionCookie(config, reply, null);
      if (principal.via === 'session')
        await accounts.execute(
          principal.userId,
          { type: 'SignOut', session: principal.credentialId },
          principal.actor,
        );
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/sessions',
    config: { access: 'self' },
    schema: {
      summary: 'Your own sessions, last used first',
      tags,
      response: { 200: z.object({ items: z.array(SessionInfo) }) },
    },
    handler: async request => {
      const principal = principalOf(request);
      const own = await sessions.list(principal.userId);
      return { items: own.map(session => ({ ...session, current: session.id === principal.credentialId })) };
    },
  });

  api.route({
    method: 'GET',
    url: '/sessions/current',
    config: { access: 'self', passive: true, personOnly: true, errors: ['SESSION_NOT_FOUND'] },
    schema: {
      summary: 'How long this session still lasts',
      description: 'Asking does not count as use: whoever waits for its end does not put it off.',
      tags,
      response: { 200: SessionEnd },
    },
    handler: async request => {
      const principal = principalOf(request);
      const own = await sessions.list(principal.userId);
      const session = own.find(({ id }) => id === principal.credentialId);
      if (!session) throw new AppError('SESSION_NOT_FOUND');
      const ends = Date.parse(session.expiresAt);
      return {
        endsInMs: Math.max(0, ends - Date.parse(context.services.clock.now())),
        extendable: ends < Date.parse(session.createdAt) + sessionAbsoluteMs,
      };
    },
  });

  api.route({
    method: 'DELETE',
    url: '/sessions/:id',
    config: { access: 'self', personOnly: true, errors: ['SESSION_NOT_FOUND'] },
    schema: {
      summary: 'End one of your own sessions',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId, actor } = principalOf(request);
      const ended = await sessions.revoke(
        session => session.userId === userId && session.id === request.params.id,
      );
      if (ended.length === 0) throw new AppError('SESSION_NOT_FOUND');
      await accounts.execute(userId, { type: 'RevokeSessions', sessions: ended }, actor);
      return reply.code(204).send();
    },
  });
};
