import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { rmSync } from 'node:fs';
import { z } from 'zod';
import { CommandKey, enrolmentText, type EnrolmentClaim } from '../../../domain/agents/index.ts';
import { AgentFault } from '../fault.ts';
import { readIfThere, writeWhole } from './files.ts';

const Identity = z.strictObject({
  /** The host ID. */
  agentId: z.uuid(),
  /** Ed25519, PKCS #8 PEM. It never leaves this computer. */
  privateKey: z.string(),
  /** Address of the server, without a slash at the end. */
  server: z.string(),
  /** Null until the server has answered the enrolment. */
  credential: z
    .strictObject({
      secret: z.string(),
      /** What the server's commands are signed with: as it was at enrolment, whatever anybody says later. */
      commandKey: CommandKey,
    })
    .nullable(),
  /** With what it enrols by itself when it starts: on a computer made from an image. */
  token: z.string().nullable(),
});
export type Identity = z.infer<typeof Identity>;

/** An identity that the server knows. */
export interface EnrolledIdentity extends Identity {
  readonly credential: NonNullable<Identity['credential']>;
}

export function newIdentity(server: string, token: string | null = null): Identity {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    agentId: randomUUID(),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    server,
    credential: null,
    token,
  };
}

/** Throws `IDENTITY_DAMAGED` where the file is there and cannot be read as one. */
export function readIdentity(path: string): Identity | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return Identity.parse(JSON.parse(text));
  } catch {
    throw new AgentFault('IDENTITY_DAMAGED', `${path} is damaged; remove it and enrol anew`);
  }
}

/** Throws `NOT_ENROLLED`. */
export function requireEnrolled(path: string): EnrolledIdentity {
  const identity = readIdentity(path);
  if (identity?.credential) return { ...identity, credential: identity.credential };
  throw new AgentFault('NOT_ENROLLED', 'this computer is not enrolled; run muster-agent enrol first');
}

export function keepIdentity(path: string, identity: Identity): void {
  writeWhole(path, `${JSON.stringify(identity, null, 2)}\n`);
}

export function forgetIdentity(path: string): void {
  rmSync(path, { force: true });
}

/** Ed25519, base64. */
export function signWith({ privateKey }: Pick<Identity, 'privateKey'>, text: string): string {
  return sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString('base64');
}

/** What an agent says of itself when it enrols, and the proof that it holds the key it names. */
export function claimOf({ agentId, privateKey }: Identity): EnrolmentClaim & { readonly proof: string } {
  const key = createPrivateKey(privateKey);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  const claim = { agentId, publicKey };
  return { ...claim, proof: signWith({ privateKey }, enrolmentText(claim)) };
}
