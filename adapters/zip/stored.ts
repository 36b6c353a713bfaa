import { crc32 } from 'node:zlib';
import { descriptor, directory, localHeader, zipLengths, zipMethods, type ZipHeader } from './headers.ts';

/** A file of an archive, stored as it is: what is in it is packed already. */
export interface ZipEntry {
  /** With `/` between folders. */
  readonly path: string;
  readonly executable?: boolean;
  /** Bytes that `open` brings. */
  readonly size: number;
  readonly open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The format without its 64-bit addition. */
const most = 0xffff_ffff;

/** Bytes of the archive that `storedZip` makes of these, before anything of them is read. */
export function storedZipSize(entries: readonly ZipEntry[]): number {
  const perEntry = zipLengths.local + zipLengths.descriptor + zipLengths.central;
  return entries.reduce<number>(
    (sum, { path, size }) => sum + perEntry + 2 * Buffer.byteLength(path) + size,
    zipLengths.end,
  );
}

/**
 * A ZIP of files that are read once, one after the other, and never held. Throws where the archive would be larger than
 * the format allows, or an entry brings another number of bytes than it said.
 */
export async function* storedZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  if (storedZipSize(entries) > most) throw new Error('the archive is larger than the format allows');
  const written: ZipHeader[] = [];
  let offset = 0;
  for (const { path, executable = false, size, open } of entries) {
    const about = {
      name: Buffer.from(path),
      executable,
      method: zipMethods.stored,
      sumFollows: true,
    } as const;
    const unsummed: ZipHeader = { ...about, crc: 0, size, packed: size, offset };
    yield localHeader(unsummed);
    let crc = 0;
    let total = 0;
    for await (const piece of open()) {
      crc = crc32(piece, crc);
      total += piece.length;
      yield piece;
    }
    if (total !== size) throw new Error(`${path} has ${total} bytes, not ${size}`);
    const summed = { ...unsummed, crc };
    yield descriptor(summed);
    written.push(summed);
    offset += zipLengths.local + about.name.length + size + zipLengths.descriptor;
  }
  yield directory(written, offset);
}
