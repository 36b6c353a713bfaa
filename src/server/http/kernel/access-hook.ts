import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { tokenOf } from '../../auth/authenticate.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from './context.ts';
import { authorize } from './route-access.ts';

/** Authentication and authorization of every route, in this one place; what names no access is denied. */
export function installAccess(
  app: FastifyInstance,
  context: ServerContext,
  options: { readonly https: boolean },
): void {
  const { authenticator, config } = context;
  app.addHook('onRequest', async request => {
    if (request.is404) return;
    const { access, unrestrictedOnly, beforePasswordChange, personOnly, passive } =
      request.routeOptions.config;
    if (!access) throw new AppError('FORBIDDEN');
    if (access === 'public' || access === 'agent') return;
    const token = tokenOf(request, { https: options.https, publicUrl: config.publicUrl });
    // A page nobody looks at goes on asking; that keeps no session alive.
    const touch = passive !== true && request.headers['muster-background'] === undefined;
    const route = {
      access,
      unrestrictedOnly: unrestrictedOnly ?? false,
      beforePasswordChange: beforePasswordChange ?? false,
      personOnly: personOnly ?? false,
    };
    request.principal = token === null ? null : await authenticator.principalOf(token, { touch });
    try {
      authorize(request.principal, route);
    } catch (error) {
      if (token === null || request.principal === null) throw error;
      // Nobody is refused by what was read of the account a moment ago: it may have been given the right since.
      request.principal = await authenticator.principalOf(token, { touch: false, fresh: true });
      authorize(request.principal, route);
    }
    const scope = request.principal?.scope;
    request.requireAsBefore = async () => {
      const now = token === null ? null : await authenticator.principalOf(token, { touch: false });
      authorize(now, route);
      if (!isDeepStrictEqual(now?.scope, scope)) throw new AppError('FORBIDDEN');
    };
  });
}
