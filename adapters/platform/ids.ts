import { createHash, randomFillSync } from 'node:crypto';
import type { Ids } from '../../domain/kernel/index.ts';

/** Names of this product become UUIDs within this namespace (RFC 9562 §5.5). Changing it forgets every repeat. */
const namespace = Buffer.from('9b4f3a52c1de5c0e8a7705d2f6e1b348', 'hex');

/**
 * Time-ordered UUIDs (version 7) with the counter of RFC 9562 §6.2 method 1, so that ids made within one
 * millisecond, or while the clock stands back, still sort in the order they were made.
 */
export function systemIds(now: () => number = Date.now): Ids {
  let lastMs = 0;
  let counter = 0;
  const random8 = drawnTogether(8);
  return {
    next() {
      const ms = now();
      const random = random8();
      if (ms > lastMs) {
        lastMs = ms;
        // The top bit stays free so that at least 2,048 ids fit before the time must be borrowed from.
        counter = random.readUInt16BE(6) & 0x7ff;
      } else if (++counter > 0xfff) {
        counter = 0;
        lastMs++;
      }
      return version7(lastMs, counter, random);
    },
    from: nameBased,
  };
}

/** Random bytes by `size`, drawn from the system for 512 calls at once: a call of its own costs as much as the rest. */
function drawnTogether(size: number): () => Buffer {
  const pool = Buffer.alloc(512 * size);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    return pool.subarray(at, (at += size));
  };
}

/** Predictable ids for tests: 1, 2, 3 … in the shape of version 7. Two with different seeds never meet. */
export function countingIds(seed = 0): Ids {
  let count = 0;
  return {
    next() {
      const tail = Buffer.alloc(8);
      tail.writeUInt32BE(seed, 0);
      tail.writeUInt32BE(++count, 4);
      return version7(Date.UTC(2026, 0, 1), 0, tail);
    },
    from: nameBased,
  };
}

function version7(ms: number, counter: number, tail: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.set(tail.subarray(0, 8), 8);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return format(bytes);
}

/** Version 5: SHA-1 of namespace and name. */
function nameBased(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return format(bytes);
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
