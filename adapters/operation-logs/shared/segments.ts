import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { ByteCache } from '../../read-store/columnar/lru.ts';
import { bucketOf } from '../segment/pages.ts';
import { Directory, placesOn, postingsOn } from '../segment/postings.ts';
import {
  floatsIn,
  gramPageId,
  runId,
  wayPageId,
  wordsIn,
  type RunCollections,
  type SegmentDocument,
  type SegmentEntry,
} from './documents.ts';

/** Segments that are asked at once. */
const segmentsAtOnce = 64;
const headBytes = 64 * 1024 * 1024;
const keptPageBytes = 32 * 1024 * 1024;

interface Head {
  readonly id: string;
  readonly day: OperationDay;
  readonly bits: number;
  readonly prefix: string;
  readonly directory: Directory;
  readonly devices: readonly string[];
  readonly seqs: Float64Array;
  readonly grams: Uint32Array;
  readonly buckets: ReadonlySet<number>;
  readonly roll: Float64Array;
}

/** A day was written anew after somebody looked which segments it has: to be asked again. */
export class SegmentGone extends Error {
  constructor(id: string) {
    super(`segment ${id} was replaced`);
    this.name = 'SegmentGone';
  }
}

/** Looks into segments. What was read stays at hand, since none is ever changed. Throws SegmentGone. */
export class Segments {
  readonly #collections: RunCollections;
  readonly #heads = new ByteCache<Head>(headBytes);
  readonly #pages = new ByteCache<Buffer>(keptPageBytes);

  constructor(collections: RunCollections) {
    this.#collections = collections;
  }

  /** Names of the runs that may have each of the grams of some parts (`gramsOfParts`). */
  async withGrams(
    entries: readonly SegmentEntry[],
    wanted: readonly (readonly number[])[],
  ): Promise<string[]> {
    return this.#lookThrough(
      entries,
      head => wanted.flat().flatMap(gram => this.#pageOfGram(head, gram) ?? []),
      (head, pages) =>
        head.directory.placesWith(wanted, gram => {
          const place = placeOfGram(head, gram);
          if (place === undefined) return undefined;
          const page = pageIn(pages, head, gramPageId(head.id, place));
          return postingsOn(page, head.grams[place] as number, gram);
        }),
    );
  }

  /** Names of the runs that may have a way with this hash. */
  async withWay(entries: readonly SegmentEntry[], hash: number): Promise<string[]> {
    const pagesFor = ({ id, bits, buckets }: Head): string[] => {
      const bucket = bucketOf(hash, bits);
      return buckets.has(bucket) ? [wayPageId(id, bucket)] : [];
    };
    return this.#lookThrough(entries, pagesFor, (head, pages) =>
      pagesFor(head).flatMap(id => placesOn(pageIn(pages, head, id), hash)),
    );
  }

  /** Records by `rollKey`, a segment after the other. */
  async rolls(entries: readonly SegmentEntry[], each: (day: OperationDay, roll: Float64Array) => void) {
    for (let first = 0; first < entries.length; first += segmentsAtOnce)
      for (const head of await this.#headsOf(entries.slice(first, first + segmentsAtOnce)))
        each(head.day, head.roll);
  }

  async #lookThrough(
    entries: readonly SegmentEntry[],
    pagesFor: (head: Head) => readonly string[],
    placesIn: (head: Head, pages: ReadonlyMap<string, Buffer>) => readonly number[],
  ): Promise<string[]> {
    const found: string[] = [];
    for (let first = 0; first < entries.length; first += segmentsAtOnce) {
      const heads = await this.#headsOf(entries.slice(first, first + segmentsAtOnce));
      const pages = await this.#pagesOf(heads.flatMap(pagesFor));
      for (const head of heads)
        for (const place of placesIn(head, pages)) {
          const device = head.devices[head.directory.at(place).dev] as string;
          found.push(head.prefix + runId(head.day, device, head.seqs[place] as number));
        }
    }
    return found;
  }

  #pageOfGram(head: Head, gram: number): string | undefined {
    const place = placeOfGram(head, gram);
    return place === undefined ? undefined : gramPageId(head.id, place);
  }

  async #headsOf(entries: readonly SegmentEntry[]): Promise<Head[]> {
    const held = new Map<string, Head>();
    for (const { id } of entries) {
      const head = this.#heads.get(id);
      if (head) held.set(id, head);
    }
    const missing = entries.filter(({ id }) => !held.has(id)).map(({ id }) => id);
    if (missing.length > 0) {
      const { connection, segments } = this.#collections;
      for (const read of await connection.asked(segments.find({ _id: { $in: missing } }).toArray())) {
        const bytes = read.directory.length + read.seqs.length + read.roll.length + read.grams.length;
        const head = headOf(read);
        this.#heads.set(read._id, head, bytes + 100 * read.devices.length);
        held.set(read._id, head);
      }
    }
    return entries.map(({ id }) => {
      const head = held.get(id);
      if (!head) throw new SegmentGone(id);
      return head;
    });
  }

  async #pagesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const held = new Map<string, Buffer>();
    const missing = new Set<string>();
    for (const id of ids) {
      const page = this.#pages.get(id);
      if (page) held.set(id, page);
      else missing.add(id);
    }
    if (missing.size === 0) return held;
    const { connection, pages } = this.#collections;
    const read = await connection.asked(pages.find({ _id: { $in: [...missing] } }).toArray());
    for (const { _id, page } of read) {
      this.#pages.set(_id, page, page.length);
      held.set(_id, page);
    }
    return held;
  }
}

function pageIn(pages: ReadonlyMap<string, Buffer>, { id }: Head, name: string): Buffer {
  const page = pages.get(name);
  if (!page) throw new SegmentGone(id);
  return page;
}

/** The page on which a gram is, if it is anywhere. */
function placeOfGram({ grams }: Head, gram: number): number | undefined {
  let [low, high] = [0, grams.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((grams[middle] as number) <= gram) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

function headOf(document: SegmentDocument): Head {
  const { _id, day, bits, directory, devices, seqs, grams, buckets, roll, prefix = '' } = document;
  const fields = floatsIn(directory);
  return {
    prefix,
    id: _id,
    day,
    bits,
    directory: new Directory(() => fields),
    devices,
    seqs: floatsIn(seqs),
    grams: wordsIn(grams),
    buckets: new Set(wordsIn(buckets)),
    roll: floatsIn(roll),
  };
}
