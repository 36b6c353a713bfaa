import type { Clock, Whiteboard } from '../../../domain/kernel/index.ts';

const freeFailures = 5;
const longestMs = 5 * 60_000;
const forgetAfterMs = 30 * 60_000;
const kind = 'sign-in-failures';

/**
 * Slows down guessing from one address, whatever accounts it tries and whichever server it asks: after five failures
 * each next try waits twice as long, up to five minutes. Knows addresses only, so it tells nothing about accounts.
 */
export class AddressBackoff {
  readonly #board: Whiteboard;
  readonly #clock: Clock;

  constructor(board: Whiteboard, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
  }

  /** Seconds to wait before the next try; 0: go on. */
  async waitSeconds(address: string): Promise<number> {
    const known = await this.#board.get(kind, address);
    if (!known || known.count < freeFailures) return 0;
    const delay = Math.min(1_000 * 2 ** (known.count - freeFailures), longestMs);
    const sinceMs = this.#nowMs() - Number(known.value['lastMs']);
    // Clocks of servers differ: the wait is never longer than it was meant to be.
    return Math.ceil(Math.min(delay, Math.max(0, delay - sinceMs)) / 1_000);
  }

  async failed(address: string): Promise<void> {
    const lastMs = this.#nowMs();
    await this.#board.add(kind, address, 1, { lastMs }, new Date(lastMs + forgetAfterMs).toISOString());
  }

  /** Costs nothing where nothing failed. */
  async succeeded(address: string): Promise<void> {
    if (await this.#board.get(kind, address)) await this.#board.remove(kind, address);
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }
}
