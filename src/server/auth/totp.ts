import { createHmac, timingSafeEqual } from 'node:crypto';

/** Codes of RFC 6238 as every authenticator app makes them: HMAC-SHA-1, six digits, thirty seconds. */
export const stepMs = 30_000;
const digits = 6;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map(five => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

export function fromBase32(text: string): Buffer {
  const bits = [...text].map(sign => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2)));
}

export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text);
}

/** The step a code belongs to, of the one that runs and its two neighbours (clocks of phones differ); null: none. */
export function stepOf(secret: Uint8Array, code: string, nowMs: number): number | null {
  if (!isCode(code)) return null;
  const running = Math.floor(nowMs / stepMs);
  const given = Buffer.from(code);
  const found = [running, running - 1, running + 1].filter(step =>
    timingSafeEqual(Buffer.from(codeOf(secret, step)), given),
  );
  return found[0] ?? null;
}

/** What an app is set up with, also as a link on a phone. */
export function otpauthUri(userId: string, secret: string): string {
  const query = new URLSearchParams({
    secret,
    issuer: 'Muster',
    algorithm: 'SHA1',
    digits: String(digits),
    period: String(stepMs / 1_000),
  });
  return `otpauth://totp/Muster:${encodeURIComponent(userId)}?${query.toString()}`;
}
