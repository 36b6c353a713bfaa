import type { Clock, Note, Whiteboard } from '../../domain/kernel/index.ts';

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
  readonly peer: Peer;
}

/** Another server, as it was last seen. */
export interface Peer {
  readonly server: string;
  /** What it says of itself. */
  readonly about: Note['value'];
  /** It has given a sign of life since this server began to look. */
  readonly hasMoved: boolean;
}

export interface PeersOptions {
  readonly board: Whiteboard;
  readonly clock: Clock;
  /** How this server calls itself: another name after each start. */
  readonly server: string;
  /** What it tells the others of itself. */
  readonly about?: Note['value'];
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
  readonly #about: Note['value'];
  readonly #monotonic: () => number;
  #seen: ReadonlyMap<string, Seen> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor({ board, clock, server, about = {}, monotonic = () => performance.now() }: PeersOptions) {
    this.server = server;
    this.#board = board;
    this.#clock = clock;
    this.#about = about;
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

  /** Other servers that live, as far as is known. */
  others(): readonly Peer[] {
    const others = [...this.#seen.values()].map(({ peer }) => peer);
    return others.filter(({ server }) => server !== this.server && this.isAlive(server));
  }

  /** One sign of life, and one look at those of the others. */
  async beat(): Promise<void> {
    const expiresAt = new Date(Date.parse(this.#clock.now()) + keptMs).toISOString();
    try {
      await this.#board.add(kind, this.server, 1, this.#about, expiresAt);
      const nowMs = this.#monotonic();
      const seen = new Map<string, Seen>();
      for (const { id, count, value: about } of await this.#board.list(kind)) {
        const before = this.#seen.get(id);
        const peer = { server: id, about, hasMoved: before !== undefined };
        seen.set(id, before?.beats === count ? before : { beats: count, sinceMs: nowMs, peer });
      }
      this.#seen = seen;
    } catch {
      // While the whiteboard is away nobody can be seen to live: each gets the whole time anew.
      const sinceMs = this.#monotonic();
      this.#seen = new Map([...this.#seen].map(([id, seen]) => [id, { ...seen, sinceMs }]));
    }
  }
}
