import { z } from 'zod';
import type { AccountState } from '../../../../domain/accounts/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { hashSecret, newSecret } from '../../auth/secrets.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { existing } from './manage.ts';
import { ApiTokenInfo, ApiTokenIssued, NewApiToken } from './schemas.ts';

const tags = ['accounts'];
const List = z.object({ items: z.array(ApiTokenInfo) });

/** One's own API tokens, and looking at and ending those of others. */
export const apiTokenRoutes: RouteModule = (api, context) => {
  const { accounts, services } = context;

  api.route({
    method: 'GET',
    url: '/api-tokens',
    config: { access: 'self' },
    schema: { summary: 'Your own API tokens', tags, response: { 200: List } },
    handler: async request => toList((await accounts.load(principalOf(request).userId)).state),
  });

  api.route({
    method: 'POST',
    url: '/api-tokens',
    config: { access: 'self', personOnly: true, errors: ['API_TOKEN_LIMIT', 'API_TOKEN_BEYOND_OWNER'] },
    schema: {
      summary: 'Issue an API token',
      description:
        'It may what you may at the moment it is used, of that only the permissions, tasks and departments named here. The secret is shown this once.',
      tags,
      body: NewApiToken,
      response: { 201: ApiTokenIssued },
    },
    handler: async (request, reply) => {
      const { userId, actor, permissions: held } = principalOf(request);
      const { name, permissions, tasks, scope } = request.body;
      const expiresAt = request.body.expiresAt && new Date(request.body.expiresAt).toISOString();
      if (expiresAt !== null && expiresAt <= services.clock.now())
        throw new AppError('VALIDATION_FAILED', {
          issues: [{ path: 'expiresAt', message: 'lies in the past' }],
        });
      const token = newSecret('mst');
      const id = services.ids.next();
      const limits = { permissions, tasks, scope };
      await accounts.execute(
        userId,
        { type: 'IssueApiToken', token: id, name, expiresAt, limits, held: [...held] },
        actor,
      );
      const hash = hashSecret(token);
      await services.credentials.put({
        kind: 'api-token',
        id: hash,
        secret: hash,
        details: { userId, tokenId: id },
        expiresAt,
      });
      return reply.code(201).send({ id, name, expiresAt, ...limits, token });
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
      await revoke(context, userId, request.params.id, actor);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/accounts/:userId/api-tokens',
    config: { access: 'accounts.manage', unrestrictedOnly: true, errors: ['ACCOUNT_NOT_FOUND'] },
    schema: {
      summary: 'API tokens of an account',
      tags,
      params: z.object({ userId: z.string().min(1).max(64) }),
      response: { 200: List },
    },
    handler: async request => toList((await existing(context, request.params.userId)).state),
  });

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId/api-tokens/:id',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'API_TOKEN_NOT_FOUND'],
    },
    schema: {
      summary: 'Revoke an API token of an account',
      tags,
      params: z.object({ userId: z.string().min(1).max(64), id: z.string().max(64) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId, id } = request.params;
      await revoke(context, userId, id, principalOf(request).actor);
      return reply.code(204).send();
    },
  });
};

function toList({ tokens }: AccountState): z.infer<typeof List> {
  return {
    items: Object.entries(tokens).map(([id, { name, expiresAt, permissions, tasks, scope }]) => ({
      id,
      name,
      expiresAt,
      permissions: permissions && [...permissions],
      tasks: tasks && [...tasks],
      scope: scope && [...scope],
    })),
  };
}

/** The event alone makes it void; the stored hash is then only clutter. */
async function revoke(context: ServerContext, userId: string, id: string, actor: Actor): Promise<void> {
  await context.accounts.execute(userId, { type: 'RevokeApiToken', token: id }, actor);
  const { credentials } = context.services;
  for (const credential of await credentials.list('api-token'))
    if (credential.details.tokenId === id) await credentials.delete('api-token', credential.id);
}
