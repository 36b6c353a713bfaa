import { z } from 'zod';

export const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Ed25519, base64. */
export const signature = z.string().regex(/^[A-Za-z0-9+/]{86}==$/);

/** The public half of a key something is signed with. */
export const CommandKey = z.strictObject({
  /** SHA-256 of it. */
  keyId: hash,
  /** Ed25519, SPKI DER in base64. */
  publicKey: z.string().min(1).max(200),
});
export type CommandKey = z.infer<typeof CommandKey>;
