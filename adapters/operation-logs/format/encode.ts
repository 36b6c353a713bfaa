import {
  isDense,
  timesOf,
  zoneMinutes,
  type ColumnValues,
  type OperationBatch,
} from '../../../domain/operation-logs/records/index.ts';
import { ByteWriter, zigzag } from './bytes.ts';
import { between, bodyFormat, encodings, laidColumns, mostBytePlaces, type LaidColumn } from './layout.ts';

/** A batch, or its part of a day, of which a body is made. */
export interface BodyPart {
  readonly batch: OperationBatch;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

const writer = new ByteWriter();

/**
 * Parts of one device as one body, in the order of their times, none overlapping the next. The same records always
 * become the same bytes, whatever form the batch had: strings stand in the order of their use (`sorted`: of their
 * UTF-16 units, which packs better), each once, and those not used are left out.
 */
export function encodeBody(parts: readonly BodyPart[], { sorted = false } = {}): Buffer {
  writer.clear();
  const strings = { text: new Strings(parts, 'texts'), name: new Strings(parts, 'names') };
  for (const laid of laidColumns) {
    const { kind } = laid.column;
    if (kind === 'text' || kind === 'name') strings[kind].use(laid);
  }
  if (sorted) for (const list of Object.values(strings)) list.sort();
  const times = parts.map(({ batch }) => timesOf(batch));
  const t0 = times[0]?.[0] ?? 0;
  writeHead(parts, t0);
  strings.text.write();
  strings.name.write();
  const countAt = writer.length;
  writer.u8(0);
  let count = 0;
  for (const laid of laidColumns)
    if (laid.name === 'time' ? writeTimes(times, t0) : writeColumn(laid, parts, strings, t0)) count++;
  const body = writer.taken();
  body[countAt] = count;
  return body;
}

function writeHead(parts: readonly BodyPart[], t0: number): void {
  writer.u8(bodyFormat);
  writer.varint(parts.length);
  for (const { batch, receivedAt } of parts) {
    writer.varint(batch.n);
    writer.varint(batch.seq);
    writer.varint(receivedAt);
    writer.varint(batch.tz - zoneMinutes.least);
    writer.varint(batch.rules === undefined ? 0 : batch.rules + 1);
  }
  writer.varint(t0);
}

/** One of the two lists of strings, and where the strings of each part went in it. */
class Strings {
  readonly #parts: readonly (readonly string[])[];
  readonly #batches: readonly OperationBatch[];
  readonly #places = new Map<string, number>();
  /** Of each part: new place of a string by its old one, 0 while it is not used. */
  readonly #moved: readonly Uint16Array[];

  constructor(parts: readonly BodyPart[], list: 'texts' | 'names') {
    this.#batches = parts.map(({ batch }) => batch);
    this.#parts = this.#batches.map(batch => batch[list]);
    this.#moved = this.#parts.map(strings => new Uint16Array(strings.length + 1));
  }

  get size(): number {
    return this.#places.size;
  }

  use({ name }: LaidColumn): void {
    for (const [part, batch] of this.#batches.entries()) {
      const values = batch.cols[name];
      if (values === undefined) continue;
      const moved = this.#moved[part] as Uint16Array;
      const list = listOf(values);
      for (let i = 0; i < list.length; i++) {
        const old = list[i] as number;
        if (moved[old] === 0) moved[old] = this.#place((this.#parts[part] as readonly string[])[old - 1]!);
      }
    }
  }

  sort(): void {
    const before = [...this.#places.keys()];
    const ranks = new Uint16Array(before.length + 1);
    const ordered = before.toSorted();
    this.#places.clear();
    for (const string of ordered) this.#place(string);
    for (const [index, string] of before.entries()) ranks[index + 1] = this.#place(string);
    for (const moved of this.#moved)
      for (let old = 0; old < moved.length; old++) moved[old] = ranks[moved[old] as number] as number;
  }

  moved(part: number): Uint16Array {
    return this.#moved[part] as Uint16Array;
  }

  write(): void {
    writer.varint(this.#places.size);
    const sizeAt = writer.length;
    for (let i = 0; i < 4; i++) writer.u8(0);
    const textsAt = this.#writeLengths();
    let first = true;
    for (const string of this.#places.keys()) {
      if (!first) writer.text(between);
      first = false;
      writer.text(string);
    }
    writer.putU32(sizeAt, writer.length - textsAt);
  }

  #writeLengths(): number {
    for (const string of this.#places.keys()) writer.varint(Buffer.byteLength(string));
    return writer.length;
  }

  #place(string: string): number {
    let place = this.#places.get(string);
    if (place === undefined) this.#places.set(string, (place = this.#places.size + 1));
    return place;
  }
}

function writeTimes(times: readonly Float64Array[], t0: number): true {
  const end = begun(1, encodings.dense);
  let before = t0;
  for (const part of times)
    for (const time of part) {
      writer.varint(time - before);
      before = time;
    }
  end();
  return true;
}

/** False where no record has a value. */
function writeColumn(
  laid: LaidColumn,
  parts: readonly BodyPart[],
  strings: { readonly text: Strings; readonly name: Strings },
  t0: number,
): boolean {
  const { name, column } = laid;
  const list = column.kind === 'text' || column.kind === 'name' ? strings[column.kind] : undefined;
  const rows: number[] = [];
  const values: number[] = [];
  let first = 0;
  for (const [part, { batch }] of parts.entries()) {
    const held = batch.cols[name];
    if (held !== undefined) collect(held, first, batch.n, list?.moved(part), rows, values);
    first += batch.n;
  }
  if (values.length === 0) return false;
  const same = values.length === first && values.every(value => value === values[0]);
  const encoding = same ? encodings.constant : values.length === first ? encodings.dense : encodings.sparse;
  const end = begun(column.code, encoding);
  if (encoding === encodings.sparse) {
    writer.varint(rows.length);
    let before = -1;
    for (const row of rows) {
      writer.varint(row - before - 1);
      before = row;
    }
  }
  const put = valueWriter(laid, list?.size ?? 0, Math.floor(t0 / 1_000));
  if (same) put(values[0] as number);
  else for (const value of values) put(value);
  end();
  return true;
}

function collect(
  held: ColumnValues,
  first: number,
  n: number,
  moved: Uint16Array | undefined,
  rows: number[],
  values: number[],
): void {
  const list = listOf(held);
  const sparse = typeof held === 'number' || isDense(held) ? undefined : held.r;
  const count = typeof held === 'number' ? n : list.length;
  for (let i = 0; i < count; i++) {
    const value = (typeof held === 'number' ? held : list[i]) as number;
    rows.push(first + (sparse ? (sparse[i] as number) : i));
    values.push(moved ? (moved[value] as number) : value);
  }
}

function valueWriter({ column }: LaidColumn, strings: number, seconds: number): (value: number) => void {
  switch (column.kind) {
    case 'term':
      return value => writer.u8(value);
    case 'text':
    case 'name':
      return strings > mostBytePlaces ? value => writer.u16(value) : value => writer.u8(value);
    case 'seconds':
      return value => writer.varint(zigzag(seconds - value));
    default:
      return value => writer.varint(value);
  }
}

/** Writes the head of a column; what it answers fills in the length when the values are written. */
function begun(code: number, encoding: number): () => void {
  writer.u8(code);
  writer.u8(encoding);
  const lengthAt = writer.length;
  for (let i = 0; i < 4; i++) writer.u8(0);
  return () => writer.putU32(lengthAt, writer.length - lengthAt - 4);
}

function listOf(values: ColumnValues): readonly number[] {
  if (typeof values === 'number') return [values];
  return isDense(values) ? values : values.v;
}
