import { ByteReader } from '../../format/bytes.ts';
import { common } from '../../search/sets.ts';
import type { Connection } from '../schema.ts';
import { directoryFields } from './builder.ts';
import { gramsOf, wayHash } from './keys.ts';
import { bucketOf, bucketsInSegment, gramsInSegment } from './pages.ts';

/** A body that may hold what is looked for. */
export interface FoundBody {
  readonly no: number;
  /** Number of its device in the file. */
  readonly dev: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
}

/** Grams of a part that are asked for. */
const mostGrams = 8;
/** Blocks so few that the texts themselves are quicker to look at than more postings. */
const fewBlocks = 4;

/** The segments of one file. */
export class SegmentLookup {
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #segments: KnownSegment[] = [];
  #last = 0;

  constructor(db: Connection) {
    this.#statements = prepareAll(db);
  }

  /** Number of the last body that is covered. */
  get last(): number {
    return this.#last;
  }

  /** Reads which segments there are; they are added, never changed. */
  refresh(): void {
    const after = this.#segments.at(-1)?.no ?? 0;
    for (const row of this.#statements.segments.all(after) as SegmentRow[]) {
      const bytes = this.#statements.directory.get(row.no) as Buffer;
      this.#segments.push(new KnownSegment(row, new Float64Array(new Uint8Array(bytes).buffer)));
      this.#last = row.last;
    }
  }

  /** Bodies that may have each of the folded parts in one of their texts; undefined: the parts are too short to tell. */
  withParts(parts: readonly string[]): FoundBody[] | undefined {
    const wanted = parts.map(part => gramsOf(part, mostGrams)).filter(grams => grams.length > 0);
    if (wanted.length === 0) return undefined;
    return this.#segments.flatMap(segment => {
      // Different parts may stand in different texts of a body.
      const [first, ...others] = wanted.map(
        grams => new Set(segment.bodiesOf(this.#blocksWith(segment, grams))),
      );
      const all = others.reduce((left, right) => common(left, right), first ?? new Set<number>());
      return [...all].map(place => segment.body(place));
    });
  }

  /** Bodies with a record that may be followed by this key. */
  withWay(key: string): FoundBody[] {
    const hash = wayHash(key);
    return this.#segments.flatMap(segment => {
      const id = segment.no * bucketsInSegment + bucketOf(hash, segment.bits);
      const page = this.#statements.way.get(id) as Buffer | undefined;
      return page ? placesOf(page, hash).map(place => segment.body(place)) : [];
    });
  }

  /** Blocks that have all of these, or so few that it does not matter. */
  #blocksWith(segment: KnownSegment, grams: readonly number[]): Uint32Array {
    const lists: Postings[] = [];
    for (const gram of grams) {
      const found = this.#postings(segment, gram);
      if (!found) return new Uint32Array(0);
      lists.push(found);
    }
    lists.sort((one, other) => one.bytes.length - other.bytes.length);
    let blocks: Uint32Array | undefined;
    for (const next of lists) {
      if (blocks && blocks.length <= fewBlocks) break;
      const read = blocksIn(next);
      blocks = blocks ? intersection(blocks, read) : read;
    }
    return blocks ?? new Uint32Array(0);
  }

  #postings({ no }: KnownSegment, gram: number): Postings | undefined {
    const least = no * gramsInSegment;
    const row = this.#statements.gram.get(least + gram, least) as { id: number; page: Buffer } | undefined;
    if (!row) return undefined;
    const reader = new ByteReader(row.page);
    for (let key = row.id - least; reader.at < reader.end;) {
      key += reader.varint();
      const head = reader.varint();
      const from = reader.skip(Math.floor(head / 2));
      if (key === gram) return { bytes: row.page.subarray(from, reader.at), bitmap: head % 2 === 1 };
      if (key > gram) return undefined;
    }
    return undefined;
  }
}

interface Postings {
  readonly bytes: Buffer;
  readonly bitmap: boolean;
}

interface SegmentRow {
  readonly no: number;
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

class KnownSegment {
  readonly no: number;
  readonly bits: number;
  readonly #first: number;
  readonly #directory: Float64Array;

  constructor({ no, first, bits }: SegmentRow, directory: Float64Array) {
    this.no = no;
    this.bits = bits;
    this.#first = first;
    this.#directory = directory;
  }

  body(place: number): FoundBody {
    const at = place * directoryFields;
    return {
      no: this.#first + place,
      dev: this.#directory[at + 1] as number,
      tMin: this.#directory[at + 2] as number,
      tMax: this.#directory[at + 3] as number,
    };
  }

  /** Places of the bodies that the blocks, rising, belong to. */
  bodiesOf(blocks: Uint32Array): number[] {
    const places: number[] = [];
    for (const block of blocks) {
      let [low, high] = [places.at(-1) ?? 0, this.#directory.length / directoryFields - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((this.#directory[middle * directoryFields] as number) <= block) low = middle;
        else high = middle - 1;
      }
      if (places.at(-1) !== low) places.push(low);
    }
    return places;
  }
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

function placesOf(page: Buffer, wanted: number): number[] {
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

function prepareAll(db: Connection) {
  return {
    segments: db.prepare('SELECT no, first, last, bits FROM segment WHERE no > ? ORDER BY no'),
    directory: db.prepare('SELECT directory FROM segment WHERE no = ?').pluck(),
    gram: db.prepare('SELECT id, page FROM gram WHERE id <= ? AND id >= ? ORDER BY id DESC LIMIT 1'),
    way: db.prepare('SELECT page FROM way WHERE id = ?').pluck(),
  };
}
