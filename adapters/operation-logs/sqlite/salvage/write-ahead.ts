import { fstatSync } from 'node:fs';
import { bytesAt } from './bytes-at.ts';

const headBytes = 32;
const frameHead = 24;
/** With its lowest bit: words of checksums have the highest byte first. */
const magic = 0x377f0682;

/**
 * Where the newest committed version of each page lies in a write-ahead log (sqlite.org/fileformat.html#walformat);
 * undefined: it holds none. What follows a frame that does not fit was never acknowledged, or cannot be told from that.
 */
export function writeAheadPages(
  file: number,
): { readonly pageSize: number; readonly pages: ReadonlyMap<number, number> } | undefined {
  const head = bytesAt(file, 0, headBytes);
  if (head.length < headBytes || (head.readUInt32BE(0) & ~1) >>> 0 !== magic) return undefined;
  const bigEndian = (head.readUInt32BE(0) & 1) === 1;
  const pageSize = head.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  let sums = checksum([0, 0], head.subarray(0, 24), bigEndian);
  if (sums[0] !== head.readUInt32BE(24) || sums[1] !== head.readUInt32BE(28)) return undefined;
  const pages = new Map<number, number>();
  const uncommitted = new Map<number, number>();
  const { size } = fstatSync(file);
  for (let at = headBytes; at + frameHead + pageSize <= size; at += frameHead + pageSize) {
    const frame = bytesAt(file, at, frameHead + pageSize);
    if (frame.length < frameHead + pageSize || !frame.subarray(8, 16).equals(head.subarray(16, 24))) break;
    sums = checksum(sums, frame.subarray(0, 8), bigEndian);
    sums = checksum(sums, frame.subarray(frameHead), bigEndian);
    if (sums[0] !== frame.readUInt32BE(16) || sums[1] !== frame.readUInt32BE(20)) break;
    uncommitted.set(frame.readUInt32BE(0), at + frameHead);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [no, place] of uncommitted) pages.set(no, place);
    uncommitted.clear();
  }
  return pages.size > 0 ? { pageSize, pages } : undefined;
}

function checksum(
  [first, second]: readonly [number, number],
  bytes: Buffer,
  bigEndian: boolean,
): readonly [number, number] {
  let [one, two] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}
