import type { Clock, Whiteboard } from '../../domain/kernel/index.ts';

const kind = 'server';
/** Milliseconds between signs of life. */
const beatMs = 1_000;
/** Whoever has given none for so long of this server's own time is gone. */
const goneMs = 10_000;
/** Far more than clocks differ by; only clears away what dead servers leave. */
const keptMs = 24 * 60 * 60_000;

interface Seen {
  readonly beats: number;
  readonly sinceMs: number;
}

export interface PeersOptions {
  readonly board: Whiteboard;
  readonly clock: Clock;
  /** How this server calls itself: another name after each start. */
  readonly server: string;
  /** Milliseconds of a clock that never goes back or jumps. */
  readonly monotonic?: () => number;
}

/**
 * Which of the servers on the same stores live. Each counts up a sum on the whiteboard; no two clocks are compared
 * (docs/decisions/0110).
 */
export class Peers {
  readonly server: string;
  readonly #board: Whiteboard;
  readonly #clock: Clock;
  readonly #monotonic: () => number;
  #seen: ReadonlyMap<string, Seen> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor({ board, clock, server, monotonic = () => performance.now() }: PeersOptions) {
    this.server = server;
    this.#board = board;
    this.#clock = clock;
    this.#monotonic = monotonic;
  }

  /** Where the whiteboard cannot be reached it is tried again. */
  async start(): Promise<void> {
    await this.beat();
    this.#timer = setInterval(() => {
      this.#beating ??= this.beat().finally(() => (this.#beating = undefined));
    }, beatMs).unref();
  }

  /** Whoever looks afterwards sees that it has gone. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    await this.#beating;
    await this.#board.remove(kind, this.server).catch(() => undefined);
  }

  isAlive(server: string): boolean {
    if (server === this.server) return true;
    const seen = this.#seen.get(server);
    return seen !== undefined && this.#monotonic() - seen.sinceMs < goneMs;
  }

  /** One sign of life, and one look at those of the others. */
  async beat(): Promise<void> {
    const expiresAt = new Date(Date.parse(this.#clock.now()) + keptMs).toISOString();
    try {
      await this.#board.add(kind, this.server, 1, {}, expiresAt);
      const nowMs = this.#monotonic();
      const seen = new Map<string, Seen>();
      for (const { id, count } of await this.#board.list(kind)) {
        const before = this.#seen.get(id);
        seen.set(id, before?.beats === count ? before : { beats: count, sinceMs: nowMs });
      }
      this.#seen = seen;
    } catch {
      // While the whiteboard is away nobody can be seen to live: each gets the whole time anew.
      const sinceMs = this.#monotonic();
      this.#seen = new Map([...this.#seen].map(([id, { beats }]) => [id, { beats, sinceMs }]));
    }
  }
}
