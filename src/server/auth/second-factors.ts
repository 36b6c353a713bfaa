import { randomBytes } from 'node:crypto';
import type { Clock, Credential, CredentialKind, CredentialStore } from '../../../domain/kernel/index.ts';
import { hashSecret } from './secrets.ts';
import { fromBase32, isCode, otpauthUri, stepMs, stepOf, toBase32 } from './totp.ts';

const secretBytes = 20;
const offerMs = 15 * 60_000;
export const recoveryCodeCount = 10;

/** What a code turned out to be. */
export type Shown =
  | { readonly kind: 'code' }
  | { readonly kind: 'recovery-code'; readonly left: number }
  | { readonly kind: 'wrong' };

/**
 * Keys, used codes and recovery codes in the credential store, for all servers on it. That an account has a factor is
 * said by its events; here is what it is checked with.
 */
export class SecondFactors {
  readonly #credentials: CredentialStore;
  readonly #clock: Clock;

  constructor(credentials: CredentialStore, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** A new key for its owner to put into an app; good for a quarter of an hour, and until the next one. */
  async offer(userId: string): Promise<{ readonly secret: string; readonly uri: string }> {
    const secret = toBase32(randomBytes(secretBytes));
    const expiresAt = new Date(this.#nowMs() + offerMs).toISOString();
    await this.#credentials.put({ kind: 'second-factor-offer', id: userId, secret, details: {}, expiresAt });
    return { secret, uri: otpauthUri(userId, secret) };
  }

  /** Whether there is an offer, and the code is one of its key. */
  async answers(userId: string, code: string): Promise<'yes' | 'no' | 'no-offer'> {
    const offer = await this.#credentials.get('second-factor-offer', userId);
    if (!offer) return 'no-offer';
    return (await this.#take(offer, digitsOf(code))) ? 'yes' : 'no';
  }

  /**
   * Makes the offered key the one that counts; answers the recovery codes, kept as hashes only, or null where the offer
   * is gone: of two that confirm it at once, one does.
   */
  async confirm(userId: string): Promise<readonly string[] | null> {
    const offer = await this.#credentials.get('second-factor-offer', userId);
    if (!offer || !(await this.#credentials.delete('second-factor-offer', userId))) return null;
    await this.#forget('recovery-code', userId);
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    for (const code of codes) {
      const id = recoveryIdOf(userId, code);
      await this.#credentials.put({
        kind: 'recovery-code',
        id,
        secret: id,
        details: { userId },
        expiresAt: null,
      });
    }
    await this.#credentials.put({ ...offer, kind: 'second-factor', expiresAt: null });
    return codes;
  }

  /** A right code is used up by this, a recovery code for ever. */
  async use(userId: string, code: string): Promise<Shown> {
    const digits = digitsOf(code);
    if (isCode(digits)) {
      const factor = await this.#credentials.get('second-factor', userId);
      return factor && (await this.#take(factor, digits)) ? { kind: 'code' } : { kind: 'wrong' };
    }
    if (!(await this.#credentials.delete('recovery-code', recoveryIdOf(userId, code))))
      return { kind: 'wrong' };
    return { kind: 'recovery-code', left: (await this.#of('recovery-code', userId)).length };
  }

  async remove(userId: string): Promise<void> {
    await this.#credentials.delete('second-factor', userId);
    await this.#credentials.delete('second-factor-offer', userId);
    await this.#forget('recovery-code', userId);
  }

  /** True for the first who comes with the code of a step, on whichever server. */
  async #take({ id, secret }: Credential, code: string): Promise<boolean> {
    const step = stepOf(fromBase32(secret), code, this.#nowMs());
    if (step === null) return false;
    return this.#credentials.create({
      kind: 'second-factor-use',
      id: `${id}/${hashSecret(secret).slice(0, 16)}/${step}`,
      secret: '',
      details: {},
      // A server that still takes this step does not take this note for expired.
      expiresAt: new Date((step + 3) * stepMs).toISOString(),
    });
  }

  async #of(kind: CredentialKind, userId: string): Promise<readonly Credential[]> {
    return (await this.#credentials.list(kind)).filter(({ details }) => details['userId'] === userId);
  }

  async #forget(kind: CredentialKind, userId: string): Promise<void> {
    for (const { id } of await this.#of(kind, userId)) await this.#credentials.delete(kind, id);
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }
}

/** Apps show codes in groups. */
function digitsOf(code: string): string {
  return code.normalize('NFKC').replace(/[\s-]/g, '');
}

/** Fifty bits as `abcde-fg234`. */
function newRecoveryCode(): string {
  const text = toBase32(randomBytes(7)).toLowerCase();
  return `${text.slice(0, 5)}-${text.slice(5, 10)}`;
}

function recoveryIdOf(userId: string, code: string): string {
  return hashSecret(`${userId}/${digitsOf(code).toLowerCase()}`);
}
