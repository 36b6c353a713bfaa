import { z } from 'zod';
import { canonicalJson } from '../system/index.ts';

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

/**
 * What a signature covers of statements of one kind. The first line, `muster KIND 1`, keeps a signature of one kind from
 * passing for another; what else stands in what was received is not covered.
 */
export function signedText<Shape extends z.core.$ZodLooseShape>(
  kind: string,
  statement: z.ZodObject<Shape>,
): (stated: z.infer<z.ZodObject<Shape>>) => string {
  // Made once: a schema is compiled when it is first used.
  const covered = statement.strip();
  return stated => `muster ${kind} 1\n${canonicalJson(covered.parse(stated))}`;
}
