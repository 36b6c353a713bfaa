import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { bootedAt, bootId } from './boot.ts';
import { entriesIn } from './wtmp.ts';

/** A shutdown of which the system has kept nothing is known to within so long. */
const aliveEveryMs = 60_000;

const KnownBoot = z.object({
  boot: z.string(),
  /** When the agent ran last, in milliseconds since the epoch. */
  alive: z.number(),
});

/** When the computer was started and went down. */
export const power: OperationCollector = {
  name: 'power',
  details: ['power-on', 'shutdown'],
  words:
    'When the computer was started, from the kernel, and when it went down: from /var/log/wtmp, or to a minute by when the agent ran last. Both are recorded at the next start.',

  async lack({ root }) {
    return (await bootId(root)) === '' || (await bootedAt(root)) === undefined
      ? '/proc does not say when the computer was started'
      : undefined;
  },

  async start({ watched, kept, record, now, log, pace }) {
    const boot = await bootId(watched.root);
    const before = KnownBoot.safeParse(kept.read()).data;
    const at = (await bootedAt(watched.root)) ?? now();
    if (before && before.boot !== boot) {
      const noted = await shutdownBetween(watched.root, before.alive, at);
      record({ time: noted ?? before.alive, detail: 'shutdown' });
    }
    if (before?.boot !== boot) record({ time: at, detail: 'power-on' });
    return pulse({ everyMs: aliveEveryMs * pace, log }, async () => kept.keep({ boot, alive: now() }));
  },
};

async function shutdownBetween(root: string, from: number, until: number): Promise<number | undefined> {
  const bytes = await readFile(join(root, 'var/log/wtmp')).catch(() => Buffer.alloc(0));
  const times = entriesIn(bytes).flatMap(({ kind, time }) => (kind === 'shutdown' ? [time] : []));
  return times.findLast(time => time >= from && time <= until);
}
