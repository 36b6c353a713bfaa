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
    const strings = [...this.#places.keys()];
    const joined = strings.join(between);
    const size = Buffer.byteLength(joined);
    writer.varint(strings.length);
    writer.u32(size);
    const plain = size === joined.length;
    for (const string of strings) writer.varint(plain ? string.length : Buffer.byteLength(string));
    writer.text(joined);
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

/** Values of a column and what they stand for; `moved` says the new places of strings. */
interface Column {
  readonly values: readonly number[];
  /** Undefined: one value for each record. */
  readonly rows: readonly number[] | undefined;
  readonly moved: Uint16Array | undefined;
}

/** False where no record has a value. */
function writeColumn(
  laid: LaidColumn,
  parts: readonly BodyPart[],
  strings: { readonly text: Strings; readonly name: Strings },
  t0: number,
): boolean {
  const { column } = laid;
  const list = column.kind === 'text' || column.kind === 'name' ? strings[column.kind] : undefined;
  const held = parts.length === 1 ? columnOf(laid, parts[0]!, list?.moved(0)) : merged(laid, parts, list);
  if (held.values.length === 0) return false;
  const n = parts.reduce((sum, { batch }) => sum + batch.n, 0);
  const full = held.rows === undefined || held.values.length === n;
  const encoding = !full ? encodings.sparse : allAlike(held) ? encodings.constant : encodings.dense;
  const end = begun(column.code, encoding);
  if (encoding === encodings.sparse) writeRows(held.rows!);
  writeValues(
    laid,
    encoding === encodings.constant ? { ...held, values: held.values.slice(0, 1) } : held,
    list?.size ?? 0,
    Math.floor(t0 / 1_000),
  );
  end();
  return true;
}

function columnOf({ name }: LaidColumn, { batch }: BodyPart, moved: Uint16Array | undefined): Column {
  const held = batch.cols[name];
  if (held === undefined) return { values: [], rows: undefined, moved };
  if (typeof held === 'number') return { values: [held], rows: undefined, moved };
  return isDense(held) ? { values: held, rows: undefined, moved } : { values: held.v, rows: held.r, moved };
}

function merged(laid: LaidColumn, parts: readonly BodyPart[], list: Strings | undefined): Column {
  const rows: number[] = [];
  const values: number[] = [];
  let first = 0;
  for (const [index, part] of parts.entries()) {
    const { n } = part.batch;
    const moved = list?.moved(index);
    const held = columnOf(laid, part, moved);
    const alike = typeof part.batch.cols[laid.name] === 'number';
    for (let i = 0; i < (alike ? n : held.values.length); i++) {
      const value = held.values[alike ? 0 : i] as number;
      rows.push(first + (held.rows ? (held.rows[i] as number) : i));
      values.push(moved ? (moved[value] as number) : value);
    }
    first += n;
  }
  return { values, rows, moved: undefined };
}

function allAlike({ values, moved }: Column): boolean {
  const of = (value: number): number => (moved ? (moved[value] as number) : value);
  const first = of(values[0] as number);
  return values.every(value => of(value) === first);
}

function writeRows(rows: readonly number[]): void {
  writer.varint(rows.length);
  let before = -1;
  for (const row of rows) {
    writer.varint(row - before - 1);
    before = row;
  }
}

function writeValues(
  { column }: LaidColumn,
  { values, moved }: Column,
  strings: number,
  seconds: number,
): void {
  switch (column.kind) {
    case 'term':
      return writer.u8s(values);
    case 'text':
    case 'name':
      return strings > mostBytePlaces ? writer.u16s(values, moved) : writer.u8s(values, moved);
    case 'seconds':
      for (const value of values) writer.varint(zigzag(seconds - value));
      return;
    default:
      for (const value of values) writer.varint(value);
  }
}

/** Writes the head of a column; what it answers fills in the length when the values are written. */
function begun(code: number, encoding: number): () => void {
  writer.u8(code);
  writer.u8(encoding);
  const lengthAt = writer.length;
  writer.u32(0);
  return () => writer.putU32(lengthAt, writer.length - lengthAt - 4);
}

function listOf(values: ColumnValues): readonly number[] {
  if (typeof values === 'number') return [values];
  return isDense(values) ? values : values.v;
}
