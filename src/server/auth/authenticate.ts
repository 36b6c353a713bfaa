import type { FastifyRequest } from 'fastify';
import type { AccountState } from '../../../domain/accounts/index.ts';
import type { CredentialStore } from '../../../domain/kernel/index.ts';
import { AppError } from '../errors/index.ts';
import type { Accounts } from './accounts.ts';
import { isUsable } from './accounts.ts';
import { grantsOf } from './grants.ts';
import type { Principal } from './principal.ts';
import { hashSecret, sameSecret } from './secrets.ts';
import type { Sessions } from './sessions.ts';

/** `__Host-` binds a cookie to this host and to https; browsers refuse the name without it. */
export function cookieName(https: boolean): string {
  return https ? '__Host-muster' : 'muster';
}

/** Turns a session, an API token or the local token into who is asking; null where none of them is good. */
export class Authenticator {
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #credentials: CredentialStore;
  readonly #localToken: string | null;

  constructor(
    accounts: Accounts,
    sessions: Sessions,
    credentials: CredentialStore,
    localToken: string | null,
  ) {
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#credentials = credentials;
    this.#localToken = localToken;
  }

  /**
   * `touch: false` looks without counting as use, so that an open stream does not keep a session alive; `fresh` relies
   * on nothing that was read of the account before.
   */
  async principalOf(
    token: string,
    { touch = true, fresh = false }: { readonly touch?: boolean; readonly fresh?: boolean } = {},
  ): Promise<Principal | null> {
    if (token.startsWith('mss_')) return this.#bySession(token, touch, fresh);
    if (token.startsWith('mst_')) return this.#byApiToken(token, fresh);
    if (this.#localToken !== null && sameSecret(token, this.#localToken)) return localPrincipal;
    return null;
  }

  async #bySession(token: string, touch: boolean, fresh: boolean): Promise<Principal | null> {
    const session = await this.#sessions.resolve(token, touch);
    if (!session) return null;
    const state = await this.#account(session.userId, fresh, isUsable);
    const principal = state && toPrincipal(state, 'session', session.id);
    // Who was vouched for by an identity provider has no password to see to.
    return principal && session.via === 'oidc' ? { ...principal, mustChangePassword: false } : principal;
  }

  async #byApiToken(token: string, fresh: boolean): Promise<Principal | null> {
    const credential = await this.#credentials.get('api-token', hashSecret(token));
    if (!credential) return null;
    const { userId, tokenId } = credential.details as { userId: string; tokenId: string };
    // The stream is the truth: a token it does not know was revoked.
    const knowsToken = (state: AccountState): boolean => Object.hasOwn(state.tokens, tokenId);
    const state = await this.#account(userId, fresh, one => isUsable(one) && knowsToken(one));
    return state && toPrincipal(state, 'api-token', tokenId);
  }

  /** Nobody is turned away by what was read a moment ago: another server may have unlocked, or given the token, since. */
  async #account(
    userId: string,
    fresh: boolean,
    isGood: (state: AccountState) => boolean,
  ): Promise<AccountState | null> {
    if (!fresh) {
      const { state } = await this.#accounts.current(userId);
      if (isGood(state)) return state;
    }
    const { state } = await this.#accounts.load(userId);
    return isGood(state) ? state : null;
  }
}

function toPrincipal(state: AccountState, via: Principal['via'], credentialId: string): Principal {
  return {
    userId: state.userId,
    displayName: state.displayName,
    ...grantsOf(state, via === 'api-token' ? state.tokens[credentialId] : null),
    mustChangePassword: mustChangePassword(state, via),
    actor: via === 'api-token' ? `token:${credentialId}` : `account:${state.userId}`,
    via,
    credentialId,
  };
}

/** An API token is a secret of its own, with an end of its own: the age of a password does not stop it. */
export function mustChangePassword(state: AccountState, via: Principal['via']): boolean {
  return state.mustChangePassword || (via === 'session' && state.passwordExpired);
}

const localPrincipal: Principal = {
  userId: 'local',
  displayName: 'Command line on this machine',
  ...grantsOf({ roles: ['administrator', 'user-manager'], tasks: null, scope: null }),
  mustChangePassword: false,
  actor: 'system:command-line',
  via: 'local',
  credentialId: 'local',
};

/** The bearer token, or else the cookie's; a cookie may change things only from our own pages. */
export function tokenOf(
  request: FastifyRequest,
  options: { readonly https: boolean; readonly publicUrl: string | null },
): string | null {
  const header = request.headers.authorization;
  const bearer = header === undefined ? null : /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header);
  if (bearer?.[1]) return bearer[1];
  const cookie = request.cookies[cookieName(options.https)];
  if (!cookie) return null;
  if (!isSafe(request.method)) requireOwnOrigin(request, options.publicUrl);
  return cookie;
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/** Browsers send Origin with every request that changes something, and no page can forge it. */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string | null): void {
  const { origin, host } = request.headers;
  const own = publicUrl === null ? [`http://${host}`, `https://${host}`] : [new URL(publicUrl).origin];
  if (origin !== undefined ? own.includes(origin) : request.headers['sec-fetch-site'] === 'same-origin')
    return;
  throw new AppError('ORIGIN_REFUSED', { details: { origin: origin ?? null } });
}
