import { z } from 'zod';
import { Me } from '../../contract.ts';
import { mustChangePassword } from '../../auth/authenticate.ts';
import { keeperOf } from '../../auth/built-in.ts';
import { checkPassword } from '../../auth/password-rules.ts';
import type { Principal } from '../../auth/principal.ts';
import { version } from '../../version.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { expectedRevision } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { OwnChange, OwnPassword } from './schemas.ts';

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
    config: { access: 'self', personOnly: true, errors: ['PREFERENCES_TOO_LARGE', 'REVISION_CONFLICT'] },
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
};

async function toMe(
  { accounts, passwords }: ServerContext,
  principal: Principal,
): Promise<z.infer<typeof Me>> {
  const { state } = await accounts.load(principal.userId);
  const { state: keeper } = await accounts.load(keeperOf(principal));
  return {
    userId: principal.userId,
    displayName: state.exists ? state.displayName : principal.displayName,
    email: state.email,
    roles: [...principal.roles],
    tasks: principal.tasks && [...principal.tasks],
    permissions: [...principal.permissions],
    scope: principal.scope && [...principal.scope],
    mustChangePassword: principal.mustChangePassword && mustChangePassword(state, principal.via),
    passwordDaysLeft: await passwords.daysLeft(principal.userId),
    preferences: { ...keeper.preferences },
    serverVersion: version,
  };
}

/** Without the keys that are undefined: absent means "leave as it is". */
export function given<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
