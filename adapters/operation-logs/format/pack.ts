import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { FormatError } from './bytes.ts';
import { bodyFormat } from './layout.ts';

/** A body that says it is larger is not expanded: 16,384 records with the longest texts are less in practice. */
const mostBodyBytes = 256 * 1024 * 1024;

/** Bytes of memory that are taken at once for what comes out. */
const leastPiece = 64;
const usualBytes = 32_768;
const mostPiece = 4 * 1024 * 1024;

/** Compressed with a checksum, so that a changed bit is noticed; as it is where that is smaller. */
export function packBody(body: Buffer, level: 1 | 6): Buffer {
  const packed = zstdCompressSync(body, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  return packed.length < body.length ? packed : body;
}

/** Throws FormatError for what is damaged. */
export function unpackBody(stored: Uint8Array): Buffer {
  const bytes = Buffer.isBuffer(stored)
    ? stored
    : Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  if (bytes[0] === bodyFormat) return bytes;
  try {
    return zstdDecompressSync(bytes, {
      maxOutputLength: mostBodyBytes,
      // In one piece where the frame says how long it becomes; without it 128 KiB are taken for each.
      chunkSize: Math.min(Math.max(lengthIn(bytes) ?? usualBytes, leastPiece), mostPiece),
    });
  } catch (error) {
    throw new FormatError((error as Error).message);
  }
}

/** How long a frame of zstd says that it becomes (RFC 8878, 3.1.1.1); undefined: it does not say. */
function lengthIn(frame: Buffer): number | undefined {
  const descriptor = frame[4];
  if (descriptor === undefined) return undefined;
  const single = (descriptor & 0x20) !== 0;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  if (size === 0 || frame.length < at + size) return undefined;
  if (size === 8) return Number(frame.readBigUInt64LE(at));
  return frame.readUIntLE(at, size) + (size === 2 ? 256 : 0);
}
