import { z } from 'zod';
import { UserId } from '../../../../domain/accounts/index.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { setSessionCookie } from './session-cookie.ts';

const tags = ['accounts'];
const cookie = 'muster-oidc';
const cookiePath = '/api/v1/oidc';
/** A path of this console and nothing else. */
const Back = z
  .string()
  .max(4_000)
  .regex(/^\/(?![/\\])/, 'is not a path of this console')
  .default('/');

/** Sign-in through an identity provider: there and back. */
export const oidcRoutes: RouteModule = (api, context) => {
  const { config, oidc } = context;
  const https = config.publicUrl?.startsWith('https://') ?? false;
  // Sent along when the provider sends the browser back, which comes from another site.
  const attributes = { path: cookiePath, httpOnly: true, sameSite: 'lax', secure: https } as const;

  api.route({
    method: 'GET',
    url: '/oidc',
    config: { access: 'public' },
    schema: {
      summary: 'The identity provider people may sign in through',
      tags,
      response: { 200: z.object({ name: z.string().nullable() }) },
    },
    handler: async () => ({ name: config.oidc?.name ?? null }),
  });

  api.route({
    method: 'GET',
    url: '/oidc/start',
    config: { access: 'public', perMinute: 120, errors: ['OIDC_OFF', 'OIDC_UNREACHABLE'] },
    schema: {
      summary: 'Go to the identity provider to sign in',
      tags,
      querystring: z.strictObject({ back: Back }),
      response: { 302: Empty },
    },
    handler: async (request, reply) => {
      if (!oidc) throw new AppError('OIDC_OFF');
      await context.licensing.requireKey();
      const { address, state } = await oidc.begin(request.query.back).catch(toSignInPage);
      if (state !== undefined) reply.setCookie(cookie, state, { ...attributes, maxAge: 600 });
      return reply.redirect(address, 302);
    },
  });

  api.route({
    method: 'GET',
    url: '/oidc/callback',
    config: { access: 'public', perMinute: 120 },
    schema: {
      summary: 'Back from the identity provider',
      description:
        'Opens a session and leads into the console, or to the sign-in page with the code of what failed.',
      tags,
      querystring: z.record(z.string().max(100), z.string().max(8_000)),
      response: { 302: Empty },
    },
    handler: async (request, reply) => {
      const held = request.cookies[cookie];
      reply.clearCookie(cookie, attributes);
      const signedIn = async () => {
        if (!oidc) throw new AppError('OIDC_OFF');
        const { back, ...proven } = await oidc.finish(new URLSearchParams(request.query), held);
        const { token } = await context.signIn.signInProven({
          ...proven,
          address: request.ip,
          userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
        });
        setSessionCookie(config, reply, token);
        return { address: back };
      };
      const { address } = await signedIn().catch(toSignInPage);
      return reply.redirect(address, 302);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId/identity',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_OWN', 'IDENTITY_MISSING'],
    },
    schema: {
      summary: 'Unlink an account from the person at the identity provider',
      description: 'The next who signs in there with its name is linked to it. Sessions opened that way end.',
      tags,
      params: z.object({ userId: UserId }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { actor, userId: by } = principalOf(request);
      await context.accounts.execute(userId, { type: 'UnlinkIdentity', by }, actor);
      await context.sessions.revoke(session => session.userId === userId && session.via === 'oidc');
      return reply.code(204).send();
    },
  });
};

/** A person is looking at this: what is wrong stands on the sign-in page, not in a document of JSON. */
function toSignInPage(error: unknown): { readonly address: string; readonly state?: undefined } {
  if (!(error instanceof AppError)) throw error;
  const name = error.extras.details?.['name'];
  const who = typeof name === 'string' ? `&name=${encodeURIComponent(name)}` : '';
  return { address: `/sign-in?problem=${error.code}${who}` };
}
