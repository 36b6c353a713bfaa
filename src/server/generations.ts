import type { Clock, Whiteboard } from '../../domain/kernel/index.ts';

const kind = 'generation';
/** Milliseconds between two signs that a generation is in use. */
const everyMs = 60 * 60_000;
/** So long after its last server a generation is kept, for those who go back to it. */
const keptMs = 24 * everyMs;

export interface GenerationsOptions {
  readonly board: Whiteboard;
  readonly clock: Clock;
  /** This program's. */
  readonly generation: string;
  readonly version: string;
  /** Drops what belongs to none of these generations; answers those dropped. */
  readonly drop: (keep: readonly string[]) => Promise<readonly string[]>;
  readonly onDropped: (generations: readonly string[]) => void;
}

/** Keeps the read models of every version of the program that has run within a day, and drops the others. */
export class Generations {
  readonly #options: GenerationsOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GenerationsOptions) {
    this.#options = options;
  }

  /** What cannot be told or dropped now is the next time. */
  async start(): Promise<void> {
    await this.look().catch(() => undefined);
    this.#timer = setInterval(() => void this.look().catch(() => undefined), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    const { board, clock, generation, version, drop, onDropped } = this.#options;
    const expiresAt = new Date(Date.parse(clock.now()) + keptMs).toISOString();
    await board.put(kind, generation, { version }, expiresAt);
    const dropped = await drop((await board.list(kind)).map(({ id }) => id));
    if (dropped.length > 0) onDropped(dropped);
  }
}
