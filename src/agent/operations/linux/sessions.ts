import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CollectorWork, OperationCollector, StopCollecting } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { bootId } from './boot.ts';
import { endOf, FilePlace, followFile } from './followed-file.ts';
import { loginSessions } from './login-sessions.ts';
import { entriesIn, wtmpLayout } from './wtmp.ts';

const everyMs = 2_000;
const wtmpFile = 'var/log/wtmp';

const KnownSessions = z.object({
  boot: z.string(),
  /** User by the id of the session. */
  sessions: z.record(z.string(), z.string()),
});
const KnownLines = z.object({
  place: FilePlace,
  /** User by the line somebody is logged on at. */
  lines: z.record(z.string(), z.string()),
});

/** Who logs on and off. */
export const sessions: OperationCollector = {
  name: 'sessions',
  details: ['log-on', 'log-off'],
  words:
    'Who logs on and off, at the computer or over the network: from logind, or from /var/log/wtmp where there is none. Logons are also found that happened while the agent was not running.',

  async lack({ root }) {
    if (await loginSessions(root)) return undefined;
    const found = await stat(join(root, wtmpFile)).catch(() => undefined);
    return found ? undefined : 'there is neither logind nor /var/log/wtmp';
  },

  async start(work) {
    return (await loginSessions(work.watched.root)) ? byLogind(work) : byWtmp(work);
  },
};

async function byLogind({ watched, kept, record, now, log, pace }: CollectorWork): Promise<StopCollecting> {
  const boot = await bootId(watched.root);
  const before = KnownSessions.safeParse(kept.read()).data;
  // Numbers of sessions begin anew with each start of the computer.
  const isSameBoot = before?.boot === boot;
  const known = new Map(Object.entries(isSameBoot ? before.sessions : {}));
  // The first time nobody knows which of them were told elsewhere.
  let isNew = before === undefined;
  return pulse({ everyMs: everyMs * pace, log }, async () => {
    const there = (await loginSessions(watched.root)) ?? [];
    const ended = [...known].filter(([id]) => !there.some(each => each.id === id));
    const begun = there.filter(({ id }) => !known.has(id));
    for (const [id, user] of ended) {
      record({ time: now(), detail: 'log-off', user });
      known.delete(id);
    }
    for (const { id, user, since } of begun) {
      if (!isNew) record({ time: Math.min(since, now()), detail: 'log-on', user });
      known.set(id, user);
    }
    if (isNew || ended.length + begun.length > 0) kept.keep({ boot, sessions: Object.fromEntries(known) });
    isNew = false;
  });
}

async function byWtmp({ watched, kept, record, log, pace }: CollectorWork): Promise<StopCollecting> {
  const file = join(watched.root, wtmpFile);
  const before = KnownLines.safeParse(kept.read()).data;
  const lines = new Map(Object.entries(before?.lines ?? {}));
  let place = before?.place ?? (await endOf(file));
  return pulse({ everyMs: everyMs * pace, log }, async () => {
    const next = await followFile(file, place, bytes => {
      for (const { kind, line, user, time } of entriesIn(bytes)) {
        if (kind === 'log-on') {
          record({ time, detail: 'log-on', user });
          lines.set(line, user);
        } else if (kind === 'log-off' && lines.has(line)) {
          record({ time, detail: 'log-off', user: lines.get(line)! });
          lines.delete(line);
          // Nobody is logged on when the computer starts.
        } else if (kind === 'boot') lines.clear();
      }
      return bytes.length - (bytes.length % wtmpLayout.bytes);
    });
    if (next.inode === place.inode && next.offset === place.offset && before) return;
    place = next;
    kept.keep({ place, lines: Object.fromEntries(lines) });
  });
}
