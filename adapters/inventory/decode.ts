import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { BodyError } from './errors.ts';
import type { InventoryLimits } from './limits.ts';

/** How the bytes were packed; answers to OCS and FusionInventory agents are packed the same way. */
export type Coding = 'plain' | 'zlib' | 'gzip' | 'deflate';

export interface DecodedBody {
  readonly text: string;
  readonly coding: Coding;
}

/**
 * Agents tell the coding by content type, some wrongly or not at all, so the bytes decide and the type
 * breaks the tie. Throws `BodyError`; never keeps more than `limits.decodedBytes` of output.
 */
export function decodeBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  limits: InventoryLimits,
): DecodedBody {
  if (bytes.length === 0) throw new BodyError('body-empty', 'the body is empty');
  const coding = sniffCoding(bytes, contentType ?? '');
  const plain = coding === 'plain' ? bytes : inflate(bytes, coding, limits);
  if (plain.length === 0) throw new BodyError('body-empty', 'the body is empty once unpacked');
  if (plain.length > limits.decodedBytes) throw tooLarge(limits.decodedBytes);
  return { text: decodeText(plain), coding };
}

export function sniffCoding(bytes: Uint8Array, contentType: string): Coding {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  // RFC 1950: deflate with a window of at most 32 KiB, and a header that is a multiple of 31.
  if ((first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0) return 'zlib';
  if (looksLikeText(first, second)) return 'plain';
  const type = contentType.toLowerCase();
  if (/^application\/(x-compress|x-deflate|deflate|octet-stream)/.test(type) || type === '') return 'deflate';
  throw new BodyError(
    'body-coding-unknown',
    'the body is neither JSON nor XML, plain or packed with zlib, gzip or deflate',
  );
}

/** `{`, `[`, `<`, white space, or a byte order mark of UTF-8 or UTF-16. */
function looksLikeText(first: number, second: number): boolean {
  if (first === 0x7b || first === 0x5b || first === 0x3c || first === 0x20) return true;
  if (first === 0x09 || first === 0x0a || first === 0x0d) return true;
  if (first === 0xef && second === 0xbb) return true;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (first === 0 && second === 0x3c)
  );
}

function inflate(bytes: Uint8Array, coding: Exclude<Coding, 'plain'>, limits: InventoryLimits): Uint8Array {
  const byRatio = Math.max(limits.ratioFrom, bytes.length * limits.ratio);
  const maxOutputLength = Math.min(limits.decodedBytes, byRatio);
  const unpack = coding === 'gzip' ? gunzipSync : coding === 'zlib' ? inflateSync : inflateRawSync;
  try {
    return unpack(bytes, { maxOutputLength, chunkSize: 64 * 1024, finishFlush: constants.Z_FINISH });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxOutputLength);
    if (code === 'Z_BUF_ERROR')
      throw new BodyError('body-truncated', `the ${coding} stream ends before its end`);
    throw new BodyError('body-coding-broken', `the ${coding} stream is damaged`);
  }
}

function tooLarge(limit: number): BodyError {
  return new BodyError('body-too-large', `the body is larger than ${limit} bytes once unpacked`);
}

/** Encodings that agents of the field have sent; each under its WHATWG name. */
const encodings = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['utf-16', 'utf-16le'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
  ['shift_jis', 'shift_jis'],
  ['euc-jp', 'euc-jp'],
]);

function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new BodyError('body-charset-broken', `the text is not valid ${encoding.toUpperCase()}`);
  }
}

/** A byte order mark wins, then the XML declaration, then UTF-8. */
function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  if (a === 0xef && b === 0xbb) return 'utf-8';
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1];
  if (declared === undefined) return 'utf-8';
  const known = encodings.get(declared.toLowerCase());
  // A 16-bit encoding would not have been readable as this declaration.
  if (known?.startsWith('utf-16')) return 'utf-8';
  if (known) return known;
  throw new BodyError(
    'body-charset-unknown',
    'the XML declares a character encoding this server does not read; UTF-8 is best',
  );
}
