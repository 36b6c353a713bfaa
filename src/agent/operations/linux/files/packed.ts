import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { zipLengths, zipSignatures } from '../../../../../adapters/zip/index.ts';
import { ByteReader } from '../../../archive/byte-reader.ts';
import { ArchiveError } from '../../../archive/unpacked.ts';
import { largestDigested, openQuietly, type Digests } from './digest.ts';
import { idOf, pathOf, type Entry } from './entry.ts';
import type { SizeIndex } from './size-index.ts';

export interface PackedPorts {
  readonly bySize: SizeIndex;
  readonly digests: Digests;
}

/** Members of an archive that are looked at, and files of the same size that one is compared with. */
const mostMembers = 500;
const mostCompared = 16;
/** Bytes of a directory, and of everything that a compressed archive becomes. */
const mostDirectory = 1_048_576;
const mostUnpacked = 4 * largestDigested;
/** A zip ends with a comment of any text. */
const mostComment = 65_535;
const block = 512;

/** What an archive says of a file in it, without its content. */
interface Member {
  readonly name: string;
  readonly size: number;
  readonly isSame: (of: { readonly digest: string; readonly sum: number }) => boolean;
}

/**
 * The files that are in a new archive (zip, tar, tar.gz), of those that are watched: each is as large as a member, and
 * holds the same. None where it is no archive; what is encrypted, empty or too large is not told.
 */
export async function packedIn(archive: Entry, ports: PackedPorts): Promise<readonly Entry[]> {
  if (archive.size < zipLengths.end) return [];
  const file = await openQuietly(pathOf(archive)).catch(() => undefined);
  if (!file) return [];
  try {
    const stats = await file.stat();
    if (idOf(stats) !== archive.id || stats.size !== archive.size) return [];
    const isKnown = (size: number) => size > 0 && [...ports.bySize.of(size)].some(each => each !== archive);
    const found: Entry[] = [];
    for await (const member of membersOf(file, archive, isKnown)) {
      const entry = await entryOf(member, archive, ports);
      if (entry && !found.includes(entry)) found.push(entry);
    }
    return found;
  } catch (error) {
    // It is none, or ends too early; whoever packs one on purpose so says nothing about files by it.
    if (error instanceof ArchiveError || error instanceof RangeError) return [];
    if (/^(Z_|E)/.test((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  } finally {
    await file.close();
  }
}

async function entryOf(
  { name, size, isSame }: Member,
  archive: Entry,
  { bySize, digests }: PackedPorts,
): Promise<Entry | undefined> {
  const own = name.slice(name.lastIndexOf('/') + 1);
  const alike = [...bySize.of(size)].filter(each => each !== archive);
  const ordered = [...alike.filter(each => each.name === own), ...alike.filter(each => each.name !== own)];
  for (const each of ordered.slice(0, mostCompared)) {
    const digested = await digests.of(each);
    if (digested?.isWhole && isSame(digested)) return each;
  }
  return undefined;
}

async function* membersOf(
  file: FileHandle,
  archive: Entry,
  isKnown: (size: number) => boolean,
): AsyncGenerator<Member> {
  const head = await readAt(file, 0, Math.min(block, archive.size));
  if (head.readUInt32LE() === zipSignatures.local) yield* membersOfZip(file, archive.size, isKnown);
  else if (isTar(head)) yield* membersOfTar(file, false, isKnown);
  else if (head.readUInt16BE() === 0x1f8b && archive.size <= largestDigested)
    yield* membersOfTar(file, true, isKnown);
}

/** By its directory, at the end of the file. */
async function* membersOfZip(
  file: FileHandle,
  size: number,
  isKnown: (size: number) => boolean,
): AsyncGenerator<Member> {
  const tail = await readAt(
    file,
    Math.max(0, size - zipLengths.end - mostComment),
    zipLengths.end + mostComment,
  );
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(zipSignatures.end);
  const end = tail.lastIndexOf(signature);
  if (end < 0) return;
  const length = tail.readUInt32LE(end + 12);
  if (length > mostDirectory) return;
  const told = await readAt(file, tail.readUInt32LE(end + 16), length);
  let at = 0;
  for (let count = 0; count < mostMembers && at + zipLengths.central <= told.length; count++) {
    if (told.readUInt32LE(at) !== zipSignatures.central) return;
    const sum = told.readUInt32LE(at + 16);
    const unpacked = told.readUInt32LE(at + 24);
    const [named, extra, comment] = [28, 30, 32].map(offset => told.readUInt16LE(at + offset));
    const start = at + zipLengths.central;
    const name = told.toString('utf8', start, start + named!);
    if (isKnown(unpacked)) yield { name, size: unpacked, isSame: each => each.sum === sum };
    at = start + named! + extra! + comment!;
  }
}

/** From its beginning to its end: a tar has no directory. */
async function* membersOfTar(
  file: FileHandle,
  isPacked: boolean,
  isKnown: (size: number) => boolean,
): AsyncGenerator<Member> {
  const source = file.createReadStream({ start: 0, end: mostUnpacked, autoClose: false });
  const unpacked = isPacked ? source.pipe(createGunzip()) : source;
  source.once('error', error => unpacked.destroy(error));
  try {
    const reader = new ByteReader(unpacked);
    let left = mostUnpacked;
    for (let count = 0; count < mostMembers; count++) {
      const header = await reader.take(block);
      if (!isTar(header)) return;
      const size = parseInt(header.toString('latin1', 124, 136), 8);
      left -= size + block;
      if (!(size >= 0 && left >= 0)) return;
      const hash = isKnown(size) && isPlain(header) ? createHash('sha256') : undefined;
      for await (const part of reader.part(size)) hash?.update(part);
      await reader.take((block - (size % block)) % block);
      const digest = hash?.digest('hex').slice(0, 32);
      const name = header.toString('utf8', 0, Math.min(100, header.indexOf(0)));
      if (digest !== undefined) yield { name, size, isSame: each => each.digest === digest };
    }
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

const isTar = (header: Buffer): boolean => header.toString('latin1', 257, 262) === 'ustar';
const isPlain = (header: Buffer): boolean => header[156] === 0x30 || header[156] === 0;

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}
