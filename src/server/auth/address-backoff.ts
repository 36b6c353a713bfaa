const freeFailures = 5;
const longestMs = 5 * 60_000;
const forgetAfterMs = 30 * 60_000;
const addressLimit = 10_000;

interface Failures {
  count: number;
  lastMs: number;
}

/**
 * Slows down guessing from one address, whatever accounts it tries: after five failures each next try waits
 * twice as long, up to five minutes. Knows addresses only, so it tells nothing about accounts.
 */
export class AddressBackoff {
  readonly #failures = new Map<string, Failures>();

  /** Seconds to wait before the next try; 0: go on. */
  waitSeconds(address: string, nowMs: number): number {
    const known = this.#failures.get(address);
    if (!known || known.count < freeFailures) return 0;
    const delay = Math.min(1_000 * 2 ** (known.count - freeFailures), longestMs);
    return Math.max(0, Math.ceil((known.lastMs + delay - nowMs) / 1_000));
  }

  failed(address: string, nowMs: number): void {
    const known = this.#failures.get(address);
    const count = known && nowMs - known.lastMs < forgetAfterMs ? known.count + 1 : 1;
    // Deleted first, so that the map stays ordered by last failure and the oldest can go.
    this.#failures.delete(address);
    this.#failures.set(address, { count, lastMs: nowMs });
    if (this.#failures.size > addressLimit) {
      const oldest = this.#failures.keys().next();
      if (!oldest.done) this.#failures.delete(oldest.value);
    }
  }

  succeeded(address: string): void {
    this.#failures.delete(address);
  }
}
