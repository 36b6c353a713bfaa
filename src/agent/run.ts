import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { enrolWith } from './enrolling.ts';
import { AgentFault } from './fault.ts';
import type { AgentOptions } from './options.ts';
import { RunningAgent } from './running.ts';
import { backOffMs } from './spread.ts';
import {
  newIdentity,
  keepIdentity,
  readIdentity,
  requireEnrolled,
  type EnrolledIdentity,
} from './store/identity.ts';
import type { Places } from './store/places.ts';

/**
 * Until SIGTERM or SIGINT, the end of the launcher, or another version that takes its place, whoever the agent is
 * meanwhile. Throws `NOT_ENROLLED` and `IDENTITY_DAMAGED`.
 */
export async function runUntilStopped(
  places: Places,
  options: AgentOptions,
  log: Logger,
  now: () => Date,
): Promise<'stopped' | 'updated'> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  process.once('disconnect', () => stopping.abort());
  // Listening alone keeps nobody at work.
  process.channel?.unref();
  for (;;) {
    const identity = await enrolledIdentity(places, options, log, stopping.signal);
    if (!identity) return 'stopped';
    const running = new RunningAgent({ ...options, identity, places, log, now });
    const stop = () => void running.stop();
    stopping.signal.addEventListener('abort', stop, { once: true });
    running.start();
    const outcome = await running.ended;
    stopping.signal.removeEventListener('abort', stop);
    if (outcome === 'updated') return outcome;
    if (outcome === 'stopped' || stopping.signal.aborted) return 'stopped';
  }
}

/** The agent's own, or that of a copy which enrols with the token it was left. Undefined: it was told to stop. */
async function enrolledIdentity(
  places: Places,
  { pace }: AgentOptions,
  log: Logger,
  signal: AbortSignal,
): Promise<EnrolledIdentity | undefined> {
  const left = readIdentity(places.identity);
  if (left?.credential || left?.token == null) return requireEnrolled(places.identity);
  // The image holds one; each copy makes another before anybody hears of it.
  const own = newIdentity(left.server, left.token);
  keepIdentity(places.identity, own);
  for (let failures = 1; !signal.aborted; failures++)
    try {
      return await enrolWith(own.server, left.token, places);
    } catch (error) {
      if (!(error instanceof AgentFault)) throw error;
      log.warn({ code: error.code }, error.message);
      await wait(backOffMs(own.agentId, failures) * pace, undefined, { signal }).catch(() => undefined);
    }
  return undefined;
}
