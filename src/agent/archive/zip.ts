import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, deflateRaw } from 'node:zlib';
import {
  directory,
  localHeader,
  zipLengths,
  zipMethods,
  zipSignatures,
  type ZipHeader,
} from '../../../adapters/zip/index.ts';
import type { Entry } from './entry.ts';
import { ArchiveError, archiveLimits, type Unpacked } from './unpacked.ts';

/** The same entries make the same bytes, on whatever system and whenever. `level`: 1 (quick) to 9 (small). */
export async function* packZip(entries: readonly Entry[], level = 9): AsyncGenerator<Uint8Array> {
  const written: ZipHeader[] = [];
  let offset = 0;
  for (const { path, executable, bytes } of entries) {
    const content = await promisify(deflateRaw)(bytes, { level });
    const one: ZipHeader = {
      name: Buffer.from(path),
      executable,
      method: zipMethods.deflated,
      sumFollows: false,
      crc: crc32(bytes),
      size: bytes.length,
      packed: content.length,
      offset,
    };
    written.push(one);
    const header = localHeader(one);
    offset += header.length + content.length;
    yield header;
    yield content;
  }
  yield directory(written, offset);
}

/** Of what the directory says of a file, all that unpacking it takes. */
type Packed = Omit<ZipHeader, 'method' | 'sumFollows'>;

/** Throws an `ArchiveError` where the file is no zip of plain files as `packZip` makes them. */
export async function unpackZip(path: string, into: Unpacked): Promise<void> {
  const file = await open(path, 'r');
  try {
    for (const entry of await directoryOf(file)) {
      const name = entry.name.toString('utf8');
      await into.file(name, entry.executable, entry.size, await contentOf(file, path, entry));
    }
  } finally {
    await file.close();
  }
}

async function directoryOf(file: FileHandle): Promise<readonly Packed[]> {
  const { size } = await file.stat();
  const end = await readAt(file, size - zipLengths.end, zipLengths.end);
  if (end.readUInt32LE(0) !== zipSignatures.end) throw new ArchiveError('it is no zip, or ends too early');
  const count = end.readUInt16LE(10);
  const length = end.readUInt32LE(12);
  if (count > archiveLimits.entries || length > count * (zipLengths.central + archiveLimits.path))
    throw new ArchiveError('it has more files than a package');
  const told = await readAt(file, end.readUInt32LE(16), length);
  const entries: Packed[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + zipLengths.central > length || told.readUInt32LE(at) !== zipSignatures.central)
      throw new ArchiveError('its directory is damaged');
    const [named, extra, comment] = [28, 30, 32].map(offset => told.readUInt16LE(at + offset));
    entries.push(entryAt(told, at, named!));
    at += zipLengths.central + named! + extra! + comment!;
  }
  return entries;
}

function entryAt(directory: Buffer, at: number, named: number): Packed {
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  if (directory.readUInt16LE(at + 10) !== zipMethods.deflated)
    throw new ArchiveError('a file in it is packed in another way');
  if ((mode & 0o170000) !== 0o100000) throw new ArchiveError('something in it is no file');
  return {
    name: directory.subarray(at + zipLengths.central, at + zipLengths.central + named),
    executable: (mode & 0o100) !== 0,
    crc: directory.readUInt32LE(at + 16),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
  };
}

async function contentOf(file: FileHandle, path: string, entry: Packed): Promise<AsyncIterable<Uint8Array>> {
  const local = await readAt(file, entry.offset, zipLengths.local);
  if (local.readUInt32LE(0) !== zipSignatures.local) throw new ArchiveError('a header of it is damaged');
  const start = entry.offset + zipLengths.local + local.readUInt16LE(26) + local.readUInt16LE(28);
  return inflated(path, start, entry);
}

async function* inflated(path: string, start: number, { packed, crc }: Packed): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path, { start, end: start + Math.max(packed, 1) - 1 });
  const unpacking = source.pipe(createInflateRaw());
  source.once('error', error => unpacking.destroy(error));
  let found = 0;
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      found = crc32(chunk, found);
      yield chunk;
    }
  } catch (error) {
    if (!/^Z_/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new ArchiveError(`it cannot be unpacked: ${(error as Error).message}`);
  } finally {
    source.destroy();
    unpacking.destroy();
  }
  if (found !== crc) throw new ArchiveError('a file in it is damaged');
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  if (at < 0) throw new ArchiveError('it is no zip, or ends too early');
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw new ArchiveError('it ends too early');
  return bytes;
}
