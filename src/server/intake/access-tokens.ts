import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, CredentialStore } from '../../../domain/kernel/index.ts';

export interface Grant {
  readonly user: string;
  readonly secretHash: string;
}

const keyName = 'agent-access-tokens';
const lifetimeSeconds = 3_600;

/**
 * Access tokens of the OAuth client-credentials grant that GLPI agents can use: what Basic would carry, signed
 * and for an hour, without state on the server. The secret behind is checked at every use, so revoking it ends
 * the tokens made from it.
 */
export class AccessTokens {
  readonly #credentials: CredentialStore;
  readonly #clock: Clock;
  #key: Promise<Buffer> | undefined;

  constructor(credentials: CredentialStore, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async issue(grant: Grant): Promise<{ readonly token: string; readonly expiresIn: number }> {
    const expires = Math.floor(Date.parse(this.#clock.now()) / 1000) + lifetimeSeconds;
    const payload = Buffer.from(JSON.stringify([grant.user, grant.secretHash, expires])).toString(
      'base64url',
    );
    const signature = await this.#sign(payload);
    return { token: `${payload}.${signature.toString('base64url')}`, expiresIn: lifetimeSeconds };
  }

  async read(token: string): Promise<Grant | undefined> {
    const [payload, signature, ...more] = token.split('.');
    if (!payload || !signature || more.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const due = await this.#sign(payload);
    if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined;
    const [user, secretHash, expires] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
      string,
      string,
      number,
    ];
    return expires * 1000 > Date.parse(this.#clock.now()) ? { user, secretHash } : undefined;
  }

  async #sign(payload: string): Promise<Buffer> {
    this.#key ??= this.#loadKey();
    return createHmac('sha256', await this.#key)
      .update(payload)
      .digest();
  }

  /** Made once; whoever comes second takes the first one's. */
  async #loadKey(): Promise<Buffer> {
    const known = await this.#credentials.get('server-key', keyName);
    if (known) return Buffer.from(known.secret, 'base64url');
    const secret = randomBytes(32).toString('base64url');
    await this.#credentials.create({ kind: 'server-key', id: keyName, secret, details: {}, expiresAt: null });
    const kept = await this.#credentials.get('server-key', keyName);
    return Buffer.from(kept?.secret ?? secret, 'base64url');
  }
}
