import { compareTo, type SortKey } from './keys.ts';
import { countOf, type Mask } from './mask.ts';
import { partition, type Rows } from './partition.ts';
import { Smallest } from './smallest.ts';

/** Up to this many places from the start a bounded heap is quickest; beyond, partitioning. */
const HEAP = 2_048;

/** Documents looked at together: their keys stay in the nearest cache. */
const CHUNK = 1_024;

/** A place in the order, by the keys of the document that stands or stood there. */
type Place = readonly number[];

export interface Window {
  /** Documents at the places asked for, in order. */
  readonly docs: Uint32Array;
  /** Documents of the mask. */
  readonly matches: number;
  /** Those of them that come after the place to start from; all where there is none. */
  readonly remaining: number;
}

/**
 * Documents of a mask at places `from` to `to` - 1 in order of keys, counted from behind a place, if any. Goes over the
 * documents once and sorts no more than it has to. The last key tells all documents apart.
 */
export function selectWindow(
  mask: Mask,
  keys: readonly SortKey[],
  place: Place | undefined,
  from: number,
  to: number,
): Window {
  return (to <= HEAP ? nearWindow : farWindow)(mask, keys, place, from, to);
}

function nearWindow(
  mask: Mask,
  keys: readonly SortKey[],
  place: Place | undefined,
  from: number,
  to: number,
): Window {
  const kept = new Smallest(to, keys.slice(1));
  let [matches, remaining] = [0, 0];
  for (const chunk of chunks(mask, keys)) {
    matches += chunk.count;
    if (place) dropPassed(chunk, keys, place);
    remaining += chunk.count;
    offerAll(chunk, kept);
  }
  return { docs: kept.sorted().subarray(from), matches, remaining };
}

function offerAll({ count, docs, keys }: Chunk, kept: Smallest): void {
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    if (key <= kept.bound) kept.offer(key, docs[i] as number);
  }
}

function farWindow(
  mask: Mask,
  keys: readonly SortKey[],
  place: Place | undefined,
  from: number,
  to: number,
): Window {
  const matches = countOf(mask);
  const others = keys.slice(1);
  const rows: Rows = { docs: new Uint32Array(matches), keys: new Float64Array(matches), others };
  let remaining = 0;
  for (const chunk of chunks(mask, keys)) {
    if (place) dropPassed(chunk, keys, place);
    rows.docs.set(chunk.docs.subarray(0, chunk.count), remaining);
    rows.keys.set(chunk.keys.subarray(0, chunk.count), remaining);
    remaining += chunk.count;
  }
  const end = Math.min(to, remaining);
  if (from >= end) return { docs: new Uint32Array(0), matches, remaining };
  if (end < remaining) partition(rows, 0, remaining, end);
  if (from > 0) partition(rows, 0, end, from);
  const wanted = new Smallest(end - from, others);
  for (let row = from; row < end; row++) wanted.offer(rows.keys[row] as number, rows.docs[row] as number);
  return { docs: wanted.sorted(), matches, remaining };
}

/** Some documents of the mask and the first key of each. */
interface Chunk {
  count: number;
  readonly docs: Uint32Array;
  readonly keys: Float64Array;
}

/**
 * All documents of a mask, each chunk valid until the next. From the newest back where the order falls: times and what
 * else grows with the number of a document then meet the first of the order first, and the rest is turned away.
 */
function* chunks(mask: Mask, [first]: readonly SortKey[]): Generator<Chunk, void> {
  const key = first as SortKey;
  // One more than fits: the number after the last one found is written, too, before it is known to count.
  const chunk: Chunk = { count: 0, docs: new Uint32Array(CHUNK + 1), keys: new Float64Array(CHUNK) };
  if (key.falls)
    for (
      let last = mask.lastIndexOf(1);
      last >= 0;
      last = last < CHUNK ? -1 : mask.lastIndexOf(1, last - CHUNK)
    )
      yield filled(chunk, key, mask, Math.max(0, last + 1 - CHUNK), last + 1);
  else
    for (let from = mask.indexOf(1); from >= 0; from = mask.indexOf(1, from + CHUNK))
      yield filled(chunk, key, mask, from, Math.min(mask.length, from + CHUNK));
}

function filled(chunk: Chunk, key: SortKey, mask: Mask, from: number, to: number): Chunk {
  chunk.count = gather(mask, from, to, chunk.docs);
  key.fill(chunk.docs, chunk.count, chunk.keys);
  return chunk;
}

/** Without branches: which documents match is hard to foresee. */
function gather(mask: Mask, from: number, to: number, into: Uint32Array): number {
  let count = 0;
  for (let doc = from; doc < to; doc++) {
    into[count] = doc;
    count += mask[doc] as number;
  }
  return count;
}

/** Leaves in a chunk what comes after a place. */
function dropPassed(chunk: Chunk, keys: readonly SortKey[], place: Place): void {
  const { docs, keys: first } = chunk;
  const [at, ...rest] = place as [number, ...number[]];
  const others = keys.slice(1);
  let count = 0;
  for (let i = 0; i < chunk.count; i++) {
    const key = first[i] as number;
    const doc = docs[i] as number;
    if (key < at || (key === at && compareTo(rest, others, doc) <= 0)) continue;
    docs[count] = doc;
    first[count++] = key;
  }
  chunk.count = count;
}
