import { StoreUnavailableError, type Position, type StoredEvent } from '../../../domain/kernel/index.ts';
import { Growth } from '../growth.ts';
import type { Page, PageRequest } from '../paging.ts';
import type { Driver } from './driver.ts';
import { faultOf } from './fault.ts';
import { toStored } from './form.ts';
import type { Frontier } from './frontier.ts';
import { matches, type LogReader } from './log-reader.ts';
import type { Patience } from './patience.ts';

/** Newest events kept for those who follow; who falls behind reads from the server again. */
const mostKept = 4_096;
/** Characters of text in them: batches of operation logs have some ten thousand each, most other events a few hundred. */
const mostText = 32 * 1024 * 1024;

export interface TailParts {
  readonly driver: Driver;
  readonly reader: LogReader;
  readonly patience: Patience;
  readonly frontier: Frontier;
}

/**
 * The one live subscription of this process; all who follow the log share it. The client packages do not
 * take up a subscription that broke, so this does, behind the last event taken, whatever the reason was.
 */
export class Tail {
  readonly #parts: TailParts;
  readonly #stop = new AbortController();
  /** Reached by what the subscription delivered, which may be behind what was acknowledged. */
  readonly growth = new Growth();
  #kept: StoredEvent[] = [];
  /** Of each that is kept. */
  #texts: number[] = [];
  #text = 0;
  /** Every event beyond here, up to the growth, is kept. */
  #from: Position;
  readonly #following: Promise<void>;
  /** Why nothing is delivered, until it is again. */
  problem: string | null = null;

  constructor(parts: TailParts, from: Position) {
    this.#parts = parts;
    this.#from = from;
    this.growth.reached(from);
    this.#following = this.#follow();
  }

  /** The page out of what is kept, or undefined where it begins before that. */
  page({ after, limit, ...filter }: PageRequest): Page | undefined {
    if (after < this.#from) return undefined;
    const events: StoredEvent[] = [];
    for (let index = this.#indexBeyond(after); index < this.#kept.length; index++) {
      const event = this.#kept[index]!;
      if (!matches(event, filter)) continue;
      events.push(event);
      if (events.length === limit) return { events, position: event.position, end: false };
    }
    return { events, position: Math.max(after, this.growth.position), end: true };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.growth.close();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { patience } = this.#parts;
    const { signal } = this.#stop;
    for (let again = false; !signal.aborted; again = true)
      try {
        await patience.persist(() => this.#once(again), { ms: Infinity, signal });
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof StoreUnavailableError) this.growth.interrupt(error);
        this.problem = (error as Error).message;
        await pause(signal);
      }
  }

  /** Until it drops; throws where it never stood, so that the next try waits longer. */
  async #once(again: boolean): Promise<void> {
    const { driver, reader, frontier, patience } = this.#parts;
    if (again) await reader.assertHolds(this.growth.position);
    let stood = false;
    try {
      await driver.follow(
        this.growth.position,
        {
          confirmed: () => {
            stood = true;
            this.problem = null;
            this.growth.resume();
          },
          event: recorded => {
            const event = toStored(recorded);
            if (event) this.#take(event);
            frontier.reached(recorded.position);
            this.growth.reached(recorded.position);
          },
          passed: () => undefined,
        },
        this.#stop.signal,
      );
    } catch (error) {
      this.problem = patience.say(faultOf(error)).message;
      if (!stood) throw error;
    } finally {
      frontier.doubt();
    }
  }

  #take(event: StoredEvent): void {
    if (event.position <= this.growth.position) return;
    const text = textIn(event.data);
    this.#kept.push(event);
    this.#texts.push(text);
    this.#text += text;
    if (this.#kept.length >= 2 * mostKept || this.#text > mostText) this.#drop(this.#kept.length >> 1);
  }

  #drop(count: number): void {
    const last = this.#kept.splice(0, count).at(-1);
    for (const text of this.#texts.splice(0, count)) this.#text -= text;
    this.#from = last?.position ?? this.#from;
  }

  #indexBeyond(position: Position): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#kept[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Characters of all strings of a JSON value. */
function textIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + textIn(one), 0);
}

const lastingPauseMs = 1_000;

/** What does not pass by itself is looked at again all the same: somebody may put it right. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, lastingPauseMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
