import type { Collector } from './inventory/collector.ts';
import type { Identity } from './store/identity.ts';
import type { Memory } from './store/memory.ts';
import type { Spool } from './store/spool.ts';

/** What is never read, so that whoever uses the computer need not take it on trust from a list of what is. */
const neverRead = [
  'contents of files, but to make a digest of those whose ways are recorded (see muster-agent operations)',
  'passwords, keys and other secrets',
  'what is typed or shown on the screen, but titles of windows where they are recorded',
  'pages visited and messages written',
] as const;

export function collectsAsData(collectors: readonly Collector[]): object {
  return {
    collects: collectors.map(({ duty, sections, words }) => ({ duty, sections, words })),
    never: neverRead,
  };
}

export function collectsInWords(collectors: readonly Collector[]): string {
  const of = (duty: Collector['duty']) =>
    collectors.filter(each => each.duty === duty).map(({ words }) => `  - ${words}`);
  return [
    'This agent reads of this computer, and tells its server:',
    '',
    'At the monitoring interval for security',
    ...of('security'),
    '',
    'At the monitoring interval for everything else',
    ...of('other'),
    '',
    'It never reads',
    ...neverRead.map(each => `  - ${each}`),
    '',
    'What it records of what users do, where an administrator wants it, muster-agent operations says.',
  ].join('\n');
}

/** How the agent stands. Nothing in it is secret. */
export function statusOf(
  identity: Identity | undefined,
  memory: Memory,
  spool: Pick<Spool, 'length' | 'bytes'>,
): object {
  return {
    enrolled: identity?.credential != null,
    agentId: identity?.agentId ?? null,
    server: identity?.server ?? null,
    commandKey: identity?.credential?.commandKey.keyId ?? null,
    lastContactAt: memory.lastContactAt,
    problem: memory.problem,
    waiting: { parcels: spool.length, bytes: spool.bytes },
    lastCommand: memory.lastSequence,
    settings: memory.settings,
  };
}
