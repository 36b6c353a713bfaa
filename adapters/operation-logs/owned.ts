import type { EncodedPart } from './encode-batch.ts';

/**
 * Bytes that are sent to a thread take all of the memory that they are a part of along: results of compression are
 * parts of 64 KiB, whatever their size.
 */
export function owned(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

/** What is handed over with parts to another thread, instead of being copied. Their bodies are `owned`. */
export function memoryOf(parts: readonly EncodedPart[]): ArrayBuffer[] {
  return parts.map(({ body }) => body.buffer as ArrayBuffer);
}
