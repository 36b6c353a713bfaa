import { setTimeout as delay } from 'node:timers/promises';
import type { AccountCommand, AccountState, ProvenIdentity } from '../../../domain/accounts/index.ts';
import { isLockedFor, UserId } from '../../../domain/accounts/index.ts';
import { AppError } from '../errors/index.ts';
import type { Accounts } from './accounts.ts';
import { isUsable } from './accounts.ts';
import type { AddressBackoff } from './address-backoff.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Session, Sessions } from './sessions.ts';

export interface SignInOptions {
  /** Failures in a row that lock; 0 never. */
  readonly lockAfter: number;
  /** Every refusal takes at least this long, so that its reason cannot be read off a clock. */
  readonly refusalMs: number;
}

interface Attempt {
  readonly userId: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string | null;
  /** Of the second factor, or a recovery code; undefined where none was given. */
  readonly code?: string | undefined;
}

export interface ProvenAttempt {
  /** As the provider names the person, where accounts are found by. */
  readonly name: string;
  readonly identity: ProvenIdentity;
  readonly address: string;
  readonly userAgent: string | null;
}

interface Opened {
  readonly token: string;
  readonly session: Session;
  /** As `passwordDaysLeft`. */
  readonly passwordDaysLeft: number | null;
}

/**
 * User ID and password, and a code where the account has a second factor, to a session. Without the right password all
 * refusals look alike: unknown, wrong, locked, removed.
 */
export class SignIn {
  readonly #accounts: Accounts;
  readonly #passwords: Passwords;
  readonly #secondFactors: SecondFactors;
  readonly #sessions: Sessions;
  readonly #options: SignInOptions;
  readonly #backoff: AddressBackoff;

  constructor(
    accounts: Accounts,
    passwords: Passwords,
    secondFactors: SecondFactors,
    sessions: Sessions,
    backoff: AddressBackoff,
    options: SignInOptions,
  ) {
    this.#accounts = accounts;
    this.#passwords = passwords;
    this.#secondFactors = secondFactors;
    this.#sessions = sessions;
    this.#backoff = backoff;
    this.#options = options;
  }

  /** An expired password opens a session that may do nothing but choose another. */
  async signIn(attempt: Attempt): Promise<Opened> {
    await this.#mayTry(attempt.address);
    const noSooner = delay(this.#options.refusalMs);
    const userId = attempt.userId.trim().toLowerCase();
    const wellFormed = UserId.safeParse(userId).success;
    const state = wellFormed ? (await this.#accounts.load(userId)).state : null;
    const matches = await this.#passwords.matches(userId, attempt.password);
    if (!state || !isUsable(state) || !matches || isLockedFor(state, attempt.address)) {
      await this.#failed(attempt, state, 'password');
      await noSooner;
      throw new AppError('SIGN_IN_REFUSED');
    }
    let recoveryCodesLeft: number | null = null;
    if (state.secondFactor) {
      if (attempt.code === undefined) throw new AppError('SECOND_FACTOR_REQUIRED');
      const shown = await this.#secondFactors.use(userId, attempt.code);
      if (shown.kind === 'wrong') {
        await this.#failed(attempt, state, 'code');
        await noSooner;
        throw new AppError('SECOND_FACTOR_WRONG');
      }
      if (shown.kind === 'recovery-code') recoveryCodesLeft = shown.left;
    }
    await this.#backoff.succeeded(attempt.address);
    const passwordDaysLeft = await this.#passwords.daysLeft(userId);
    const passwordExpired = passwordDaysLeft === 0;
    const { address, userAgent } = attempt;
    const opened = await this.#open(userId, 'password', {
      address,
      userAgent,
      passwordExpired,
      recoveryCodesLeft,
    });
    return { ...opened, passwordDaysLeft };
  }

  /**
   * A person an identity provider vouches for, to a session. The account with the name the provider gives must be
   * there: who may come in is decided here, who somebody is there.
   *
   * @throws AppError OIDC_NO_ACCOUNT where none that may sign in has this name, IDENTITY_DIFFERS where it is another's
   */
  async signInProven({
    name,
    identity,
    address,
    userAgent,
  }: ProvenAttempt): Promise<Omit<Opened, 'passwordDaysLeft'>> {
    const userId = name.trim().toLowerCase();
    const state = UserId.safeParse(userId).success ? (await this.#accounts.load(userId)).state : null;
    if (!state || !isUsable(state) || isLockedFor(state, address))
      throw new AppError('OIDC_NO_ACCOUNT', { details: { name: name.slice(0, 100) } });
    return this.#open(userId, 'oidc', {
      address,
      userAgent,
      passwordExpired: false,
      recoveryCodesLeft: null,
      identity,
    });
  }

  async #open(
    userId: string,
    via: Session['via'],
    about: Omit<Extract<AccountCommand, { type: 'SignIn' }>, 'type' | 'session'>,
  ): Promise<Omit<Opened, 'passwordDaysLeft'>> {
    const { token, id } = this.#sessions.prepare();
    await this.#accounts.execute(userId, { type: 'SignIn', session: id, ...about }, `account:${userId}`);
    const { address, userAgent } = about;
    return { token, session: await this.#sessions.open(token, { userId, address, userAgent, via }) };
  }

  /** The password of somebody signed in; guessing it here is slowed down as at the door. */
  async confirm(userId: string, password: string, address: string): Promise<void> {
    await this.#mayTry(address);
    if (await this.#passwords.matches(userId, password)) return;
    await this.#backoff.failed(address);
    throw new AppError('PASSWORD_WRONG');
  }

  /** The code of somebody signed in, used up by this; slowed down in the same way. */
  async confirmCode(userId: string, code: string, address: string): Promise<void> {
    await this.#mayTry(address);
    if ((await this.#secondFactors.use(userId, code)).kind !== 'wrong') return;
    await this.#backoff.failed(address);
    throw new AppError('SECOND_FACTOR_WRONG');
  }

  async #failed({ address }: Attempt, state: AccountState | null, wrong: 'password' | 'code'): Promise<void> {
    await this.#backoff.failed(address);
    if (!state?.exists || state.removed) return;
    const { lockAfter } = this.#options;
    await this.#accounts.execute(
      state.userId,
      { type: 'RecordFailedSignIn', wrong, address, lockAfter },
      'system:sign-in',
    );
  }

  async #mayTry(address: string): Promise<void> {
    const retryAfter = await this.#backoff.waitSeconds(address);
    if (retryAfter > 0) throw new AppError('SIGN_IN_TOO_OFTEN', { retryAfter, details: { retryAfter } });
  }
}
