import { z } from 'zod';
import { Me } from '../../contract.ts';
import { mustChangePassword } from '../../auth/authenticate.ts';
import { checkPassword } from '../../auth/password-rules.ts';
import type { Principal } from '../../auth/principal.ts';
import { hashSecret, newSecret } from '../../auth/secrets.ts';
import { AppError } from '../../errors/index.ts';
import { version } from '../../version.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { expectedRevision } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { ApiTokenInfo, ApiTokenIssued, NewApiToken, OwnChange, OwnPassword } from './schemas.ts';

const tags = ['accounts'];

export const ownAccountRoutes: RouteModule = (api, context) => {
  const { accounts, passwords, sessions, signIn } = context;

  api.route({
    method: 'GET',
    url: '/me',
    config: { access: 'self', beforePasswordChange: true },
    schema: { summary: 'Who you are and what you may', tags, response: { 200: Me } },
    handler: async request => toMe(context, principalOf(request)),
  });

  api.route({
    method: 'PATCH',
    url: '/me',
    config: { access: 'self', errors: ['PREFERENCES_TOO_LARGE', 'REVISION_CONFLICT'] },
    schema: {
      summary: 'Change your name, address or preferences',
      tags,
      body: OwnChange,
      response: { 200: Me },
    },
    handler: async request => {
      const principal = principalOf(request);
      const { preferences, ...profile } = request.body;
      const options = { expectedRevision: expectedRevision(request) };
      if (Object.keys(profile).length > 0)
        await accounts.execute(
          principal.userId,
          { type: 'ChangeAccount', by: principal.userId, ...given(profile) },
          principal.actor,
          options,
        );
      if (preferences !== undefined)
        await accounts.execute(
          principal.userId,
          { type: 'ChangePreferences', changes: preferences },
          principal.actor,
          Object.keys(profile).length > 0 ? {} : options,
        );
      return toMe(context, principal);
    },
  });

  api.route({
    method: 'POST',
    url: '/me/password',
    config: {
      access: 'self',
      beforePasswordChange: true,
      personOnly: true,
      errors: ['PASSWORD_WRONG', 'PASSWORD_TOO_WEAK', 'PASSWORD_UNCHANGED', 'SIGN_IN_TOO_OFTEN'],
    },
    schema: {
      summary: 'Change your password',
      description: 'All your other sessions end.',
      tags,
      body: OwnPassword,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { currentPassword, newPassword } = request.body;
      await signIn.confirm(principal.userId, currentPassword, request.ip);
      checkPassword(principal.userId, newPassword, currentPassword);
      await passwords.set(principal.userId, newPassword);
      await accounts.execute(principal.userId, { type: 'ChangeOwnPassword' }, principal.actor);
      await sessions.revoke(
        session => session.userId === principal.userId && session.id !== principal.credentialId,
      );
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/api-tokens',
    config: { access: 'self' },
    schema: {
      summary: 'Your own API tokens',
      tags,
      response: { 200: z.object({ items: z.array(ApiTokenInfo) }) },
    },
    handler: async request => {
      const { state } = await accounts.load(principalOf(request).userId);
      return { items: Object.entries(state.tokens).map(([id, token]) => ({ id, ...token })) };
    },
  });

  api.route({
    method: 'POST',
    url: '/api-tokens',
    config: { access: 'self', personOnly: true, errors: ['API_TOKEN_LIMIT'] },
    schema: {
      summary: 'Issue an API token',
      description: 'It may what you may, now and later. The secret is shown this once.',
      tags,
      body: NewApiToken,
      response: { 201: ApiTokenIssued },
    },
    handler: async (request, reply) => {
      const { userId, actor } = principalOf(request);
      const { services } = context;
      const { name } = request.body;
      const expiresAt = request.body.expiresAt && new Date(request.body.expiresAt).toISOString();
      if (expiresAt !== null && expiresAt <= services.clock.now())
        throw new AppError('VALIDATION_FAILED', {
          issues: [{ path: 'expiresAt', message: 'lies in the past' }],
        });
      const token = newSecret('mst');
      const id = services.ids.next();
      await accounts.execute(userId, { type: 'IssueApiToken', token: id, name, expiresAt }, actor);
      const hash = hashSecret(token);
      await services.credentials.put({
        kind: 'api-token',
        id: hash,
        secret: hash,
        details: { userId, tokenId: id },
        expiresAt,
      });
      return reply.code(201).send({ id, name, expiresAt, token });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api-tokens/:id',
    config: { access: 'self', personOnly: true, errors: ['API_TOKEN_NOT_FOUND'] },
    schema: {
      summary: 'Revoke one of your API tokens',
      tags,
      params: z.object({ id: z.string().max(64) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId, actor } = principalOf(request);
      const { id } = request.params;
      // The event alone makes it void; the stored hash is then only clutter.
      await accounts.execute(userId, { type: 'RevokeApiToken', token: id }, actor);
      for (const credential of await context.services.credentials.list('api-token'))
        if (credential.details.tokenId === id)
          await context.services.credentials.delete('api-token', credential.id);
      return reply.code(204).send();
    },
  });
};

async function toMe(
  { accounts, passwords }: ServerContext,
  principal: Principal,
): Promise<z.infer<typeof Me>> {
  const { state } = await accounts.load(principal.userId);
  return {
    userId: principal.userId,
    displayName: state.exists ? state.displayName : principal.displayName,
    roles: [...principal.roles],
    permissions: [...principal.permissions],
    scope: principal.scope && [...principal.scope],
    mustChangePassword: principal.mustChangePassword && mustChangePassword(state, principal.via),
    passwordDaysLeft: await passwords.daysLeft(principal.userId),
    preferences: { ...state.preferences },
    serverVersion: version,
  };
}

/** Without the keys that are undefined: absent means "leave as it is". */
export function given<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
