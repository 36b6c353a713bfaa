import type {
  AccountCommand,
  AccountEvent,
  AccountRefusal,
  AccountState,
} from '../../../domain/accounts/index.ts';
import { account, accountStream } from '../../../domain/accounts/index.ts';
import type { Actor, Clock, CommandHandler, CommandResult } from '../../../domain/kernel/index.ts';
import { accepted } from '../errors/index.ts';

type Accepted = Extract<CommandResult<AccountEvent, AccountRefusal>, { kind: 'accepted' }>;

/** How long a request may rely on what it read of an account: another process may have changed it. */
const freshForMs = 1_000;
const cacheLimit = 1_000;

export interface LoadedAccount {
  readonly state: AccountState;
  readonly revision: number;
}

export interface ExecuteOptions {
  readonly expectedRevision?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Accounts as their streams say: nothing here comes from a read model. */
export class Accounts {
  readonly #commands: CommandHandler;
  readonly #clock: Clock;
  readonly #cache = new Map<string, LoadedAccount & { readonly untilMs: number }>();
  readonly #listeners = new Set<(userId: string) => void>();
  /** What was read before something was forgotten may be what was to be forgotten. */
  #timesForgotten = 0;

  constructor(commands: CommandHandler, clock: Clock) {
    this.#commands = commands;
    this.#clock = clock;
  }

  /** As it was at most a second ago. */
  async current(userId: string): Promise<LoadedAccount> {
    const cached = this.#cache.get(userId);
    if (cached && cached.untilMs > Date.parse(this.#clock.now())) return cached;
    return this.load(userId);
  }

  /** As it is now. */
  async load(userId: string): Promise<LoadedAccount> {
    const before = this.#timesForgotten;
    const loaded = await this.#commands.load(accountStream(userId), account);
    if (this.#timesForgotten !== before) return loaded;
    if (this.#cache.size >= cacheLimit) this.#cache.clear();
    this.#cache.set(userId, { ...loaded, untilMs: Date.parse(this.#clock.now()) + freshForMs });
    return loaded;
  }

  /** It has changed: the next request reads it anew. */
  forget(userId: string): void {
    this.#timesForgotten += 1;
    this.#cache.delete(userId);
    for (const listener of this.#listeners) listener(userId);
  }

  /** Called when an account may have changed, on this server or another. Returns the unsubscriber. */
  onChange(listener: (userId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Refusals and conflicts are thrown as the errors they are on the wire. */
  async execute(
    userId: string,
    command: AccountCommand,
    actor: Actor,
    options: ExecuteOptions = {},
  ): Promise<Accepted> {
    const result = await this.#commands.handle(accountStream(userId), account, command, {
      actor,
      ...(options.expectedRevision === undefined ? {} : { expectedRevision: options.expectedRevision }),
      ...(options.dryRun === undefined ? {} : { dryRun: options.dryRun }),
    });
    this.forget(userId);
    return accepted(result);
  }
}

/** Exists, is not removed and not locked by an administrator. */
export function isUsable(state: AccountState): boolean {
  return state.exists && !state.removed && state.lockReason !== 'administrator';
}
