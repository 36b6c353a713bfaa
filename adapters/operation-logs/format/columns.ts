import { ByteReader, FormatError, unzigzag } from './bytes.ts';
import { encodings, mostBytePlaces, type LaidColumn } from './layout.ts';

/** The values of a column as numbers: codes, places from 1, seconds or counts. */
export type ReadColumn =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'dense'; readonly values: ArrayLike<number> }
  /** Rows strictly rising. */
  | { readonly kind: 'sparse'; readonly rows: Uint32Array; readonly values: ArrayLike<number> };

/** What reading a column needs to know of its body. */
export interface ColumnFrame {
  readonly n: number;
  readonly texts: number;
  readonly names: number;
  /** Seconds of the body's first record. */
  readonly seconds: number;
}

/** A column as it lies in a body. */
export class StoredColumn {
  readonly laid: LaidColumn;
  readonly #encoding: number;
  readonly #bytes: Buffer;
  readonly #from: number;
  readonly #end: number;
  readonly #frame: ColumnFrame;
  #read: ReadColumn | undefined;

  constructor(laid: LaidColumn, encoding: number, reader: ByteReader, from: number, frame: ColumnFrame) {
    this.laid = laid;
    this.#encoding = encoding;
    this.#bytes = reader.bytes;
    this.#from = from;
    this.#end = reader.at;
    this.#frame = frame;
  }

  /** All of it, kept for the next time. */
  read(): ReadColumn {
    return (this.#read ??= this.#readAll());
  }

  /** One value; undefined: the record has none. Passes over the others where they need not be read. */
  at(row: number): number | undefined {
    if (this.#read) return valueIn(this.#read, row);
    const reader = this.#reader();
    switch (this.#encoding) {
      case encodings.constant:
        return this.#valueReader(reader)();
      case encodings.dense:
        return this.#nth(reader, row);
      default: {
        const count = reader.count(this.#frame.n);
        let at = -1;
        let place = -1;
        for (let i = 0; i < count; i++) {
          at += reader.varint() + 1;
          if (at === row) place = i;
        }
        return place < 0 ? undefined : this.#nth(reader, place);
      }
    }
  }

  #readAll(): ReadColumn {
    const reader = this.#reader();
    const { n } = this.#frame;
    switch (this.#encoding) {
      case encodings.constant:
        return { kind: 'constant', value: this.#valueReader(reader)() };
      case encodings.dense:
        return { kind: 'dense', values: this.#values(reader, n) };
      default: {
        const rows = new Uint32Array(reader.count(n));
        let row = -1;
        for (let i = 0; i < rows.length; i++) {
          row += reader.varint() + 1;
          if (row >= n) throw new FormatError('a value of a record that there is not');
          rows[i] = row;
        }
        return { kind: 'sparse', rows, values: this.#values(reader, rows.length) };
      }
    }
  }

  #values(reader: ByteReader, count: number): ArrayLike<number> {
    const next = this.#valueReader(reader);
    const wide = this.#width() === 0;
    const values = wide ? new Float64Array(count) : new Uint16Array(count);
    for (let i = 0; i < count; i++) values[i] = next();
    return values;
  }

  #nth(reader: ByteReader, place: number): number {
    const width = this.#width();
    if (width > 0) reader.skip(width * place);
    else for (let i = 0; i < place; i++) reader.varint();
    return this.#valueReader(reader)();
  }

  /** Bytes of a value; 0: they differ. */
  #width(): 0 | 1 | 2 {
    switch (this.laid.column.kind) {
      case 'term':
        return 1;
      case 'text':
        return this.#frame.texts > mostBytePlaces ? 2 : 1;
      case 'name':
        return this.#frame.names > mostBytePlaces ? 2 : 1;
      default:
        return 0;
    }
  }

  #valueReader(reader: ByteReader): () => number {
    const { column } = this.laid;
    switch (column.kind) {
      case 'term':
        return within(() => reader.u8(), column.terms.length);
      case 'text':
      case 'name': {
        const most = column.kind === 'text' ? this.#frame.texts : this.#frame.names;
        return within(this.#width() === 2 ? () => reader.u16() : () => reader.u8(), most);
      }
      case 'seconds':
        return () => this.#frame.seconds - unzigzag(reader.varint());
      default:
        return () => reader.varint();
    }
  }

  #reader(): ByteReader {
    return new ByteReader(this.#bytes, this.#from, this.#end);
  }
}

function within(next: () => number, most: number): () => number {
  return () => {
    const value = next();
    if (value < 1 || value > most) throw new FormatError('a code or place that no list has');
    return value;
  };
}

function valueIn(column: ReadColumn, row: number): number | undefined {
  switch (column.kind) {
    case 'constant':
      return column.value;
    case 'dense':
      return column.values[row];
    default: {
      const { rows, values } = column;
      let low = 0;
      let high = rows.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const at = rows[middle] as number;
        if (at === row) return values[middle];
        if (at < row) low = middle + 1;
        else high = middle - 1;
      }
      return undefined;
    }
  }
}
