import type { OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { People } from './people.ts';
import { ProcessTable, type Process } from './process-table.ts';

const everyMs = 500;

interface Seen {
  readonly user: string;
  readonly runAs?: string;
  readonly process: string;
  readonly fileName?: string;
}

/** Programs that people start. */
export const processes: OperationCollector = {
  name: 'processes',
  details: ['process-execution', 'process-termination'],
  words:
    'Programs that people start and end: name, path, user. By looking at /proc twice a second, so not those that end sooner. Not their arguments, and not programs of services.',

  async lack({ root }) {
    const pids = await new ProcessTable(root).pids().catch(() => []);
    return pids.length > 0 ? undefined : '/proc shows no processes';
  },

  async start({ watched, record, now, log, pace }) {
    const table = new ProcessTable(watched.root);
    const people = new People(watched);
    /** By process number; undefined: of no interest. */
    const known = new Map<number, Seen | undefined>();
    let first = true;
    return pulse({ everyMs: everyMs * pace, log }, async () => {
      const pids = new Set(await table.pids());
      for (const [pid, seen] of known) {
        if (pids.has(pid)) continue;
        known.delete(pid);
        if (seen) record({ time: now(), detail: 'process-termination', ...seen });
      }
      for (const pid of pids) {
        if (known.has(pid)) continue;
        const found = await table.look(pid);
        const seen = found && (await personal(found, people));
        known.set(pid, seen);
        // Those that ran before it was looked for the first time were started at another time.
        if (seen && !first) record({ time: now(), detail: 'process-execution', ...seen });
      }
      first = false;
    });
  },
};

/** Undefined where nobody in person started it. */
async function personal(found: Process, people: People): Promise<Seen | undefined> {
  const { uid, loginUid, hasTerminal, name, program } = found;
  const isTheirs = loginUid !== undefined || hasTerminal || (await people.byUid(uid))?.isPerson === true;
  if (!isTheirs) return undefined;
  const by = loginUid ?? uid;
  return {
    user: await people.nameOf(by),
    ...(by !== uid && { runAs: await people.nameOf(uid) }),
    process: name,
    ...(program !== undefined && { fileName: program }),
  };
}
