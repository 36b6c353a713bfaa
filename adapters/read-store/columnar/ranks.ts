import type { Step } from './step.ts';

export interface Neighbours {
  readonly below: number | null;
  readonly above: number | null;
}

/** Where ranks come from: things numbered 0, 1, 2 … that have an order of their own. */
export interface Ordered {
  /** All of them in order. */
  order(): Step<readonly number[]>;
  /** The neighbours of one, in order, neither equal to it; null where another is equal: only a load places both. */
  neighbours(of: number): Step<Neighbours | null>;
}

/** Distance of two ranks after a full load: room for some twenty insertions at one place. */
const GAP = 2 ** 20;

/**
 * The order of texts or ids as numbers that can be compared: one float64 per code. A few new ones are put
 * between their neighbours; many, or a place without room, load the whole order anew.
 */
export class Ranks {
  readonly #source: Ordered;
  #ranks = new Float64Array(0);
  #known = 0;
  #count = 0;

  constructor(source: Ordered) {
    this.#source = source;
  }

  /** Ranks of numbers 0 to `length` - 1; those that are not ordered (code 0) have -Infinity. */
  *upTo(length: number): Step<Float64Array> {
    const fresh = length - this.#known;
    if (fresh <= 0) return this.#ranks;
    const few = this.#count > 0 && fresh <= Math.max(32, this.#count / 1_000);
    if (!few || !(yield* this.#insert(length))) yield* this.#load(length);
    return this.#ranks;
  }

  /** Rank between two neighbours; undefined where there is no room. */
  between(below: number | null, above: number | null): number | undefined {
    const low = below === null ? undefined : this.#ranks[below];
    const high = above === null ? undefined : this.#ranks[above];
    if (low === undefined) return (high ?? 0) - GAP;
    if (high === undefined) return low + GAP;
    const middle = (low + high) / 2;
    return low < middle && middle < high ? middle : undefined;
  }

  /** Forgets everything: the order has changed. */
  reset(): void {
    this.#known = 0;
    this.#count = 0;
  }

  *#load(length: number): Step<void> {
    const order = yield* this.#source.order();
    const ranks = new Float64Array(Math.max(length, order.length + 1)).fill(-Infinity);
    order.forEach((number, place) => (ranks[number] = place * GAP));
    this.#ranks = ranks;
    this.#known = length;
    this.#count = order.length;
  }

  *#insert(length: number): Step<boolean> {
    if (this.#ranks.length < length) {
      const longer = new Float64Array(Math.ceil(length * 1.25) + 64).fill(-Infinity);
      longer.set(this.#ranks);
      this.#ranks = longer;
    }
    const waiting = new Set<number>();
    for (let number = this.#known; number < length; number++) waiting.add(number);
    for (const number of waiting) {
      const found = yield* this.#source.neighbours(number);
      if (!found) return false;
      let { below, above } = found;
      // Neighbours may be new themselves: look beyond them.
      while (below !== null && waiting.has(below))
        below = (yield* this.#source.neighbours(below))?.below ?? null;
      while (above !== null && waiting.has(above))
        above = (yield* this.#source.neighbours(above))?.above ?? null;
      const rank = this.between(below, above);
      if (rank === undefined) return false;
      this.#ranks[number] = rank;
      waiting.delete(number);
      this.#count++;
    }
    this.#known = length;
    return true;
  }
}
