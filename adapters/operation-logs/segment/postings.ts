import { ByteReader } from '../format/bytes.ts';
import { common } from '../search/sets.ts';
import { directoryFields } from './builder.ts';
import { gramsOf } from './keys.ts';

/** Where a gram occurs: blocks as gaps, or as a bitmap. */
export interface Postings {
  readonly bytes: Buffer;
  readonly bitmap: boolean;
}

/** Grams of a part that are asked for. */
const mostGrams = 12;
/** Lists of which the shortest is taken to begin with. */
const listsCompared = 3;

/** What a body's place in a segment says of it. */
export interface Indexed {
  /** Number of its device. */
  readonly dev: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
}

/** The bodies of a segment, by their places. */
export class Directory {
  readonly #read: () => Float64Array;
  #kept: Float64Array | undefined;

  /** `read`: the fields, once the first body is asked for. They are hundreds of kilobytes, and most days have no hit. */
  constructor(read: () => Float64Array) {
    this.#read = read;
  }

  at(place: number): Indexed {
    const fields = this.#fields();
    const at = place * directoryFields;
    return {
      dev: fields[at + 1] as number,
      tMin: fields[at + 2] as number,
      tMax: fields[at + 3] as number,
    };
  }

  /** Places of the bodies that may have each of the folded parts in one of their texts (`gramsOfParts`). */
  placesWith(
    wanted: readonly (readonly number[])[],
    postingsOf: (gram: number) => Postings | undefined,
  ): number[] {
    // Different parts may stand in different texts of a body.
    const [first, ...others] = wanted.map(grams => new Set(this.#placesOf(blocksWith(grams, postingsOf))));
    return [...others.reduce((left, right) => common(left, right), first ?? new Set<number>())];
  }

  /** Places of the bodies that the blocks, rising, belong to. */
  #placesOf(blocks: Uint32Array): number[] {
    const places: number[] = [];
    if (blocks.length === 0) return places;
    const fields = this.#fields();
    for (const block of blocks) {
      let [low, high] = [places.at(-1) ?? 0, fields.length / directoryFields - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((fields[middle * directoryFields] as number) <= block) low = middle;
        else high = middle - 1;
      }
      if (places.at(-1) !== low) places.push(low);
    }
    return places;
  }

  #fields(): Float64Array {
    return (this.#kept ??= this.#read());
  }
}

/** The grams to ask for; undefined: the parts are too short to tell. */
export function gramsOfParts(parts: readonly string[]): readonly (readonly number[])[] | undefined {
  const wanted = parts.map(part => gramsOf(part, mostGrams)).filter(grams => grams.length > 0);
  return wanted.length === 0 ? undefined : wanted;
}

/** Of a gram on its page; `first`: the first gram of the page. */
export function postingsOn(page: Buffer, first: number, gram: number): Postings | undefined {
  const reader = new ByteReader(page);
  for (let key = first; reader.at < reader.end;) {
    key += reader.varint();
    const head = reader.varint();
    const from = reader.skip(Math.floor(head / 2));
    if (key === gram) return { bytes: page.subarray(from, reader.at), bitmap: head % 2 === 1 };
    if (key > gram) return undefined;
  }
  return undefined;
}

/** Places of the bodies that have a way with this hash, from the page of its bucket. */
export function placesOn(page: Buffer, wanted: number): number[] {
  const places: number[] = [];
  const reader = new ByteReader(page);
  for (let hash = 0; reader.at < reader.end;) {
    hash += reader.varint();
    const place = reader.varint();
    if (hash === wanted) places.push(place);
    else if (hash > wanted) break;
  }
  return places;
}

/**
 * Blocks that have all of these. Opening a body costs ten times what a look at another list does, so it ends only where
 * no block is left.
 */
function blocksWith(
  grams: readonly number[],
  postingsOf: (gram: number) => Postings | undefined,
): Uint32Array {
  const none = new Uint32Array(0);
  const lists: Postings[] = [];
  for (const gram of grams.slice(0, listsCompared)) {
    const found = postingsOf(gram);
    if (!found) return none;
    lists.push(found);
  }
  const [shortest, ...longer] = lists.sort((one, other) => one.bytes.length - other.bytes.length);
  let blocks = shortest ? blocksIn(shortest) : none;
  for (const next of longer) blocks = within(blocks, next);
  for (const gram of grams.slice(listsCompared)) {
    const found = blocks.length > 0 ? postingsOf(gram) : undefined;
    if (!found) return none;
    blocks = within(blocks, found);
  }
  return blocks;
}

/** Those of the blocks that the gram occurs in, too. */
function within(blocks: Uint32Array, postings: Postings): Uint32Array {
  const { bytes, bitmap } = postings;
  if (!bitmap) return intersection(blocks, blocksIn(postings));
  return blocks.filter(block => ((bytes[block >> 3] as number) >> (block & 7)) & 1);
}

function blocksIn({ bytes, bitmap }: Postings): Uint32Array {
  const blocks: number[] = [];
  if (bitmap) {
    for (const [at, byte] of bytes.entries())
      for (let bits = byte; bits !== 0; bits &= bits - 1) blocks.push(at * 8 + 31 - Math.clz32(bits & -bits));
  } else {
    const reader = new ByteReader(bytes);
    for (let block = -1; reader.at < reader.end;) blocks.push((block += reader.varint() + 1));
  }
  return Uint32Array.from(blocks);
}

function intersection(one: Uint32Array, other: Uint32Array): Uint32Array {
  const common = new Uint32Array(Math.min(one.length, other.length));
  let [count, i, j] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const [left, right] = [one[i] as number, other[j] as number];
    if (left === right) common[count++] = left;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return common.subarray(0, count);
}
