import {
  detailOf,
  zoneMinutes,
  type ColumnValues,
  type OperationBatch,
  type OperationColumnName,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';
import { ByteReader, FormatError } from './bytes.ts';
import { StoredColumn, type ReadColumn } from './columns.ts';
import { bodyFormat, columnOfCode, encodings, laidColumns, mostBodyRecords } from './layout.ts';
import { unpackBody } from './pack.ts';
import { StoredStrings } from './strings.ts';

/** One batch's part of a day within a body. */
export interface BodyRun {
  /** Place of its first record. */
  readonly first: number;
  readonly n: number;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly tz: number;
  readonly rules: number | undefined;
}

/**
 * Records as they lie in a store. Opening one reads its head; a column or a string is read when it is asked for.
 * Everything is checked as it is read: what does not fit throws FormatError.
 */
export class Body {
  readonly n: number;
  readonly runs: readonly BodyRun[];
  readonly texts: StoredStrings;
  readonly names: StoredStrings;
  readonly #t0: number;
  readonly #columns: (StoredColumn | undefined)[] = [];
  #times: Float64Array | undefined;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    if (reader.u8() !== bodyFormat) throw new FormatError('of another format');
    this.runs = readRuns(reader);
    this.n = this.runs.reduce((sum, { n }) => sum + n, 0);
    this.#t0 = reader.varint();
    this.texts = new StoredStrings(reader);
    this.names = new StoredStrings(reader);
    const frame = {
      n: this.n,
      texts: this.texts.count,
      names: this.names.count,
      seconds: Math.floor(this.#t0 / 1_000),
    };
    let before = 0;
    for (let left = reader.u8(); left > 0; left--) {
      const code = reader.u8();
      const encoding = reader.u8();
      const laid = columnOfCode[code];
      if (!laid || code <= before || encoding > encodings.sparse) throw new FormatError('an unknown column');
      before = code;
      const from = reader.skip(reader.u32());
      this.#columns[code] = new StoredColumn(laid, encoding, reader, from, frame);
    }
    if (reader.at !== reader.end) throw new FormatError('more bytes than it says');
  }

  /** From compressed bytes. */
  static unpacked(stored: Uint8Array): Body {
    return new Body(unpackBody(stored));
  }

  /** Milliseconds since the epoch, rising. */
  get times(): Float64Array {
    if (this.#times) return this.#times;
    const column = this.column(codeOf('time'));
    if (column?.kind !== 'dense') throw new FormatError('it has no times');
    const times = new Float64Array(this.n);
    let at = this.#t0;
    for (let row = 0; row < times.length; row++) times[row] = at += column.values[row] as number;
    return (this.#times = times);
  }

  /** By the code of the column; undefined: no record has a value. */
  column(code: number): ReadColumn | undefined {
    return this.#columns[code]?.read();
  }

  valueAt(code: number, row: number): number | undefined {
    return this.#columns[code]?.at(row);
  }

  runAt(row: number): BodyRun {
    const run = this.runs.findLast(({ first }) => first <= row);
    if (!run || row >= this.n) throw new FormatError('there is no such record');
    return run;
  }

  record(row: number): OperationRecord {
    const record: Record<string, string | number> = { time: this.times[row] as number };
    for (const { name, column } of laidColumns) {
      if (name === 'time') continue;
      const value = this.valueAt(column.code, row);
      if (value === undefined) continue;
      if (column.kind === 'term') record[name] = (column.terms[value - 1] as { key: string }).key;
      else if (column.kind === 'text') record[name] = this.texts.at(value);
      else if (column.kind === 'name') record[name] = this.names.at(value);
      else record[name] = value;
    }
    if (record.detail === undefined) throw new FormatError('a record without its detail');
    return record as unknown as OperationRecord;
  }

  /** A run as the batch it was, its strings those of the whole body. */
  batchOf({ first, n, seq, tz, rules }: BodyRun): OperationBatch {
    const cols: Partial<Record<OperationColumnName, ColumnValues>> = {};
    for (const { name, column } of laidColumns) {
      if (name === 'time') continue;
      const values = part(this.column(column.code), first, n);
      if (values !== undefined) cols[name] = values;
    }
    const times = this.times.subarray(first, first + n);
    const t0 = times[0] as number;
    return {
      v: 1,
      seq,
      t0,
      tz,
      n,
      texts: this.texts.list(),
      names: this.names.list(),
      cols: {
        ...(cols as OperationBatch['cols']),
        time: Array.from(times, (time, row) => time - (row === 0 ? t0 : (times[row - 1] as number))),
      },
      ...(rules === undefined ? {} : { rules }),
    };
  }

  /** Which details occur, a bit for each code; below 2^53. */
  details(first: number, n: number): number {
    const column = this.column(codeOf('detail'));
    if (!column || column.kind === 'sparse') throw new FormatError('records without a detail');
    if (column.kind === 'constant') return bitOfDetail(column.value);
    const seen = new Set<number>();
    for (let row = first; row < first + n; row++) seen.add(column.values[row] as number);
    return [...seen].reduce((bits, code) => bits + bitOfDetail(code), 0);
  }
}

/** The bit of a detail in `Body.details`. */
export function bitOfDetail(code: number): number {
  return detailOf(code) ? 2 ** code : 0;
}

const codes = new Map(laidColumns.map(({ name, column }) => [name, column.code]));

export function codeOf(name: OperationColumnName): number {
  return codes.get(name) as number;
}

function readRuns(reader: ByteReader): BodyRun[] {
  const count = reader.count(mostBodyRecords);
  const runs: BodyRun[] = [];
  let first = 0;
  for (let i = 0; i < count; i++) {
    const n = reader.varint();
    const [seq, receivedAt, zone, rules] = [
      reader.varint(),
      reader.varint(),
      reader.varint(),
      reader.varint(),
    ];
    if (n < 1 || first + n > mostBodyRecords) throw new FormatError('too many records, or none');
    const tz = zone + zoneMinutes.least;
    if (tz > zoneMinutes.most) throw new FormatError('a zone that there is not');
    runs.push({ first, n, seq, receivedAt, tz, rules: rules === 0 ? undefined : rules - 1 });
    first += n;
  }
  if (runs.length === 0) throw new FormatError('no records');
  return runs;
}

function part(column: ReadColumn | undefined, first: number, n: number): ColumnValues | undefined {
  if (!column) return undefined;
  if (column.kind === 'constant') return column.value;
  if (column.kind === 'dense')
    return Array.from({ length: n }, (_, row) => column.values[first + row] as number);
  const r: number[] = [];
  const v: number[] = [];
  for (const [place, row] of column.rows.entries()) {
    if (row < first || row >= first + n) continue;
    r.push(row - first);
    v.push(column.values[place] as number);
  }
  return r.length === 0 ? undefined : { r, v };
}
