import { createHash } from 'node:crypto';
import type { AccessTokens } from './access-tokens.ts';
import type { Credential, CredentialStore } from '../../../domain/kernel/index.ts';
import { hashSecret, sameSecret } from '../auth/secrets.ts';

/** Whose secret came with a request; which agent sends it is known only once the body is read. */
export type Presented =
  /** A secret of an enrolment token, current or not: agents that enrolled with it go on using it. */
  | { readonly kind: 'token'; readonly tokenId: string; readonly secretHash: string }
  /** An agent's own secret. */
  | { readonly kind: 'agent'; readonly agentId: string; readonly secretHash: string };

/** User name that stands for "I have an enrolment token". */
export const enrolUser = 'enrol';

export function agentStream(agentId: string): string {
  return `agent-${createHash('sha256').update(agentId).digest('hex').slice(0, 32)}`;
}

/**
 * Reads `Authorization`: Basic with a token or an agent's own secret, or Bearer with an access token made from
 * one. Undefined: nobody this server knows.
 */
export async function presentedBy(
  authorization: string | undefined,
  credentials: CredentialStore,
  accessTokens: AccessTokens,
): Promise<Presented | undefined> {
  const match = /^(Basic|Bearer) +([A-Za-z0-9._~+/=-]{1,2000})$/i.exec(authorization ?? '');
  if (!match?.[1] || !match[2]) return undefined;
  if (match[1].toLowerCase() === 'bearer') {
    const grant = await accessTokens.read(match[2]);
    return grant && recognise(grant.user, grant.secretHash, credentials);
  }
  const pair = Buffer.from(match[2], 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) return undefined;
  return recognise(pair.slice(0, colon), hashSecret(pair.slice(colon + 1)), credentials);
}

export async function recognise(
  user: string,
  secretHash: string,
  credentials: CredentialStore,
): Promise<Presented | undefined> {
  if (user === enrolUser) {
    const token = await credentials.get('enrolment-token', secretHash);
    const tokenId = token?.details['tokenId'];
    return typeof tokenId === 'string' ? { kind: 'token', tokenId, secretHash } : undefined;
  }
  if (user.length > 255) return undefined;
  const own = await recentCredential(credentials, user);
  if (!own || !sameSecret(own.secret, secretHash)) return undefined;
  return { kind: 'agent', agentId: ownerOf(own), secretHash };
}

/** For what agents send many times a second; everything else asks `get`. */
export function recentCredential(
  credentials: CredentialStore,
  name: string,
): Promise<Credential | undefined> {
  return credentials.recent ? credentials.recent('agent', name) : credentials.get('agent', name);
}

/** An agent of GLPI has two names, its id and its deviceid; both lead to the one agent. */
export function ownerOf(credential: {
  readonly id: string;
  readonly details: Readonly<Record<string, unknown>>;
}): string {
  const owner = credential.details['agentId'];
  return typeof owner === 'string' ? owner : credential.id;
}
