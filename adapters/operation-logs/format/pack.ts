import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { FormatError } from './bytes.ts';
import { bodyFormat } from './layout.ts';

/** A body that says it is larger is not expanded: 16,384 records with the longest texts are less in practice. */
const mostBodyBytes = 256 * 1024 * 1024;

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
    return zstdDecompressSync(bytes, { maxOutputLength: mostBodyBytes });
  } catch (error) {
    throw new FormatError((error as Error).message);
  }
}
