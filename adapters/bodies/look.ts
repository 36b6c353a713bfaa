import { zstdDecompressSync } from 'node:zlib';
import { openForLooking, questionTo } from '../shared/database-check.ts';
import { guarded } from '../shared/sqlite-errors.ts';
import { bodyHash } from './hash.ts';

/** A file of bodies that is only looked at, for example in a backup. */
export interface BodiesLook {
  /** Is this body there, and are its bytes those its hash names? */
  state(hash: string): 'sound' | 'damaged' | 'missing';
  close(): void;
}

export function lookAtBodies(file: string): BodiesLook {
  const db = openForLooking(file);
  const find = questionTo<[Buffer], { zstd: Buffer }>(db, 'SELECT zstd FROM bodies WHERE hash = ?');
  return {
    state(hash) {
      const row = guarded(file, () => find.get(Buffer.from(hash, 'hex')));
      if (!row) return 'missing';
      return isOf(hash, row.zstd) ? 'sound' : 'damaged';
    },
    close() {
      db.close();
    },
  };
}

function isOf(hash: string, packed: Buffer): boolean {
  try {
    return bodyHash(zstdDecompressSync(packed)) === hash;
  } catch {
    // What cannot be unpacked is no body.
    return false;
  }
}
