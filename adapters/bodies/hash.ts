import { createHash } from 'node:crypto';

/** SHA-256, lower-case hexadecimal: the name of a kept body, whatever keeps it. */
export function bodyHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
