import { NumberList } from './growing.ts';
import { pack, unpack } from './pack.ts';

/**
 * One applied batch as it stands on disk until it is sealed and drained: the changed cells in order of
 * position, and per column the first values of the documents born in it.
 */
export interface TailBatch {
  readonly firstDoc: number;
  readonly births: number;
  readonly positions: Float64Array;
  readonly docs: Float64Array;
  readonly columns: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** First values by column; columns in which every document born is missing are left out. */
  readonly first: ReadonlyMap<number, Float64Array>;
}

/** A batch being put together. */
export class TailBuilder {
  readonly positions = new NumberList();
  readonly docs = new NumberList();
  readonly columns = new NumberList();
  readonly from = new NumberList();
  readonly to = new NumberList();
  readonly first = new Map<number, NumberList>();
  readonly firstDoc: number;
  births = 0;

  constructor(firstDoc: number) {
    this.firstDoc = firstDoc;
  }

  change(position: number, doc: number, column: number, from: number, to: number): void {
    this.positions.push(position);
    this.docs.push(doc);
    this.columns.push(column);
    this.from.push(from);
    this.to.push(to);
  }

  /** First value of a column of the document born last; `births` already counts it. */
  birth(column: number, value: number, missing: number): void {
    let list = this.first.get(column);
    if (!list) this.first.set(column, (list = new NumberList()));
    list.pad(this.births - 1, missing);
    list.push(value);
  }

  finish(missing: (column: number) => number): TailBatch {
    const first = new Map<number, Float64Array>();
    for (const [column, list] of this.first) {
      list.pad(this.births, missing(column));
      first.set(column, list.view());
    }
    return {
      firstDoc: this.firstDoc,
      births: this.births,
      positions: this.positions.view(),
      docs: this.docs.view(),
      columns: this.columns.view(),
      from: this.from.view(),
      to: this.to.view(),
      first,
    };
  }
}

export function encodeTail(batch: TailBatch): Uint8Array {
  const blocks = [
    pack([batch.firstDoc, batch.births]),
    pack(batch.positions),
    pack(batch.docs),
    pack(batch.columns),
    pack(batch.from),
    pack(batch.to),
    pack([...batch.first.keys()]),
    ...[...batch.first.values()].map(values => pack(values)),
  ];
  const size = blocks.reduce((sum, block) => sum + 4 + block.length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const block of blocks) {
    view.setUint32(at, block.length, true);
    bytes.set(block, at + 4);
    at += 4 + block.length;
  }
  return bytes;
}

export function decodeTail(bytes: Uint8Array): TailBatch {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): Float64Array => {
    const length = view.getUint32(at, true);
    const block = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return unpack(block);
  };
  const [firstDoc, births] = next() as unknown as [number, number];
  const [positions, docs, columns, from, to] = [next(), next(), next(), next(), next()];
  const first = new Map<number, Float64Array>();
  for (const column of next()) first.set(column, new Float64Array());
  for (const column of first.keys()) first.set(column, next());
  return { firstDoc, births, positions, docs, columns, from, to, first };
}
