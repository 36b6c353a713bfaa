import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../contract.ts';
import { refusalOf } from '../../auth/grants.ts';
import type { Principal } from '../../auth/principal.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { AppError, catalogue } from '../../errors/index.ts';
import type { RouteAccess } from '../../permissions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs; the task it belongs to goes with it. A route without it does not start. */
    access?: RouteAccess;
    /** Codes of the catalogue this route may answer beyond the general ones; documentation and tests read it. */
    errors?: readonly ErrorCode[];
    /** Not for accounts restricted to departments: it speaks of all of them. */
    unrestrictedOnly?: boolean;
    /** May be used before the first password is changed. */
    beforePasswordChange?: boolean;
    /** Only a person with a password, never an API token. */
    personOnly?: boolean;
    /** What one caller may ask of this route within a minute, beside the limit of all routes: for what is dear. */
    perMinute?: number;
    /** Asking does not count as using the session. */
    passive?: boolean;
    /** Served for browsers (console, reference page): neither in OpenAPI nor under response schemas. */
    asset?: boolean;
    /** Not in OpenAPI: spoken by agents, not by clients of the interface. */
    foreign?: boolean;
  }
  interface FastifyRequest {
    /** Set by the access hook for every route that is neither `public` nor `agent`. */
    principal: Principal | null;
    /** Throws where the caller lost meanwhile what let the request in, or reaches other departments than then. */
    requireAsBefore(): Promise<void>;
  }
}

export interface RouteInfo {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess;
  readonly unrestrictedOnly: boolean;
  readonly beforePasswordChange: boolean;
  readonly personOnly: boolean;
  readonly asset: boolean;
  readonly foreign: boolean;
  readonly responses: readonly string[];
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route, in order of registration. */
    readonly routeTable: RouteInfo[];
    /** True within a scope whose routes are files for browsers, registered by plugins that know no access. */
    publicFiles: boolean;
  }
}

/** Error answers are the same on every route. */
const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/**
 * Refuses to start a route that does not say who may use it, or that has no schema for its answers, and adds
 * the schema of errors. Must be installed before any route.
 */
export function installRouteRules(app: FastifyInstance): void {
  app.decorate('routeTable', []);
  app.decorate('publicFiles', false);
  app.decorateRequest('principal', null);
  // Whoever is let in without an account has nothing to lose.
  app.decorateRequest('requireAsBefore', () => Promise.resolve());
  app.addHook('onRoute', function (route) {
    if (this.publicFiles) route.config = { ...route.config, access: 'public', asset: true };
    const config = route.config ?? {};
    const methods = [route.method].flat();
    const place = `${methods.join(',')} ${route.url}`;
    if (!config.access) throw new Error(`${place} does not name its access`);
    const schema = (route.schema ?? {}) as {
      response?: Record<string, unknown>;
      summary?: string;
      hide?: boolean;
    };
    if (config.asset || config.foreign) {
      route.schema = { ...schema, hide: true };
    } else {
      if (!schema.response || Object.keys(schema.response).length === 0)
        throw new Error(`${place} has no response schema`);
      if (!schema.summary) throw new Error(`${place} has no summary`);
      schema.response['4xx'] ??= problemResponse(describe(config.errors));
      schema.response['5xx'] ??= problemResponse('The server or one of its stores cannot serve now.');
    }
    for (const method of methods)
      if (method !== 'HEAD' && method !== 'OPTIONS')
        app.routeTable.push({
          method,
          url: route.url,
          access: config.access,
          unrestrictedOnly: config.unrestrictedOnly ?? false,
          beforePasswordChange: config.beforePasswordChange ?? false,
          personOnly: config.personOnly ?? false,
          asset: config.asset ?? false,
          foreign: config.foreign ?? false,
          responses: Object.keys(schema.response ?? {}),
        });
  });
}

function describe(codes: readonly ErrorCode[] | undefined): string {
  if (!codes || codes.length === 0) return 'Refused; the code says why.';
  return codes.map(code => `${code} (${catalogue[code].status}): ${catalogue[code].title.en}`).join('\n\n');
}

/** The one place where a route is allowed or refused. */
export function authorize(
  principal: Principal | null,
  route: Pick<RouteInfo, 'access' | 'unrestrictedOnly' | 'beforePasswordChange' | 'personOnly'>,
): void {
  if (route.access === 'public' || route.access === 'agent') return;
  if (!principal) throw new AppError('NOT_SIGNED_IN');
  if (route.personOnly && principal.via === 'api-token') throw new AppError('API_TOKEN_REFUSED_HERE');
  if (principal.mustChangePassword && !route.beforePasswordChange)
    throw new AppError('PASSWORD_CHANGE_REQUIRED');
  if (route.access !== 'self' && !principal.permissions.has(route.access))
    throw refusalOf(principal, route.access);
  if (route.unrestrictedOnly && principal.scope !== null) throw new AppError('SCOPE_RESTRICTED');
}

/** No content; for 204 answers. */
export const Empty = z.undefined();
