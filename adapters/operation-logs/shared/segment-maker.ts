import { randomUUID } from 'node:crypto';
import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Body } from '../format/body.ts';
import { SegmentBuilder, type Segment } from '../segment/builder.ts';
import { bitsFor, gramPages, wayPages } from '../segment/pages.ts';
import {
  floats,
  gramPageId,
  wayPageId,
  words,
  type PageDocument,
  type RunCollections,
  type RunDocument,
  type SegmentDocument,
  type SegmentEntry,
} from './documents.ts';

/** Bytes of a page of grams: one is read for each gram that is asked for. */
const pageBytes = 8_192;
/** Pages that are written at once. */
const pagesAtOnce = 500;

/** A segment of a day that is being made. */
export class SegmentMaker {
  readonly day: OperationDay;
  readonly #prefix: string;
  readonly #builder = new SegmentBuilder(0);
  readonly #devices = new Map<string, number>();
  readonly #seqs: number[] = [];
  readonly #roll = new Map<number, number>();
  #bytes = 0;
  #tMin = Infinity;
  #tMax = -Infinity;

  /** `prefix`: before the names of its runs. */
  constructor(day: OperationDay, prefix = '') {
    this.day = day;
    this.#prefix = prefix;
  }

  get records(): number {
    return this.#builder.records;
  }

  get full(): boolean {
    return this.#builder.full;
  }

  add(run: RunDocument, body: Body): void {
    let dev = this.#devices.get(run.device);
    if (dev === undefined) this.#devices.set(run.device, (dev = this.#devices.size));
    this.#builder.add(dev, run.device, body);
    this.#seqs.push(run.seq);
    for (let i = 0; i < run.roll.length; i += 2) {
      const key = run.roll[i] as number;
      this.#roll.set(key, (this.#roll.get(key) ?? 0) + (run.roll[i + 1] as number));
    }
    this.#bytes += run.bytes;
    this.#tMin = Math.min(this.#tMin, run.tMin);
    this.#tMax = Math.max(this.#tMax, run.tMax);
  }

  /** Writes it. It counts once the day lists it. `to`: up to where the day has segments with it. */
  async write({ connection, segments, pages }: RunCollections, to: Position): Promise<SegmentEntry> {
    const id = randomUUID();
    const segment = this.#builder.finish();
    const bits = bitsFor(segment.ways.length);
    const { day } = this;
    const { written, grams, buckets } = pagesOf(id, day, segment, bits);
    for (let first = 0; first < written.length; first += pagesAtOnce)
      await connection.asked(pages.insertMany(written.slice(first, first + pagesAtOnce)));
    const head: SegmentDocument = {
      _id: id,
      day,
      bits,
      directory: floats(segment.directory),
      devices: [...this.#devices.keys()],
      seqs: floats(this.#seqs),
      grams: words(grams),
      buckets: words(buckets),
      roll: floats([...this.#roll].flat()),
      ...(this.#prefix !== '' && { prefix: this.#prefix }),
    };
    await connection.asked(segments.insertOne(head));
    const entry = { id, tMin: this.#tMin, tMax: this.#tMax, records: segment.records };
    return { ...entry, batches: this.#seqs.length, bytes: this.#bytes, to };
  }
}

export async function removeSegments(
  { connection, segments, pages }: RunCollections,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  // Whoever still has a head at hand is told by the pages that are missing.
  await connection.asked(segments.deleteMany({ _id: { $in: [...ids] } }));
  for (const id of ids) await connection.asked(pages.deleteMany({ _id: { $gte: `${id}/`, $lt: `${id}0` } }));
}

function pagesOf(id: string, day: OperationDay, segment: Segment, bits: number) {
  const grams: number[] = [];
  const written: PageDocument[] = [];
  for (const [gram, page] of gramPages(segment, pageBytes)) {
    written.push({ _id: gramPageId(id, grams.length), day, segment: id, page });
    grams.push(gram);
  }
  const buckets: number[] = [];
  for (const [bucket, page] of wayPages(segment.ways, bits)) {
    written.push({ _id: wayPageId(id, bucket), day, segment: id, page });
    buckets.push(bucket);
  }
  return { grams, buckets, written };
}
