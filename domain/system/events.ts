import { z } from 'zod';
import { defineEvent, type EventsOf } from '../kernel/index.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .max(200);
const position = z.number().int().nonnegative();

/** A key that signs the seals after it. The public half lies in the log, so that anybody can check. */
export const LedgerKey = z.strictObject({
  /** SHA-256 of the public key's bytes. */
  keyId: hash,
  algorithm: z.literal('Ed25519'),
  /** SPKI DER, base64. */
  publicKey: base64,
  /** The key before signed this one; null for the first, and where the one before was lost. */
  endorsement: z.strictObject({ keyId: hash, signature: base64 }).nullable(),
});
export type LedgerKey = z.infer<typeof LedgerKey>;

/** What a seal says and its signature signs. Positions: beyond `after`, up to and including `to`. */
export const SealStatement = z.strictObject({
  after: position,
  to: position,
  /** Events sealed; those of excluded categories do not count. */
  count: z.number().int().positive(),
  /** Root of the Merkle tree over them in log order. */
  root: hash,
  /** Hash of the seal before, null for the first. */
  previous: hash.nullable(),
  /** Categories with retention of their own, whose events may expire and are therefore not in the tree. */
  excludes: z.array(z.string()),
  sealedAt: z.iso.datetime(),
  keyId: hash,
});
export type SealStatement = z.infer<typeof SealStatement>;

export const Seal = z.strictObject({ ...SealStatement.shape, signature: base64 });
export type Seal = z.infer<typeof Seal>;

/**
 * The log was moved here from another store. Every event before this one was taken over as it was, and compared
 * with the original once all were here.
 */
export const LedgerMove = z.strictObject({
  /** Kind of the store it came from. */
  from: z.literal('sqlite'),
  /** Where the log ended there. */
  end: position,
  /** Events taken over; what had expired there is not among them. */
  events: z.number().int().nonnegative(),
});
export type LedgerMove = z.infer<typeof LedgerMove>;

export const systemEvents = {
  LedgerKeyIntroduced: defineEvent('LedgerKeyIntroduced', 1, LedgerKey),
  LedgerSealed: defineEvent('LedgerSealed', 1, Seal),
  LedgerMoved: defineEvent('LedgerMoved', 1, LedgerMove),
};
export type LedgerEvent = EventsOf<typeof systemEvents>;

export const ledgerStream = 'ledger-main';
