import { codeOf, fromBase32 } from '../../src/server/auth/totp.ts';

/** What an authenticator app shows for this key at this time, `ahead` half minutes later. */
export function codeShown(secret: string, now: string, ahead = 0): string {
  return codeOf(fromBase32(secret), Math.floor(Date.parse(now) / 30_000) + ahead);
}
