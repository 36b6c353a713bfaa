import type { Clock, Whiteboard } from '../../../domain/kernel/index.ts';
import type { BucketLevel, OverRate, RateBuckets } from './rate-buckets.ts';

/** Milliseconds between telling the others. */
const tellEveryMs = 500;
/** Names told of at once. */
const atOnce = 16;
/** Whoever sends nothing for so long has a full bucket again: bursts are of minutes. */
const keptMs = 10 * 60_000;

/**
 * Buckets that all servers draw on. Each keeps its own and takes from it without asking anybody; of those that are
 * busy, which are few, it tells the others twice a second what was taken, and hears what they took
 * (docs/decisions/0114). Where the whiteboard cannot be reached each server counts for itself.
 */
export class SharedBuckets {
  readonly #kind: string;
  readonly #buckets: RateBuckets;
  readonly #board: Whiteboard;
  readonly #clock: Clock;
  /** Names that were drawn on since the others were told. */
  readonly #toTell = new Set<string>();
  /** One telling of a name at a time: two would count the same twice. */
  readonly #asked = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;

  constructor(kind: string, buckets: RateBuckets, board: Whiteboard, clock: Clock) {
    this.#kind = kind;
    this.#buckets = buckets;
    this.#board = board;
    this.#clock = clock;
  }

  /** Takes one; undefined where there was one to take. Waits for the others where a name has just become busy. */
  async take(name: string): Promise<OverRate | undefined> {
    if (this.#buckets.isBusy(name) && this.#buckets.isStale(name, this.#now())) await this.#tell(name);
    const over = this.#buckets.take(name, this.#now());
    if (!over && this.#buckets.isBusy(name)) this.#note(name);
    return over;
  }

  giveBack(name: string): void {
    this.#buckets.giveBack(name);
  }

  async stop(): Promise<void> {
    await this.#tellAll();
    clearTimeout(this.#timer);
  }

  #now(): number {
    return Date.parse(this.#clock.now());
  }

  #note(name: string): void {
    this.#toTell.add(name);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#tellAll();
    }, tellEveryMs).unref();
  }

  /** One round at a time; who asks meanwhile waits for the one under way. */
  #tellAll(): Promise<void> {
    this.#telling ??= this.#round().finally(() => (this.#telling = undefined));
    return this.#telling;
  }

  async #round(): Promise<void> {
    const names = [...this.#toTell];
    this.#toTell.clear();
    for (let from = 0; from < names.length; from += atOnce)
      await Promise.all(names.slice(from, from + atOnce).map(name => this.#tell(name)));
  }

  #tell(name: string): Promise<void> {
    const asked = this.#asked.get(name) ?? this.#ask(name).finally(() => this.#asked.delete(name));
    this.#asked.set(name, asked);
    return asked;
  }

  async #ask(name: string): Promise<void> {
    const untold = this.#buckets.untold(name);
    if (!untold) return;
    const nowMs = this.#now();
    const expiresAt = new Date(nowMs + keptMs).toISOString();
    try {
      const before = await this.#board.add(this.#kind, name, untold.taken, { ...untold.level }, expiresAt);
      const known = before && { taken: before.count, level: before.value as unknown as BucketLevel };
      this.#buckets.heard(name, untold.taken, known, nowMs);
    } catch {
      // What was taken is told the next time.
    }
  }
}
