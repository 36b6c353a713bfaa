import { closeSync, openSync, statSync } from 'node:fs';
import { bytesAt } from './salvage/bytes-at.ts';

/**
 * Whether a file is shorter than it says, or says nothing: seen without reading it. What waits in a write-ahead log is
 * not in the file yet, so one that has such a log is not judged.
 */
export function isCutShort(path: string): boolean {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  const file = openSync(path, 'r');
  try {
    const head = bytesAt(file, 0, 32);
    if (head.length < 32 || head.toString('latin1', 0, 15) !== 'SQLite format 3') return true;
    const pageSize = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
    return statSync(path).size < pageSize * head.readUInt32BE(28);
  } finally {
    closeSync(file);
  }
}
