import { MISSING_CODE, type HistoryColumn } from './columns.ts';
import { firstBeyond } from './growing.ts';
import { countOf, pack, packRising, unpack, unpackInto, unpackRising } from './pack.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage, Segment } from './storage.ts';

/** A whole column: one value per document number. */
export type Vector = Int32Array | Float64Array;

export function newVector(column: HistoryColumn, length: number): Vector {
  return column.kind === 'number' ? new Float64Array(length).fill(NaN) : new Int32Array(length);
}

/** What "missing" is in held and packed numbers of a column. */
export function missingOf(column: HistoryColumn): number {
  return column.kind === 'number' ? NaN : MISSING_CODE;
}

/** Sets first values of documents `from` to `to` - 1; those without a chunk stay as they are. */
export function* loadInit(
  storage: HistoryStorage,
  column: HistoryColumn,
  vector: Vector,
  from: number,
  to: number,
  size: number,
): Step<void> {
  if (from >= to) return;
  const chunks = yield* wait(
    storage.init(column.number, Math.floor(from / size), Math.floor((to - 1) / size)),
  );
  for (const { chunk, block } of chunks) {
    const start = chunk * size;
    if (start >= from) unpackInto(block, vector, start, to - start);
    else {
      const values = unpack(block);
      for (let doc = from; doc < Math.min(to, start + values.length); doc++)
        vector[doc] = values[doc - start] as number;
    }
  }
}

/** Sets documents from a key frame. */
export function* loadFrame(
  storage: HistoryStorage,
  column: HistoryColumn,
  at: number,
  vector: Vector,
): Step<void> {
  let doc = 0;
  for (const block of yield* wait(storage.keyFrameBlocks(column.number, at)))
    doc += unpackInto(block, vector, doc);
}

export function frameBlocks(vector: Vector, documents: number, size: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < documents; from += size)
    blocks.push(pack(vector.subarray(from, Math.min(documents, from + size))));
  return blocks;
}

/** Applies the changes of a segment in (after, position] to a vector. */
export function applySegment(segment: Segment, vector: Vector, after: number, position: number): number {
  let from = 0;
  let to = segment.count;
  if (segment.first <= after || segment.last > position) {
    const positions = unpackRising(segment.positions);
    from = firstBeyond(positions, after);
    to = firstBeyond(positions, position);
  }
  if (from >= to) return 0;
  const docs = new Float64Array(to);
  const values = new Float64Array(to);
  unpackInto(segment.docs, docs);
  unpackInto(segment.values, values);
  for (let i = from; i < to; i++) vector[docs[i] as number] = values[i] as number;
  return to - from;
}

/** Puts a column's held changes into segments of `size`, continuing the last one where it may grow. */
export function* writeSegments(
  storage: HistoryStorage,
  column: HistoryColumn,
  last: Segment | undefined,
  changes: { readonly positions: Float64Array; readonly docs: Float64Array; readonly values: Float64Array },
  next: number,
  size: number,
): Step<number> {
  let { positions, docs, values } = changes;
  let number = next;
  if (last) {
    positions = joined(unpackRising(last.positions), positions);
    docs = joined(unpack(last.docs), docs);
    values = joined(unpack(last.values), values);
    number = last.segment;
  }
  for (let from = 0; from < positions.length; from += size, number++) {
    const to = Math.min(positions.length, from + size);
    yield* wait(
      storage.putSegment(column.number, {
        segment: number,
        first: positions[from] as number,
        last: positions[to - 1] as number,
        count: to - from,
        docs: pack(docs.subarray(from, to)),
        positions: packRising(positions.subarray(from, to)),
        values: pack(values.subarray(from, to)),
      }),
    );
  }
  return number - 1;
}

/** Puts first values of documents from `doc` on into chunks, completing the one that is begun. */
export function* writeInit(
  storage: HistoryStorage,
  column: HistoryColumn,
  doc: number,
  values: Float64Array,
  size: number,
): Step<void> {
  const missing = missingOf(column);
  const end = doc + values.length;
  for (let chunk = Math.floor(doc / size); chunk * size < end; chunk++) {
    const start = chunk * size;
    const part = new Float64Array(Math.min(size, end - start)).fill(missing);
    if (start < doc) {
      const [begun] = yield* wait(storage.init(column.number, chunk, chunk));
      if (begun) unpackInto(begun.block, part, 0, Math.min(countOf(begun.block), doc - start));
    }
    const from = Math.max(start, doc);
    part.set(values.subarray(from - doc, start + part.length - doc), from - start);
    if (part.some(value => value === value && value !== missing))
      yield* wait(storage.putInit(column.number, chunk, pack(part)));
  }
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
