import { z } from 'zod';
import type { AccountCommand, AccountEvent, AccountState } from '../../../../domain/accounts/index.ts';
import { account } from '../../../../domain/accounts/index.ts';
import type { DomainEvent } from '../../../../domain/kernel/index.ts';
import type { LoadedAccount } from '../../auth/accounts.ts';
import { isUsable } from '../../auth/accounts.ts';
import { checkPassword } from '../../auth/password-rules.ts';
import { newPassword } from '../../auth/secrets.ts';
import { AppError } from '../../errors/index.ts';
import type { Api, RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision, isFresh } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { given } from './me.ts';
import { Account, AccountChange, AccountChanged, NewAccount, ResetPassword, toAccount } from './schemas.ts';

const tags = ['accounts'];
const params = z.object({ userId: z.string().min(1).max(64) });
const DryRun = z.strictObject({ dryRun: z.stringbool().default(false) });
const WithPassword = AccountChanged.extend({
  /** The temporary password where one was made up; shown this once. */
  password: z.string().nullable(),
});

/**
 * For unrestricted accounts: whoever could make an account without a scope would have none.
 */
export const accountManagementRoutes: RouteModule = (api, context) => {
  const { accounts, passwords, secondFactors, sessions } = context;

  api.route({
    method: 'POST',
    url: '/accounts',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_EXISTS', 'PASSWORD_TOO_WEAK'],
    },
    schema: {
      summary: 'Create an account',
      description: 'Its password is temporary and must be changed at the first sign-in.',
      tags,
      body: NewAccount,
      response: { 201: WithPassword },
    },
    handler: async (request, reply) => {
      const { password: chosen, ...facts } = request.body;
      const { userId } = facts;
      if (chosen !== undefined) checkPassword(userId, chosen);
      const { position } = await accounts.execute(
        userId,
        { type: 'CreateAccount', ...facts, builtIn: false, mustChangePassword: true },
        principalOf(request).actor,
      );
      const password = chosen ?? newPassword();
      await passwords.set(userId, password);
      const created = await accounts.load(userId);
      return reply
        .code(201)
        .header('ETag', etagOf(created.revision))
        .send({ ...toAccount(created), position, password: chosen === undefined ? password : null });
    },
  });

  api.route({
    method: 'GET',
    url: '/accounts/:userId',
    config: { access: 'accounts.manage', unrestrictedOnly: true, errors: ['ACCOUNT_NOT_FOUND'] },
    schema: { summary: 'One account', tags, params, response: { 200: Account, 304: Empty } },
    handler: async (request, reply) => {
      const loaded = await existing(context, request.params.userId);
      if (isFresh(request, reply, etagOf(loaded.revision))) return reply.code(304).send();
      return reply.code(200).send(toAccount(loaded));
    },
  });

  api.route({
    method: 'PATCH',
    url: '/accounts/:userId',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: [
        'ACCOUNT_NOT_FOUND',
        'ACCOUNT_BUILT_IN',
        'ACCOUNT_OWN',
        'REVISION_CONFLICT',
        'IF_MATCH_INVALID',
      ],
    },
    schema: {
      summary: 'Change name, address, roles, tasks or scope of an account',
      tags,
      params,
      querystring: DryRun,
      body: AccountChange,
      response: { 200: AccountChanged },
    },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { actor, userId: by } = principalOf(request);
      const { dryRun } = request.query;
      const { position, events } = await accounts.execute(
        userId,
        { type: 'ChangeAccount', by, ...given(request.body) },
        actor,
        { expectedRevision: expectedRevision(request), dryRun },
      );
      const { state, revision } = await accounts.load(userId);
      const changed = { revision, state: dryRun ? preview(state, events) : state };
      return reply.header('ETag', etagOf(changed.revision)).send({ ...toAccount(changed), position });
    },
  });

  api.route({
    method: 'POST',
    url: '/accounts/:userId/password',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_OWN', 'PASSWORD_TOO_WEAK'],
    },
    schema: {
      summary: 'Give an account a temporary password',
      description: 'All its sessions end and it must change the password at the next sign-in.',
      tags,
      params,
      body: ResetPassword,
      response: { 200: WithPassword },
    },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { actor, userId: by } = principalOf(request);
      const chosen = request.body.password;
      if (chosen !== undefined) checkPassword(userId, chosen);
      const { position } = await accounts.execute(
        userId,
        { type: 'ResetPassword', by, mustChangePassword: true },
        actor,
      );
      const password = chosen ?? newPassword();
      await passwords.set(userId, password);
      await sessions.revoke(session => session.userId === userId);
      const changed = await accounts.load(userId);
      return reply.send({
        ...toAccount(changed),
        position,
        password: chosen === undefined ? password : null,
      });
    },
  });

  act(api, context, 'lock', 'Lock an account', by => ({ type: 'LockAccount', by }));
  act(api, context, 'unlock', 'Unlock an account', () => ({ type: 'UnlockAccount' }));

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_BUILT_IN', 'ACCOUNT_OWN'],
    },
    schema: { summary: 'Remove an account', tags, params, response: { 204: Empty } },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { actor, userId: by } = principalOf(request);
      await accounts.execute(userId, { type: 'RemoveAccount', by }, actor, {
        expectedRevision: expectedRevision(request),
      });
      await sessions.revoke(session => session.userId === userId);
      await passwords.remove(userId);
      await secondFactors.remove(userId);
      return reply.code(204).send();
    },
  });
};

/** Lock and unlock: one command without a body. What may no longer be used ends at once. */
function act(
  api: Api,
  context: ServerContext,
  name: 'lock' | 'unlock',
  summary: string,
  command: (by: string) => AccountCommand,
): void {
  api.route({
    method: 'POST',
    url: `/accounts/:userId/${name}`,
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_BUILT_IN', 'ACCOUNT_OWN'],
    },
    schema: { summary, tags, params, response: { 200: AccountChanged } },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { actor, userId: by } = principalOf(request);
      const { position } = await context.accounts.execute(userId, command(by), actor, {
        expectedRevision: expectedRevision(request),
      });
      const changed = await context.accounts.load(userId);
      if (!isUsable(changed.state)) await context.sessions.revoke(session => session.userId === userId);
      return reply.header('ETag', etagOf(changed.revision)).send({ ...toAccount(changed), position });
    },
  });
}

/** The account as a dry run would leave it. */
function preview(state: AccountState, events: readonly DomainEvent[]): AccountState {
  return events.reduce<AccountState>((folded, event) => account.evolve(folded, event as AccountEvent), state);
}

/** One that is there; refuses what never was and what was removed. */
export async function existing({ accounts }: ServerContext, userId: string): Promise<LoadedAccount> {
  const loaded = await accounts.load(userId);
  if (!loaded.state.exists || loaded.state.removed) throw new AppError('ACCOUNT_NOT_FOUND');
  return loaded;
}
