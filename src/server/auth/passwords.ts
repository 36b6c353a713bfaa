import { hash, verify } from '@node-rs/argon2';
import { passwordDaysLeft } from '../../../domain/accounts/index.ts';
import type { Clock, Credential, CredentialStore } from '../../../domain/kernel/index.ts';
import { AppError } from '../errors/index.ts';
import { normalize } from './password-rules.ts';

/** argon2id at OWASP's line of 19 MiB, two passes, one lane: about 12 ms a verification. */
const argon2id = 2;
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash of no password, verified for unknown users so that they take as long as known ones. */
const decoy =
  '$argon2id$v=19$m=19456,t=2,p=1$bXVzdGVyLW5vLXVzZXItMDE$ZGVjb3kgZGlnZXN0IHRoYXQgbWF0Y2hlcyBub3RoaW5nISE';

const concurrent = 4;
const waitingLimit = 100;

/** Password hashes by user id, in the credential store. Verifications are bounded: each holds 19 MiB. */
export class Passwords {
  readonly #credentials: CredentialStore;
  readonly #clock: Clock;
  readonly #days: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `days`: how long a password is good; 0: for ever. */
  constructor(credentials: CredentialStore, clock: Clock, days: number) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#days = days;
  }

  async set(userId: string, password: string): Promise<void> {
    await this.#credentials.put(await this.#credential(userId, password));
  }

  /** Only where there is none; false where there is. */
  async create(userId: string, password: string): Promise<boolean> {
    return this.#credentials.create(await this.#credential(userId, password));
  }

  /** As `passwordDaysLeft`; null too where there is no password. */
  async daysLeft(userId: string): Promise<number | null> {
    const stored = await this.#credentials.get('password', userId);
    if (!stored) return null;
    // Hashes of earlier versions have no day with them.
    const { setAt = null } = stored.details as { setAt?: string };
    return passwordDaysLeft({ setAt, days: this.#days, now: this.#clock.now() });
  }

  async exists(userId: string): Promise<boolean> {
    return (await this.#credentials.get('password', userId)) !== undefined;
  }

  /** Takes the same time whether or not there is such a user. */
  async matches(userId: string, password: string): Promise<boolean> {
    const stored = await this.#credentials.get('password', userId);
    const equal = await this.#bounded(() => verify(stored?.secret ?? decoy, normalize(password)));
    return stored !== undefined && equal;
  }

  async remove(userId: string): Promise<void> {
    await this.#credentials.delete('password', userId);
  }

  async #credential(userId: string, password: string): Promise<Credential> {
    const secret = await this.#bounded(() => hash(normalize(password), cost));
    return { kind: 'password', id: userId, secret, details: { setAt: this.#clock.now() }, expiresAt: null };
  }

  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= concurrent) {
      if (this.#waiting.length >= waitingLimit) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: 2 });
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed on, not freed and raced for.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
