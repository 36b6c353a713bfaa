import { createHash } from 'node:crypto';

/** A number from 0 up to 1 that is always the same for this host ID and purpose, and another for each other one. */
export function shareOf(agentId: string, purpose: string): number {
  return createHash('sha256').update(`${agentId} ${purpose}`).digest().readUInt32BE(0) / 2 ** 32;
}

const firstWaitMs = 5_000;
const longestWaitMs = 30 * 60_000;

/**
 * Milliseconds before the next attempt after so many that failed in a row. It doubles, and every agent waits another
 * part of it, so that those of a whole site do not come back in one moment. What the server asked for
 * (`retryAfterSeconds`) is waited at least.
 */
export function backOffMs(agentId: string, failures: number, retryAfterSeconds = 0): number {
  const whole = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 20));
  const share = shareOf(agentId, `attempt ${failures}`);
  return Math.round(Math.max(whole * (0.5 + share / 2), retryAfterSeconds * 1_000 * (1 + share / 10)));
}
