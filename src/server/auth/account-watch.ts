import { setTimeout as pause } from 'node:timers/promises';
import { accountCategory, userIdOf } from '../../../domain/accounts/index.ts';
import type { EventStore, Position } from '../../../domain/kernel/index.ts';
import type { Accounts } from './accounts.ts';

const retryMs = 1_000;

/**
 * Hears of each change of an account, whichever server made it, so that it counts here as soon as the log has told of
 * it. Where the log cannot be followed for a while, what is remembered of accounts is a second old at most, as ever.
 */
export class AccountWatch {
  readonly #events: EventStore;
  readonly #accounts: Accounts;
  readonly #stopping = new AbortController();
  #heard: Position = 0;

  constructor(events: EventStore, accounts: Accounts) {
    this.#events = events;
    this.#accounts = accounts;
  }

  /** What happened up to here is known. */
  get heard(): Position {
    return this.#heard;
  }

  async start(): Promise<void> {
    this.#heard = await this.#events.lastPosition();
    void this.#follow();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted)
      try {
        const categories = [accountCategory];
        for await (const message of this.#events.subscribe(this.#heard, { categories }, signal)) {
          const events = message.kind === 'events' ? message.events : [];
          for (const { stream } of events) this.#accounts.forget(userIdOf(stream));
          this.#heard = events.at(-1)?.position ?? this.#heard;
          if (message.kind === 'caught-up') this.#heard = Math.max(this.#heard, message.position);
        }
      } catch {
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
  }
}
