import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Tells what a found secret is, for people and for secret scanners. */
export type SecretPrefix = 'mss' | 'mst' | 'msl' | 'mse' | 'msa';

/** 256 random bits as `mss_…`; shown once, kept only as its hash. */
export function newSecret(prefix: SecretPrefix): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** High-entropy secrets need no slow hash: SHA-256, lower-case hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(left)), Buffer.from(hashSecret(right)));
}

/** Readable aloud and safe to type: no 0/O, 1/l/I. 20 of 54 characters are 115 bits. */
export function newPassword(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
  const characters: string[] = [];
  while (characters.length < 20) {
    // Bytes beyond the last full multiple would make the first letters likelier.
    for (const byte of randomBytes(32))
      if (byte < 256 - (256 % alphabet.length) && characters.length < 20)
        characters.push(alphabet[byte % alphabet.length] ?? '');
  }
  return [0, 5, 10, 15].map(start => characters.slice(start, start + 5).join('')).join('-');
}
