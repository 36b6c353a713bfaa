import { setTimeout as later } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { Lease, Leases } from '../../domain/kernel/index.ts';
import type { LeaseRow, LeaseTable } from './table.ts';

/** Milliseconds. Whoever waits has the lease of a dead holder within `expiryMs` + `lookMs` and a write. */
export interface LeaseTimes {
  /** Between signs of life of a holder. */
  readonly beatMs: number;
  /** Without a sign of life the lease is free for others, and lost to its holder. */
  readonly expiryMs: number;
  /** Between looks of who waits. */
  readonly lookMs: number;
}

export const usualTimes: LeaseTimes = { beatMs: 1_000, expiryMs: 5_000, lookMs: 500 };

export interface KeptLeasesOptions {
  /** How this server calls itself, for people. */
  readonly server: string;
  readonly times?: LeaseTimes;
  /** Milliseconds of a clock that never goes back or jumps; its zero is of no account. */
  readonly monotonic?: () => number;
}

/**
 * The protocol of leases over a table. A holder counts up its row; who waits takes a row that has not moved for
 * `expiryMs` of the waiting server's own clock, by a write that only goes through while it still has not
 * (docs/decisions/0110).
 */
export function keptLeases(table: LeaseTable, options: KeptLeasesOptions): Leases {
  const { server, times = usualTimes, monotonic = () => performance.now() } = options;

  async function acquire(name: string, signal: AbortSignal): Promise<Lease> {
    let seen: LeaseRow | undefined;
    let since = 0;
    for (;;) {
      signal.throwIfAborted();
      try {
        const row = await table.read(name);
        const free = !row || row.server === null;
        if (!seen || !row || row.token !== seen.token || row.beats !== seen.beats) {
          seen = row;
          since = monotonic();
        }
        if (free || monotonic() - since >= times.expiryMs) {
          const token = await table.take(name, row, server);
          if (token !== null) return held(name, token);
          seen = undefined;
        }
      } catch {
        // While the store is away its holder cannot be seen to live: it gets its whole time anew.
        seen = undefined;
      }
      await pause(times.lookMs, signal);
    }
  }

  function held(name: string, token: number): Lease {
    const lost = new AbortController();
    let lastBeat = monotonic();
    let timer: NodeJS.Timeout | undefined;
    let over = false;

    async function beat(): Promise<void> {
      const asked = monotonic();
      const inForce = await table.beat(name, token).catch(() => undefined);
      if (over) return;
      if (inForce) lastBeat = asked;
      if (inForce === false || monotonic() - lastBeat >= times.expiryMs) {
        over = true;
        lost.abort(new Error(`the lease ${name} was lost`));
      } else schedule();
    }
    function schedule(): void {
      timer = later(() => void beat(), times.beatMs).unref();
    }

    schedule();
    return {
      name,
      token,
      lost: lost.signal,
      async release() {
        over = true;
        clearTimeout(timer);
        // Where it cannot be told, the lease runs out by itself.
        await table.release(name, token).catch(() => undefined);
      },
    };
  }

  return {
    acquire,
    async holder(name) {
      const row = await table.read(name);
      return row && row.server !== null ? { server: row.server, token: row.token } : null;
    },
  };
}

/** Ends early, without a word, when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
