import type { Body } from '../format/body.ts';
import { foldedBytes, gramBits, gramOf, textsInBlock, wayHash } from './keys.ts';
import { waysOf } from './ways.ts';

/** The index of bodies with consecutive numbers. */
export interface Segment {
  /** Numbers of its first and last body. */
  readonly first: number;
  readonly last: number;
  readonly blocks: number;
  readonly records: number;
  /** Of each body: first block, number of its device, times of its first and last record, in turn. */
  readonly directory: Float64Array;
  /** Sorted by gram, then by block: where the postings of a gram begin, one more than there are grams. */
  readonly gramStarts: Uint32Array;
  readonly gramBlocks: Int32Array;
  /** Sorted: the hash of a way times `bodiesInSegment`, plus the place of the body. */
  readonly ways: Float64Array;
}

/** Bodies of one segment; more would not fit beside a hash. */
export const bodiesInSegment = 2 ** 20;
export const directoryFields = 4;
/** Postings that are held before a segment is closed: eight bytes each, and half as much again to sort them. */
const mostPostings = 8_000_000;

const grams = 2 ** gramBits;

/** Collects what a segment holds. Numbers in typed arrays only: a day has tens of millions. */
export class SegmentBuilder {
  readonly #first: number;
  #bodies = 0;
  #blocks = 0;
  #records = 0;
  readonly #directory: number[] = [];
  readonly #keys = new GrowingNumbers();
  readonly #places = new GrowingNumbers();
  readonly #seenIn = new Int32Array(grams).fill(-1);
  readonly #ways: number[] = [];

  constructor(first: number) {
    this.#first = first;
  }

  get records(): number {
    return this.#records;
  }

  get bodies(): number {
    return this.#bodies;
  }

  /** Number of the body that is to be added now. */
  get next(): number {
    return this.#first + this.#bodies;
  }

  /** Whether it should be closed before another body is added. */
  get full(): boolean {
    return this.#keys.length >= mostPostings || this.#bodies >= bodiesInSegment - 1;
  }

  /** The body with the next number. */
  add(dev: number, device: string, body: Body): void {
    const { times } = body;
    this.#directory.push(this.#blocks, dev, times[0] as number, times[body.n - 1] as number);
    this.#addTexts(foldedBytes(body));
    for (const key of waysOf(device, body).keys())
      this.#ways.push(wayHash(key) * bodiesInSegment + this.#bodies);
    this.#bodies++;
    this.#records += body.n;
  }

  /** A body that nothing can be found in. */
  addUnreadable(): void {
    this.#directory.push(this.#blocks, 0, Number.MAX_SAFE_INTEGER, 0);
    this.#bodies++;
  }

  finish(): Segment {
    return {
      first: this.#first,
      last: this.#first + this.#bodies - 1,
      blocks: this.#blocks,
      records: this.#records,
      directory: Float64Array.from(this.#directory),
      ...this.#sorted(),
      ways: Float64Array.from(this.#ways).sort(),
    };
  }

  #addTexts(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const seenIn = this.#seenIn;
    // Each byte begins at most one gram.
    const keys = this.#keys.roomFor(bytes.length);
    const places = this.#places.roomFor(bytes.length);
    let count = this.#keys.length;
    let block = this.#blocks;
    let texts = 0;
    // Three bytes in a row of one text; what reaches over the end of a text is no gram.
    let [first, second] = [0, 0];
    for (let i = 0; i < bytes.length; i++) {
      const third = bytes[i] as number;
      if (third === 0) {
        if (++texts % textsInBlock === 0) block++;
        first = second = 0;
        continue;
      }
      if (first !== 0) {
        const key = gramOf(first, second, third);
        if (seenIn[key] !== block) {
          seenIn[key] = block;
          keys[count] = key;
          places[count++] = block;
        }
      }
      first = second;
      second = third;
    }
    this.#keys.length = this.#places.length = count;
    this.#blocks = block + 1;
  }

  /** A counting sort: blocks were added in their order. */
  #sorted(): Pick<Segment, 'gramStarts' | 'gramBlocks'> {
    const keys = this.#keys.values;
    const places = this.#places.values;
    const gramStarts = new Uint32Array(grams + 1);
    for (const key of keys) gramStarts[key + 1]!++;
    for (let key = 0; key < grams; key++) gramStarts[key + 1]! += gramStarts[key] as number;
    const next = gramStarts.slice();
    const gramBlocks = new Int32Array(keys.length);
    for (let i = 0; i < keys.length; i++) gramBlocks[next[keys[i] as number]!++] = places[i] as number;
    return { gramStarts, gramBlocks };
  }
}

class GrowingNumbers {
  #values = new Int32Array(1 << 16);
  length = 0;

  /** With room for so many more behind those that count. */
  roomFor(more: number): Int32Array {
    if (this.length + more > this.#values.length) {
      const larger = new Int32Array(Math.max(this.#values.length * 2, this.length + more));
      larger.set(this.#values);
      this.#values = larger;
    }
    return this.#values;
  }

  get values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}
