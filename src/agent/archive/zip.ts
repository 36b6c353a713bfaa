import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, deflateRaw } from 'node:zlib';
import type { Entry } from './entry.ts';
import { ArchiveError, archiveLimits, type Unpacked } from './unpacked.ts';

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
const deflated = 8;
/** General purpose bit 11: names are UTF-8. */
const utf8 = 1 << 11;
/** 1 January 1980, the first day the format knows. */
const day = 0x21;
const lengths = { local: 30, central: 46, end: 22 } as const;

interface Packed {
  readonly name: Buffer;
  readonly executable: boolean;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  /** Of its local header in the file. */
  readonly offset: number;
}

/** The same entries make the same bytes, on whatever system and whenever. `level`: 1 (quick) to 9 (small). */
export async function* packZip(entries: readonly Entry[], level = 9): AsyncGenerator<Uint8Array> {
  const packed: Packed[] = [];
  let offset = 0;
  for (const { path, executable, bytes } of entries) {
    const content = await promisify(deflateRaw)(bytes, { level });
    const name = Buffer.from(path);
    const one = { name, executable, crc: crc32(bytes), size: bytes.length, packed: content.length, offset };
    packed.push(one);
    const header = Buffer.concat([localHeader(one), name]);
    offset += header.length + content.length;
    yield header;
    yield content;
  }
  const directory = Buffer.concat(packed.flatMap(one => [centralHeader(one), one.name]));
  yield directory;
  const end = Buffer.alloc(lengths.end);
  end.writeUInt32LE(signatures.end, 0);
  end.writeUInt16LE(packed.length, 8);
  end.writeUInt16LE(packed.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

function localHeader(entry: Packed): Buffer {
  const header = Buffer.alloc(lengths.local);
  header.writeUInt32LE(signatures.local, 0);
  writeCommon(header, 4, entry);
  return header;
}

function centralHeader(entry: Packed): Buffer {
  const header = Buffer.alloc(lengths.central);
  header.writeUInt32LE(signatures.central, 0);
  // Made on a Unix, by version 2.0 of the format: the upper half of the attributes is a mode.
  header.writeUInt16LE((3 << 8) | 20, 4);
  writeCommon(header, 6, entry);
  header.writeUInt32LE(((0o100000 | (entry.executable ? 0o755 : 0o644)) << 16) >>> 0, 38);
  header.writeUInt32LE(entry.offset, 42);
  return header;
}

/** What both headers say in the same order. */
function writeCommon(header: Buffer, at: number, { name, crc, size, packed }: Packed): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(utf8, at + 2);
  header.writeUInt16LE(deflated, at + 4);
  header.writeUInt16LE(day, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

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
  const end = await readAt(file, size - lengths.end, lengths.end);
  if (end.readUInt32LE(0) !== signatures.end) throw new ArchiveError('it is no zip, or ends too early');
  const count = end.readUInt16LE(10);
  const length = end.readUInt32LE(12);
  if (count > archiveLimits.entries || length > count * (lengths.central + archiveLimits.path))
    throw new ArchiveError('it has more files than a package');
  const directory = await readAt(file, end.readUInt32LE(16), length);
  const entries: Packed[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + lengths.central > length || directory.readUInt32LE(at) !== signatures.central)
      throw new ArchiveError('its directory is damaged');
    const [named, extra, comment] = [28, 30, 32].map(offset => directory.readUInt16LE(at + offset));
    entries.push(entryAt(directory, at, named!));
    at += lengths.central + named! + extra! + comment!;
  }
  return entries;
}

function entryAt(directory: Buffer, at: number, named: number): Packed {
  const mode = directory.readUInt32LE(at + 38) >>> 16;
  if (directory.readUInt16LE(at + 10) !== deflated)
    throw new ArchiveError('a file in it is packed in another way');
  if ((mode & 0o170000) !== 0o100000) throw new ArchiveError('something in it is no file');
  return {
    name: directory.subarray(at + lengths.central, at + lengths.central + named),
    executable: (mode & 0o100) !== 0,
    crc: directory.readUInt32LE(at + 16),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
  };
}

async function contentOf(file: FileHandle, path: string, entry: Packed): Promise<AsyncIterable<Uint8Array>> {
  const local = await readAt(file, entry.offset, lengths.local);
  if (local.readUInt32LE(0) !== signatures.local) throw new ArchiveError('a header of it is damaged');
  const start = entry.offset + lengths.local + local.readUInt16LE(26) + local.readUInt16LE(28);
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
