/** Bytes that are no stored operation logs, or no longer. */
export class FormatError extends Error {
  constructor(what: string) {
    super(`not a body of operation logs: ${what}`);
    this.name = 'FormatError';
  }
}

/** Grows as it is written; one is used again and again. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  u32(value: number): void {
    this.#room(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** Replaces four bytes that were written before. */
  putU32(at: number, value: number): void {
    this.#bytes.writeUInt32LE(value, at);
  }

  /** LEB128 of a safe integer, not negative. */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x1000_0000) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** One byte each. `moved`: what each stands for instead. */
  u8s(values: readonly number[], moved?: Uint16Array): void {
    this.#room(values.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      bytes[at++] = moved ? (moved[value] as number) : value;
    }
    this.#length = at;
  }

  /** Two bytes each, the lower first. */
  u16s(values: readonly number[], moved?: Uint16Array): void {
    this.#room(values.length * 2);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      const place = moved ? (moved[value] as number) : value;
      bytes[at++] = place & 0xff;
      bytes[at++] = place >>> 8;
    }
    this.#length = at;
  }

  text(text: string): void {
    this.#room(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy with memory of its own. */
  taken(from = 0): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.#length - from);
    this.#bytes.copy(copy, 0, from, this.#length);
    return copy;
  }

  #room(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, wanted));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Reads within bounds; whatever does not fit throws FormatError. */
export class ByteReader {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (at > end || end > bytes.length) throw new FormatError('a part lies beyond the end');
    this.at = at;
    this.end = end;
  }

  u8(): number {
    if (this.at >= this.end) throw new FormatError('it ends too soon');
    return this.bytes[this.at++] as number;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    if (this.at + 4 > this.end) throw new FormatError('it ends too soon');
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let shift = 0; shift < 8; shift++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 128;
    }
    throw new FormatError('a number is too large');
  }

  /** A number of things, each of at least one byte, that must still fit. */
  count(most = this.end - this.at): number {
    const count = this.varint();
    if (count > most) throw new FormatError('it says more things than it has room for');
    return count;
  }

  /** Passes over so many bytes and answers where they begin. */
  skip(length: number): number {
    const begin = this.at;
    if (length > this.end - begin) throw new FormatError('a part lies beyond the end');
    this.at += length;
    return begin;
  }
}

export function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
