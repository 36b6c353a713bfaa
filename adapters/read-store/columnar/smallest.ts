import { compareTo, type SortKey } from './keys.ts';

/**
 * Keeps the first `size` of the rows offered to it, each with its first key: a heap with the last of them on top. Rows of
 * one first key go by the other ones, looked up only then; rows of the same keys in any order.
 */
export class Smallest {
  readonly #size: number;
  readonly #others: readonly SortKey[];
  readonly #rows: Uint32Array;
  readonly #keys: Float64Array;
  #count = 0;
  /** The other keys of the row on top, once they were needed. */
  #top: readonly number[] | undefined;
  /** A row with a greater key need not be offered. */
  bound = Infinity;

  constructor(size: number, others: readonly SortKey[]) {
    this.#size = size;
    this.#others = others;
    this.#rows = new Uint32Array(size);
    this.#keys = new Float64Array(size);
  }

  offer(key: number, row: number): void {
    if (this.#count < this.#size) {
      this.#rise(key, row);
      if (this.#count === this.#size) this.bound = this.#keys[0] as number;
    } else if (key < this.bound || (key === this.bound && this.#precedesTop(row))) {
      this.#sink(key, row);
      this.bound = this.#keys[0] as number;
      this.#top = undefined;
    }
  }

  /** Ends the offering: the rows kept, in order. */
  sorted(): Uint32Array {
    const places = Uint32Array.from({ length: this.#count }, (_, place) => place);
    places.sort((a, b) => (this.#precedes(this.#keys[a] as number, this.#rows[a] as number, b) ? -1 : 1));
    return places.map(place => this.#rows[place] as number);
  }

  #precedesTop(row: number): boolean {
    this.#top ??= this.#others.map(other => other.of(this.#rows[0] as number));
    return compareTo(this.#top, this.#others, row) < 0;
  }

  /** Whether a row comes before the one at a place. */
  #precedes(key: number, row: number, place: number): boolean {
    const other = this.#keys[place] as number;
    if (key !== other) return key < other;
    for (const next of this.#others) {
      const left = next.of(row);
      const right = next.of(this.#rows[place] as number);
      if (left !== right) return left < right;
    }
    return false;
  }

  #rise(key: number, row: number): void {
    let at = this.#count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#precedes(key, row, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#keys[at] = key;
    this.#rows[at] = row;
  }

  /** Puts a row in the place of the top one. */
  #sink(key: number, row: number): void {
    let at = 0;
    for (let child = 1; child < this.#count; child = 2 * at + 1) {
      const right = child + 1;
      if (
        right < this.#count &&
        this.#precedes(this.#keys[child] as number, this.#rows[child] as number, right)
      )
        child = right;
      if (!this.#precedes(key, row, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#keys[at] = key;
    this.#rows[at] = row;
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from] as number;
    this.#rows[to] = this.#rows[from] as number;
  }
}
