import { ByteWriter } from '../format/bytes.ts';
import { bodiesInSegment, type Segment } from './builder.ts';
import { gramBits } from './keys.ts';

/** Buckets of ways: the top bits of their hashes. */
export const mostWayBits = 12;
const waysInBucket = 700;

/** Ids of gram pages: number of the segment, then the first gram on the page. */
export const gramsInSegment = 2 ** gramBits;
/** Ids of way pages: number of the segment, then the bucket. */
export const bucketsInSegment = 2 ** mostWayBits;

const page = new ByteWriter();
const list = new ByteWriter();

/** Pages of at most so many bytes, with the first gram of each: {varint gram since the one before, varint 2 * bytes + kind, postings}. */
export function* gramPages(
  { gramStarts, gramBlocks, blocks }: Segment,
  most: number,
): Generator<readonly [number, Buffer]> {
  page.clear();
  let [first, before] = [-1, 0];
  for (let key = 0; key + 1 < gramStarts.length; key++) {
    const [start, end] = [gramStarts[key] as number, gramStarts[key + 1] as number];
    if (start === end) continue;
    const kind = postings(gramBlocks.subarray(start, end), blocks);
    // A head takes at most eight bytes.
    if (first >= 0 && page.length + list.length + 8 > most) {
      yield [first, page.taken()];
      page.clear();
      first = -1;
    }
    if (first < 0) first = before = key;
    page.varint(key - before);
    page.varint(list.length * 2 + kind);
    page.bytes(list.taken());
    before = key;
  }
  if (first >= 0) yield [first, page.taken()];
}

/** Leaves them in `list`: 0 varint gaps, 1 a bitmap where that is shorter. */
function postings(places: Int32Array, blocks: number): 0 | 1 {
  list.clear();
  let before = -1;
  for (const place of places) {
    list.varint(place - before - 1);
    before = place;
  }
  const bytes = Math.ceil(blocks / 8);
  if (list.length <= bytes) return 0;
  const bitmap = new Uint8Array(bytes);
  for (const place of places) bitmap[place >> 3]! |= 1 << (place & 7);
  list.clear();
  list.bytes(bitmap);
  return 1;
}

/** How many of the top bits of a hash say its bucket, for so many ways. */
export function bitsFor(ways: number): number {
  return [0, 4, 8].find(bits => ways <= waysInBucket * 2 ** bits) ?? mostWayBits;
}

/** The bucket that a hash lies in. */
export function bucketOf(hash: number, bits: number): number {
  return bits === 0 ? 0 : hash >>> (32 - bits);
}

/** {varint hash since the one before, varint place of the body} */
export function* wayPages(ways: Float64Array, bits: number): Generator<readonly [number, Buffer]> {
  page.clear();
  let [bucket, before] = [-1, 0];
  for (const way of ways) {
    const hash = Math.floor(way / bodiesInSegment);
    const own = bucketOf(hash, bits);
    if (own !== bucket) {
      if (bucket >= 0) yield [bucket, page.taken()];
      page.clear();
      bucket = own;
      before = 0;
    }
    page.varint(hash - before);
    page.varint(way % bodiesInSegment);
    before = hash;
  }
  if (bucket >= 0) yield [bucket, page.taken()];
}
