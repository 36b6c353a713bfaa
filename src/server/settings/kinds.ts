import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { faultOfAddress } from '../../../adapters/event-store/address.ts';

/** Values as an operator writes them: text in a variable; text, number or list in the file. */

export const text = z.string('is not text; write it in quotes');

/** Whole numbers; a variable gives them as digits. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER) {
  return z.preprocess(
    value => (typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value),
    z.int('is not a whole number').min(0, 'is below 0').max(most, `is above ${most}`),
  );
}

/** A part of a whole, 0 to 1. */
export const ratio = z.preprocess(
  value => (typeof value === 'string' && /^\d*\.?\d+$/.test(value.trim()) ? Number(value) : value),
  z.number('is not a number').min(0, 'is below 0').max(1, 'is above 1'),
);

/** A list; a variable gives it with commas. */
const texts = z.preprocess(
  value =>
    typeof value === 'string'
      ? value
          .split(',')
          .map(part => part.trim())
          .filter(part => part !== '')
      : value,
  z.array(text, 'is not a list'),
);

/** `host:port`; IPv6 in brackets; port 0 takes a free one. */
export const listenAddress = text.transform((given, context) => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]*):(\d{1,5})$/.exec(given.trim());
  const port = Number(match?.[2]);
  if (!match || port > 65_535) {
    context.addIssue({ code: 'custom', message: `"${given}" is not host:port` });
    return z.NEVER;
  }
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, '') || '0.0.0.0', port };
});

export const networks = texts.transform((given, context) => {
  for (const one of given)
    if (isIP(one.split('/')[0] ?? '') === 0)
      context.addIssue({ code: 'custom', message: `"${one}" is not an address or network` });
  return given;
});

/** The log may lie elsewhere; memory would lose it. */
export const eventsAddress = text.transform((given, context) => {
  const fault = given === 'memory:' ? 'memory: keeps nothing' : faultOfAddress(given);
  if (fault === null) return given;
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});

/** Never repeats what it was given: an address may hold a password. */
export const readAddress = text.regex(
  /^mongodb(\+srv)?:\/\/[^/\s]+(\/\S*)?$/,
  'is not the address of a MongoDB database',
);

export const webAddress = text.pipe(
  z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).transform(withoutSlash),
);

/** Of an identity provider: what it says is believed, so only https, or http on this machine. */
export const issuerAddress = text
  // As it is written: providers compare it letter by letter.
  .pipe(z.url({ protocol: /^https?$/, error: 'is not an https address' }))
  .refine(
    given => /^https:|^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/]|$)/.test(given),
    'is http on another machine',
  );

/** An Ed25519 public key: SPKI DER in base64, one line. */
export const publicKey = text.refine(isPublicKey, 'is not an Ed25519 public key');

function isPublicKey(given: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** Headers of requests, `name=value` with commas between them, values as in an address (`%20`). */
export const headers = text.transform((given, context) => {
  const pairs = given.split(',').map(pair => /^\s*([\w!#$%&'*+.^`|~-]+)=([^\s,]*)\s*$/.exec(pair));
  try {
    return Object.fromEntries(pairs.map(pair => [pair![1]!, decodeURIComponent(pair![2]!)]));
  } catch {
    context.addIssue({ code: 'custom', message: 'is not name=value,name=value' });
    return z.NEVER;
  }
});

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
