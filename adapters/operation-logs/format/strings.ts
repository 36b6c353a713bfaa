import { ByteReader, FormatError } from './bytes.ts';
import { between } from './layout.ts';

const separator = between.charCodeAt(0);

/** A list of strings in a body. None is turned into a text before it is asked for. */
export class StoredStrings {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #lengths: number;
  readonly #from: number;
  readonly #end: number;
  #ends: Uint32Array | undefined;
  #list: readonly string[] | undefined;

  /** Reads the head of the list and leaves the reader behind it. */
  constructor(reader: ByteReader) {
    this.count = reader.count();
    const size = reader.u32();
    this.#bytes = reader.bytes;
    this.#lengths = reader.at;
    for (let i = 0; i < this.count; i++) reader.varint();
    this.#from = reader.skip(size);
    this.#end = reader.at;
  }

  /** By its place, from 1. */
  at(place: number): string {
    const ends = this.#located();
    const end = ends[place - 1];
    if (end === undefined) throw new FormatError(`there is no string ${place}`);
    const begin = place === 1 ? this.#from : (ends[place - 2] as number) + 1;
    return this.#bytes.toString('utf8', begin, end);
  }

  /** All of them, in their order. */
  list(): readonly string[] {
    return (this.#list ??= Array.from({ length: this.count }, (_, index) => this.at(index + 1)));
  }

  /** All of them in one text, with NUL between. */
  joined(): string {
    return this.#bytes.toString('utf8', this.#from, this.#end);
  }

  /** Their bytes, with NUL between. */
  block(): Buffer {
    return this.#bytes.subarray(this.#from, this.#end);
  }

  #located(): Uint32Array {
    if (this.#ends) return this.#ends;
    const ends = new Uint32Array(this.count);
    const lengths = new ByteReader(this.#bytes, this.#lengths);
    let at = this.#from;
    for (let i = 0; i < ends.length; i++) {
      at += lengths.varint();
      if (at > this.#end || (i < ends.length - 1 && this.#bytes[at] !== separator))
        throw new FormatError('the lengths of the strings do not fit');
      ends[i] = at++;
    }
    if (ends.length > 0 && at !== this.#end + 1)
      throw new FormatError('the lengths of the strings do not fit');
    return (this.#ends = ends);
  }
}
