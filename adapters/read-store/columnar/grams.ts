/** Blocks that one word of a signature speaks of, a bit each. */
const WORD = 32;

/** Bits of a block's signature of three units, and of the one of pairs that all blocks share. */
const TRIPLES = 1_024;
const PAIRS = 4_096;

/** Place among `slots`, a power of two, of up to three code units; absent ones are 0. */
function slotOf(slots: number, first: number, second: number, third: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 16) & (slots - 1);
}

/**
 * Which blocks of texts may hold a text: of each block, hashed in bits, which triples of code units occur in it, and of
 * all blocks together, which pairs and single ones do. Never wrong where it says no. The bits of 32 blocks for one hash
 * are one word, so that a question reads a few words for thousands of texts.
 */
export class GramSignatures {
  readonly #between: number;
  /** Of each 32 blocks a word per slot. */
  readonly #groups: Uint32Array[] = [];
  readonly #pairs = new Uint8Array(PAIRS);

  /** `between` is the code unit between the texts of a block: what goes over it is in no signature. */
  constructor(between: number) {
    this.#between = between;
  }

  /** Adds texts of a block, joined. */
  add(block: number, joined: string): void {
    const group = Math.floor(block / WORD);
    while (this.#groups.length <= group) this.#groups.push(new Uint32Array(TRIPLES));
    const words = this.#groups[group] as Uint32Array;
    const bit = 1 << (block % WORD);
    let [first, second] = [this.#between, this.#between];
    for (let i = 0; i < joined.length; i++) {
      const third = joined.charCodeAt(i);
      if (third !== this.#between) {
        this.#pairs[slotOf(PAIRS, third, 0, 0)] = 1;
        if (second !== this.#between) {
          this.#pairs[slotOf(PAIRS, second, third, 0)] = 1;
          if (first !== this.#between) {
            const slot = slotOf(TRIPLES, first, second, third);
            words[slot] = (words[slot] as number) | bit;
          }
        }
      }
      first = second;
      second = third;
    }
  }

  /** Blocks from `from` on that may hold a text, in order. */
  candidates(text: string, from: number): number[] {
    const found: number[] = [];
    if (!this.#knows(text)) return found;
    const slots = this.#triplesOf(text);
    for (let group = Math.floor(from / WORD); group < this.#groups.length; group++) {
      const words = this.#groups[group] as Uint32Array;
      let bits = -1;
      for (let i = 0; i < slots.length && bits !== 0; i++) bits &= words[slots[i] as number] as number;
      for (; bits !== 0; bits &= bits - 1) {
        const block = group * WORD + (31 - Math.clz32(bits & -bits));
        if (block >= from) found.push(block);
      }
    }
    return found;
  }

  /** Whether all pairs of a text, or its single unit, occur anywhere. */
  #knows(text: string): boolean {
    if (text.length === 1) return this.#hasPair(text.charCodeAt(0), 0);
    for (let i = 1; i < text.length; i++)
      if (!this.#hasPair(text.charCodeAt(i - 1), text.charCodeAt(i))) return false;
    return true;
  }

  #hasPair(first: number, second: number): boolean {
    if (first === this.#between || second === this.#between) return true;
    return this.#pairs[slotOf(PAIRS, first, second, 0)] === 1;
  }

  #triplesOf(text: string): number[] {
    const slots = new Set<number>();
    for (let i = 2; i < text.length; i++) {
      const units = [i - 2, i - 1, i].map(at => text.charCodeAt(at)) as [number, number, number];
      if (!units.includes(this.#between)) slots.add(slotOf(TRIPLES, ...units));
    }
    return [...slots];
  }
}
