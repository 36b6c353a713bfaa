import { ArchiveError } from './unpacked.ts';

const nothing = Buffer.alloc(0);

/** Takes bytes off a stream in the lengths that a format asks for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = nothing;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Just so many; short ones only. Throws an `ArchiveError` where the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.part(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** So many, as they come; they are to be read to their end before anything else is taken. */
  async *part(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (this.#held.length === 0) await this.#more();
      const taken = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(taken.length);
      left -= taken.length;
      yield taken;
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new ArchiveError('it ends too early');
    this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}
