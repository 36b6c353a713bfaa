import type { Clock, Credential, CredentialStore } from '../../../domain/kernel/index.ts';
import { hashSecret, newSecret } from './secrets.ts';

const minute = 60_000;
export const sessionIdleMs = 8 * 60 * minute;
export const sessionAbsoluteMs = 7 * 24 * 60 * minute;
/** How stale the last use may be on disk: one write a minute, not one a request. */
const touchEveryMs = minute;

export interface Session {
  /** First 16 hex digits of the token's hash: names it without giving anything away. */
  readonly id: string;
  readonly userId: string;
  readonly address: string;
  readonly userAgent: string | null;
  /** How the person was known. */
  readonly via: 'password' | 'oidc';
  readonly createdAt: string;
  readonly lastUsedAt: string;
  /** The earlier of the idle and the absolute limit. */
  readonly expiresAt: string;
}

/** Who is signed in. Tokens are kept as hashes; ended sessions are gone at once, also for open live streams. */
export class Sessions {
  readonly #credentials: CredentialStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(sessionId: string) => void>();

  constructor(credentials: CredentialStore, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  prepare(): { readonly token: string; readonly id: string } {
    const token = newSecret('mss');
    return { token, id: sessionIdOf(hashSecret(token)) };
  }

  async open(
    token: string,
    about: Pick<Session, 'userId' | 'address' | 'userAgent'> & { readonly via?: Session['via'] },
  ): Promise<Session> {
    const now = this.#clock.now();
    const hash = hashSecret(token);
    const credential = this.#credential(hash, { via: 'password', ...about, createdAt: now, lastUsedAt: now });
    await this.#credentials.put(credential);
    return toSession(credential);
  }

  /** The session of a token. `touch` counts it as used now. */
  async resolve(token: string, touch = true): Promise<Session | undefined> {
    const hash = hashSecret(token);
    const credential = await this.#credentials.get('session', hash);
    if (!credential) return undefined;
    const session = toSession(credential);
    const now = this.#clock.now();
    const stale = Date.parse(now) - Date.parse(session.lastUsedAt) >= touchEveryMs;
    // A request under way must not write a session back that was ended, here or on another server.
    if (touch && stale)
      await this.#credentials.replace(this.#credential(hash, { ...session, lastUsedAt: now }));
    return session;
  }

  async list(userId?: string): Promise<readonly Session[]> {
    const sessions = (await this.#credentials.list('session')).map(toSession);
    return sessions
      .filter(session => userId === undefined || session.userId === userId)
      .sort((a, b) => (a.lastUsedAt < b.lastUsedAt ? 1 : -1));
  }

  /** Ends those that match; answers their ids. */
  async revoke(matches: (session: Session) => boolean): Promise<readonly string[]> {
    const ended: string[] = [];
    for (const credential of await this.#credentials.list('session')) {
      const session = toSession(credential);
      if (!matches(session)) continue;
      await this.#credentials.delete('session', credential.id);
      ended.push(session.id);
      for (const listener of this.#listeners) listener(session.id);
    }
    return ended;
  }

  /** Called with the id of each session that is ended by somebody. Returns the unsubscriber. */
  onEnd(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #credential(hash: string, facts: Omit<Session, 'id' | 'expiresAt'>): Credential {
    const { userId, address, userAgent, via, createdAt, lastUsedAt } = facts;
    const ends = Math.min(Date.parse(lastUsedAt) + sessionIdleMs, Date.parse(createdAt) + sessionAbsoluteMs);
    return {
      kind: 'session',
      id: hash,
      secret: hash,
      details: { userId, address, userAgent, via, createdAt, lastUsedAt },
      expiresAt: new Date(ends).toISOString(),
    };
  }
}

function sessionIdOf(hash: string): string {
  return hash.slice(0, 16);
}

function toSession(credential: Credential): Session {
  const details = credential.details as Omit<Session, 'id' | 'expiresAt'>;
  // Sessions of before there was another way have none.
  const { via = 'password' } = details;
  return { ...details, via, id: sessionIdOf(credential.id), expiresAt: credential.expiresAt ?? '' };
}
