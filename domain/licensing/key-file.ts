import { z } from 'zod';
import { canonicalJson } from '../system/index.ts';
import type { LicensingRefusal } from './refusals.ts';

/** What a key must be for. */
export const licensedProduct = 'muster';
/** Characters of a key file at most. */
export const longestKeyFile = 16_384;

const day = z.iso.date();

/** What a key says; signed as a whole. */
export const LicenceKey = z.strictObject({
  /** Names the key: two files with one serial are one key. */
  serial: z.string().min(1).max(64),
  /** Who may use it. */
  holder: z.string().min(1).max(200),
  product: z.string().min(1).max(64),
  /** Devices that may be managed at once. */
  devices: z.int().min(1).max(100_000_000),
  issued: day,
  /** The last day it counts, in UTC; absent: for ever. */
  expires: day.optional(),
});
export type LicenceKey = z.infer<typeof LicenceKey>;

const KeyFile = LicenceKey.extend({ signature: z.base64().max(200) });

export type ReadKey =
  | { readonly kind: 'key'; readonly key: LicenceKey }
  | { readonly kind: 'refused'; readonly code: LicensingRefusal; readonly details: Record<string, unknown> };

/** The bytes a signature is over: the key in canonical JSON (RFC 8785), without the signature. */
export function signedText(key: LicenceKey): string {
  return canonicalJson(key);
}

/**
 * Reads a key file and asks `vouched` whether its signature (base64) is over its text. Whether it is still
 * valid, and new, is decided where it is registered.
 */
export function readKeyFile(text: string, vouched: (signed: string, signature: string) => boolean): ReadKey {
  const parsed = KeyFile.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? { field: issue.path.join('.') } : {};
    return { kind: 'refused', code: 'LICENCE_KEY_MALFORMED', details: where };
  }
  const { signature, ...key } = parsed.data;
  if (!vouched(signedText(key), signature))
    return { kind: 'refused', code: 'LICENCE_KEY_SIGNATURE', details: { serial: key.serial } };
  if (key.product !== licensedProduct)
    return { kind: 'refused', code: 'LICENCE_KEY_OTHER_PRODUCT', details: { product: key.product } };
  return { kind: 'key', key };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** So many days before its last one it is said that a key is about to expire. */
const warnedDaysBefore = 30;

/** True from 30 days before the last day of a key until that day is over. `at`: RFC 3339 UTC. */
export function isExpiring(key: Pick<LicenceKey, 'expires'>, at: string): boolean {
  if (key.expires === undefined || isExpired(key, at)) return false;
  return Date.parse(key.expires) - Date.parse(at.slice(0, 10)) <= warnedDaysBefore * 86_400_000;
}

/** `at`: RFC 3339 UTC. A key counts until its last day is over. */
export function isExpired({ expires }: Pick<LicenceKey, 'expires'>, at: string): boolean {
  return expires !== undefined && at.slice(0, 10) > expires;
}
