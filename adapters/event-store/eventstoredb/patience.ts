import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { faultOf, unavailable, type Fault } from './fault.ts';

const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/** Outages that pass are waited for: a node restarts in seconds, a leader is elected sooner. */
export class Patience {
  readonly #where: string;
  readonly #ms: number;
  readonly #closed: AbortSignal;

  constructor(where: string, ms: number, closed: AbortSignal) {
    this.#where = where;
    this.#ms = ms;
    this.#closed = closed;
  }

  /**
   * Tries again while the fault is one that passes and there is time; then StoreUnavailableError.
   * `signal` ends the waiting with its reason; `ms` is the time, if another than usual.
   */
  async persist<T>(
    work: (attempt: number) => Promise<T>,
    { ms = this.#ms, signal }: { readonly ms?: number; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const until = performance.now() + ms;
    let pause = shortestPauseMs;
    // A node that only reads names the leader; that this one is out of reach says less.
    let readOnly: Fault | undefined;
    for (let attempt = 1; ; attempt++)
      try {
        this.assertOpen();
        return await work(attempt);
      } catch (error) {
        this.assertOpen();
        if (error instanceof StoreUnavailableError || isMistake(error)) throw error;
        const fault = faultOf(error);
        if (!fault.passing) throw fault;
        if (fault.kind === 'read-only') readOnly = fault;
        if (performance.now() + pause > until) throw this.say(readOnly ?? fault);
        await this.#pause(pause, signal);
        pause = Math.min(pause * 2, longestPauseMs);
      }
  }

  say(fault: Fault): StoreUnavailableError {
    return unavailable(fault, this.#where);
  }

  assertOpen(): void {
    if (this.#closed.aborted) throw new StoreUnavailableError('closed', 'the event store was closed');
  }

  async #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const signals = signal ? [this.#closed, signal] : [this.#closed];
    await sleep(ms, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
    this.assertOpen();
    signal?.throwIfAborted();
  }
}

/** Errors of the caller are no outages. */
function isMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError;
}
