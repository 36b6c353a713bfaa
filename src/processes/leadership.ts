import { setTimeout } from 'node:timers/promises';
import type { Lease, Leases } from '../../domain/kernel/index.ts';

/** Work that one server at a time does. */
export interface LedWork {
  /** Begins under the token of the lease. */
  begin(token: number): Promise<void>;
  /**
   * Ends everything that `begin` began, as far as it came. `lost`: another server has taken over, so that there is
   * nothing to finish.
   */
  end(why: 'lost' | 'stopped'): Promise<void>;
}

export interface LeadershipOptions {
  readonly leases: Leases;
  /** Name of the lease. */
  readonly name: string;
  /** How this server calls itself. */
  readonly server: string;
  readonly work: LedWork;
  /** Work that could not be begun, or ended; it is tried again. */
  readonly onError: (error: unknown) => void;
  readonly onChange?: (state: LeadershipState) => void;
  /** Pause after work could not be begun; default 1 s. */
  readonly retryMs?: number;
}

/** `waiting`: another server does the work. `fenced`: this one did and was replaced, and waits again. */
export type LeadershipState = 'starting' | 'waiting' | 'fenced' | 'leading' | 'stopped';

export interface Leadership {
  /**
   * Resolves once the work has begun here or is known to be another server's. Rejects where it could not be begun
   * at this first time.
   */
  start(): Promise<void>;
  state(): LeadershipState;
  /** Ends the work and gives the lease back at once. */
  stop(): Promise<void>;
}

const lookMs = 100;

/** Does work while this server has its lease, waits for the lease while it has not, for as long as it runs. */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { leases, name, server, work, onError, onChange, retryMs = 1_000 } = options;
  const stopping = new AbortController();
  let state: LeadershipState = 'starting';
  let running: Promise<void> = Promise.resolve();
  const settled = Promise.withResolvers<void>();

  function become(next: LeadershipState): void {
    if (state === next) return;
    state = next;
    settled.resolve();
    onChange?.(next);
  }

  async function lead(lease: Lease): Promise<void> {
    const over = AbortSignal.any([lease.lost, stopping.signal]);
    let begun = false;
    try {
      await work.begin(lease.token);
      begun = true;
      if (!over.aborted) become('leading');
      await aborted(over);
    } finally {
      const lost = lease.lost.aborted;
      // What could not be begun at the first time is the start's to tell.
      if (begun || state !== 'starting') become(lost ? 'fenced' : 'waiting');
      try {
        await work.end(lost ? 'lost' : 'stopped');
      } finally {
        await lease.release();
      }
    }
  }

  async function run(failed: (error: unknown) => void): Promise<void> {
    while (!stopping.signal.aborted)
      try {
        await lead(await leases.acquire(name, stopping.signal));
      } catch (error) {
        if (stopping.signal.aborted) return;
        failed(error);
        await pause(retryMs, stopping.signal);
      }
  }

  return {
    async start() {
      // A store that cannot be reached is told before anything is waited for.
      await leases.holder(name);
      const first = Promise.withResolvers<never>();
      first.promise.catch(() => undefined);
      running = run(error => {
        onError(error);
        first.reject(error);
      });
      while (state === 'starting') {
        await Promise.race([first.promise, settled.promise, pause(lookMs, stopping.signal)]);
        const holder = state === 'starting' ? await leases.holder(name) : null;
        if (holder && holder.server !== server && state === 'starting') become('waiting');
      }
    },
    state: () => state,
    async stop() {
      stopping.abort();
      await running;
      become('stopped');
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Ends early, without a word, when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
