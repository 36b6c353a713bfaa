import { createHash } from 'node:crypto';
import { readIdentity, signWith, type Identity } from '../store/identity.ts';
import type { Source } from '../inventory/collector.ts';

/** Who the collected computer is, with the key of its agent where it has one. */
export interface Host {
  readonly hostId: string;
  /** Base64; null where nobody can sign for it. */
  readonly sign: (text: string) => string | null;
}

/**
 * The agent's host ID where one is enrolled; else one that is made from what the operating system calls itself, so that
 * it is the same at every collection. Throws `IDENTITY_DAMAGED`.
 */
export async function hostHere(identityPath: string, source: Source): Promise<Host> {
  const identity = readableIdentity(identityPath);
  if (identity?.credential) return { hostId: identity.agentId, sign: text => signWith(identity, text) };
  const { os, hardware, macs } = await source.si.uuid();
  const named = [os, hardware].find(id => id !== '') ?? [...macs].sort().join(' ');
  return { hostId: uuidOf(named), sign: () => null };
}

/** Whoever may not read the agent's secrets collects all the same; nobody signs for it. */
function readableIdentity(path: string): Identity | undefined {
  try {
    return readIdentity(path);
  } catch (error) {
    if (/^(EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** UUID version 8; what it is made from cannot be read out of it. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(`muster offline host 1\n${text}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
