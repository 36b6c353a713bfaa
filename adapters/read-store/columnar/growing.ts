/** Numbers in a typed array that grows: a list without boxes. */
export class NumberList {
  #values = new Float64Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1);
    this.#values[this.#length++] = value;
  }

  append(values: Float64Array): void {
    if (this.#length + values.length > this.#values.length) this.#grow(this.#length + values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** Lengthens the list with one value. */
  pad(length: number, value: number): void {
    if (length <= this.#length) return;
    if (length > this.#values.length) this.#grow(length);
    this.#values.fill(value, this.#length, length);
    this.#length = length;
  }

  /** Undefined beyond the end. */
  at(index: number): number {
    return this.#values[index] as number;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The values, valid until the next change. */
  view(from = 0, to = this.#length): Float64Array {
    return this.#values.subarray(from, to);
  }

  /** Forgets the first values; gives memory back after a burst. */
  drop(count: number): void {
    const rest = this.#values.subarray(count, this.#length);
    const roomy = this.#values.length > 1024 && rest.length * 4 < this.#values.length;
    if (roomy) {
      const smaller = new Float64Array(Math.max(16, rest.length * 2));
      smaller.set(rest);
      this.#values = smaller;
    } else this.#values.copyWithin(0, count, this.#length);
    this.#length -= count;
  }

  #grow(needed: number): void {
    const larger = new Float64Array(Math.max(needed, this.#values.length * 2));
    larger.set(this.#values.subarray(0, this.#length));
    this.#values = larger;
  }
}

/** Index of the first value greater than `value` in rising numbers. */
export function firstBeyond(values: ArrayLike<number>, value: number, length = values.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
