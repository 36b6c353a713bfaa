import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Unpacks a ZIP whose entries are stored, by its directory as programs do; throws where a sum is wrong. */
export function unpackStored(archive: Buffer, into: string): void {
  const end = archive.length - 22;
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, size, offset] = [
      archive.readUInt16LE(at + 28),
      archive.readUInt32LE(at + 24),
      archive.readUInt32LE(at + 42),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const start = offset + 30 + archive.readUInt16LE(offset + 26);
    const bytes = archive.subarray(start, start + size);
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${name}: wrong sum`);
    const path = join(into, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { mode: (archive.readUInt32LE(at + 38) >>> 16) & 0o777 });
    at += 46 + nameLength;
  }
}
