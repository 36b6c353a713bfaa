import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import type { Entry } from './entry.ts';
import { ArchiveError, type Unpacked } from './unpacked.ts';

const block = 512;
const regular = new Set(['0', '\0']);
const isFolder = '5';

/** The same entries make the same bytes, on whatever system and whenever. `level`: 1 (quick) to 9 (small). */
export async function* packTar(entries: readonly Entry[], level = 9): AsyncGenerator<Uint8Array> {
  const packing = Readable.from(blocksOf(entries), { objectMode: false }).pipe(createGzip({ level }));
  let first = true;
  for await (const chunk of packing as AsyncIterable<Buffer>) {
    // The tenth byte names the system it was packed on.
    if (first) chunk[9] = 255;
    first = false;
    yield chunk;
  }
}

function* blocksOf(entries: readonly Entry[]): Generator<Uint8Array> {
  for (const { path, executable, bytes } of entries) {
    yield headerOf(path, executable ? 0o755 : 0o644, bytes.length);
    yield bytes;
    yield Buffer.alloc((block - (bytes.length % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

/** POSIX ustar. */
function headerOf(path: string, mode: number, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a name for the archive`);
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  header.write(path, 0, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000root', 257, 'latin1');
  header.write('root', 297, 'latin1');
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Of a header whose own field counts as blanks. */
function checksumOf(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : header[at]!;
  return sum;
}

/** Throws an `ArchiveError` where the file is no tar.gz of plain files. */
export async function unpackTar(file: string, into: Unpacked): Promise<void> {
  const source = createReadStream(file);
  const unpacking = source.pipe(createGunzip());
  source.once('error', error => unpacking.destroy(error));
  const reader = new ByteReader(unpacking);
  try {
    await readEntries(reader, into);
  } catch (error) {
    if (/^Z_/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw new ArchiveError(`it cannot be unpacked: ${(error as Error).message}`);
    throw error;
  } finally {
    source.destroy();
    unpacking.destroy();
  }
}

async function readEntries(reader: ByteReader, into: Unpacked): Promise<void> {
  for (;;) {
    const header = await reader.take(block);
    if (header.every(byte => byte === 0)) return;
    const size = octalAt(header, 124, 12);
    if (octalAt(header, 148, 8) !== checksumOf(header)) throw new ArchiveError('a header of it is damaged');
    const name = textAt(header, 0, 100);
    const kind = String.fromCharCode(header[156]!);
    if (textAt(header, 345, 155) !== '') throw new ArchiveError('a name in it is too long');
    if (kind === isFolder && size === 0) await into.folder(name);
    else if (regular.has(kind)) {
      const executable = (octalAt(header, 100, 8) & 0o100) !== 0;
      await into.file(name, executable, size, reader.part(size));
      await reader.take((block - (size % block)) % block);
    } else throw new ArchiveError(`${JSON.stringify(name)} is neither a file nor a folder`);
  }
}

function textAt(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return header.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

function octalAt(header: Buffer, at: number, length: number): number {
  const text = textAt(header, at, length).trim();
  if (!/^[0-7]+$/.test(text)) throw new ArchiveError('a header of it is damaged');
  return parseInt(text, 8);
}
