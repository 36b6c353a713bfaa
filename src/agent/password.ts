import { scryptSync, timingSafeEqual } from 'node:crypto';

/** A server that makes computers work longer on a password than this is not believed. */
const largestCost = 2 ** 20;
/** A password is no longer; what is, was read from a file that holds none. */
const longest = 1_000;

/**
 * Whether a password is the one behind `scrypt$N$r$p$salt$key` (the last two in base64url), which an agent knows from
 * its settings, so that it is checked without the server. A hash that is none lets nobody through.
 */
export function isPassword(entered: string, hash: string): boolean {
  const [kind, N, r, p, salt, key] = hash.split('$');
  const [cost, blockSize, parallelization] = [N, r, p].map(Number);
  const sound = kind === 'scrypt' && salt !== undefined && key !== undefined && key.length > 0;
  if (
    !sound ||
    entered.length > longest ||
    !(cost! > 1 && cost! <= largestCost) ||
    !(blockSize! * parallelization! <= 64)
  )
    return false;
  const wanted = Buffer.from(key, 'base64url');
  const maxmem = 256 * cost! * blockSize!;
  try {
    const made = scryptSync(entered.normalize('NFC'), Buffer.from(salt, 'base64url'), wanted.length, {
      N: cost!,
      r: blockSize!,
      p: parallelization!,
      maxmem,
    });
    return timingSafeEqual(made, wanted);
  } catch {
    return false;
  }
}
