import { foldText } from '../../../projections/kernel/query.ts';
import { GramSignatures } from './grams.ts';

/** Texts of a block. */
export const BLOCK = 64;

/** Between the texts of a block. It may occur in texts: a hit counts only within the bounds of one text. */
const BETWEEN = '\n';

const ASCII = /^[\0-\x7f]*$/;

/** Blocks looked at to guess how many texts will pass. */
const SAMPLES = 4;

export type TextMatch = 'contains' | 'prefix';

/**
 * The folded texts of a dictionary by code, for finding those that contain or begin with a text. 64 of them are one
 * string, searched as a whole where a signature says that it is worth it; a place in it is brought back to its text
 * by where texts end. Some 8 bytes a text beside its characters: 4 for its end, 2 of signature, the rest for separator
 * and block. Code 0, the missing value, stands as an empty text that never passes.
 */
export class FoldedTexts {
  readonly #blocks: string[] = [''];
  readonly #grams = new GramSignatures(BETWEEN.charCodeAt(0));
  /** Where each text ends in its block. */
  #ends = new Uint32Array(BLOCK);
  #length = 1;

  /** One more than the highest code. */
  get length(): number {
    return this.#length;
  }

  /** Texts of the next codes, as they are. */
  append(texts: readonly string[]): void {
    const needed = this.#length + texts.length;
    if (needed > this.#ends.length) {
      const longer = new Uint32Array(Math.ceil(needed * 1.125));
      longer.set(this.#ends);
      this.#ends = longer;
    }
    for (let at = 0; at < texts.length;) {
      const room = BLOCK - (this.#length % BLOCK);
      this.#fill(texts.slice(at, at + room));
      at += room;
    }
  }

  /** Adds texts to the block that is begun, no more than it has room for. */
  #fill(texts: readonly string[]): void {
    const number = Math.floor(this.#length / BLOCK);
    const first = this.#length;
    const joined = texts.join(BETWEEN);
    // Small letters of ASCII are made of a whole block at once; elsewhere neighbours change what a letter folds to.
    const plain = ASCII.test(joined);
    const folded = plain ? texts : texts.map(foldText);
    const block = plain ? joined.toLowerCase() : folded.join(BETWEEN);
    let end = this.#start(first);
    const offset = end;
    for (const text of folded) {
      this.#ends[this.#length++] = end + text.length;
      end += text.length + BETWEEN.length;
    }
    this.#grams.add(number, block);
    this.#blocks[number] = offset === 0 ? block : [this.#blocks[number], block].join(BETWEEN);
  }

  /** Blocks that may hold a text, of those with codes from `from` on. */
  candidates(wanted: string, from = 1): number[] {
    return this.#grams.candidates(wanted, Math.floor(from / BLOCK));
  }

  /** How many of the texts in some blocks will pass, by looking at a few of them. */
  guess(wanted: string, how: TextMatch, blocks: readonly number[]): number {
    const passes = new Uint8Array(BLOCK);
    const samples = Math.min(SAMPLES, blocks.length);
    let hits = 0;
    for (let i = 0; i < samples; i++) {
      const block = blocks[Math.floor(((i + 0.5) * blocks.length) / samples)] as number;
      hits += this.#markBlock(block, wanted, how, 1, passes, block * BLOCK);
    }
    return samples === 0 ? 0 : (hits / samples) * blocks.length;
  }

  /** Marks the codes from `from` on whose text passes, looking at some blocks only; how many they are. */
  mark(wanted: string, how: TextMatch, blocks: readonly number[], from: number, passes: Uint8Array): number {
    let hits = 0;
    for (const block of blocks) hits += this.#markBlock(block, wanted, how, from, passes, 0);
    return hits;
  }

  /** Whether one text passes. */
  passes(code: number, wanted: string, how: TextMatch): boolean {
    if (code === 0) return false;
    const block = this.#blocks[Math.floor(code / BLOCK)] as string;
    const start = this.#start(code);
    const last = (this.#ends[code] as number) - wanted.length;
    if (how === 'prefix') return start <= last && standsAt(block, wanted, start);
    for (let at = start; at <= last; at++) if (standsAt(block, wanted, at)) return true;
    return false;
  }

  #start(code: number): number {
    return code % BLOCK === 0 ? 0 : (this.#ends[code - 1] as number) + BETWEEN.length;
  }

  /** Code `base` is marked as the first of `passes`. */
  #markBlock(
    number: number,
    wanted: string,
    how: TextMatch,
    from: number,
    passes: Uint8Array,
    base: number,
  ): number {
    const block = this.#blocks[number] as string;
    const ends = this.#ends;
    const size = wanted.length;
    const last = Math.min((number + 1) * BLOCK, this.#length);
    let code = Math.max(number * BLOCK, from, 1);
    let start = this.#start(code);
    let hits = 0;
    // Texts of one column resemble each other: each is looked at first where the one before had it.
    let offset = 0;
    while (code < last) {
      const end = ends[code] as number;
      if (start + offset + size <= end && standsAt(block, wanted, start + offset)) {
        passes[code - base] = 1;
        hits++;
      } else if (how === 'contains') {
        const at = block.indexOf(wanted, start);
        if (at < 0) return hits;
        while ((ends[code] as number) < at) start = (ends[code++] as number) + BETWEEN.length;
        offset = at - start;
        // One that reaches over the end of its text is none, and no other can stand in it behind that one.
        if (at + size <= (ends[code] as number)) {
          passes[code - base] = 1;
          hits++;
        }
      }
      start = (ends[code++] as number) + BETWEEN.length;
    }
    return hits;
  }
}

/** From the end: texts of one column often begin alike. */
function standsAt(text: string, wanted: string, at: number): boolean {
  for (let i = wanted.length - 1; i >= 0; i--)
    if (text.charCodeAt(at + i) !== wanted.charCodeAt(i)) return false;
  return true;
}
