import type { OperationRecord } from '../../../../domain/operation-logs/index.ts';
import type { CollectorWork, OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { mountOf, mountsIn } from './mounts.ts';
import { People } from './people.ts';
import { ProcessTable, type Process } from './process-table.ts';
import { transferPrograms, transfersOf, type Transfer } from './transfer-commands.ts';

/** A small file is on its way for a moment only. */
const everyMs = 100;
/** A program takes the place of the one that starts it: what is seen first may be the shell. */
const mostLooks = 3;

/** Files that are carried by programs whose command line says which. */
export const transfers: OperationCollector = {
  name: 'transfers',
  details: ['ftp-send', 'ftp-receive', 'mail-send-attachment'],
  words: `Files that these programs are started to send or fetch (FTP, SFTP, scp, rsync, attachments of mail): ${[...transferPrograms].join(', ')}. By their command lines, looked at ten times a second; those of no other program are read, and no name or password in one is recorded. That it was begun, not that it arrived. Not what is typed into such a program, nor what other programs send, mail programs with windows among them.`,

  async lack({ root }) {
    const pids = await new ProcessTable(root).pids().catch(() => []);
    return pids.length > 0 ? undefined : '/proc shows no processes';
  },

  async start(work) {
    const { watched, log, pace } = work;
    const table = new ProcessTable(watched.root);
    const people = new People(watched);
    // Those that run before it is looked for the first time were started at another time.
    let looks = new Map((await table.pids()).map(pid => [pid, mostLooks]));
    return pulse({ everyMs: everyMs * pace, log }, async () => {
      const former = looks;
      looks = new Map();
      for (const pid of await table.pids()) {
        const before = former.get(pid) ?? 0;
        looks.set(pid, before + 1);
        const found = before < mostLooks ? await table.look(pid) : undefined;
        if (!found || !transferPrograms.has(found.name)) continue;
        looks.set(pid, mostLooks);
        await tell(found, table, people, work);
      }
    });
  },
};

async function tell(
  process: Process,
  table: ProcessTable,
  people: People,
  { record, wanted, now, watched, known }: CollectorWork,
): Promise<void> {
  const [args, folder] = await Promise.all([table.words(process.pid), table.folder(process.pid)]);
  const user = await people.nameOf(process.loginUid ?? process.uid);
  const mounts = await mountsIn(watched.root);
  for (const transfer of transfersOf(process.name, args.slice(1), folder)) {
    if (!wanted.has(transfer.detail)) continue;
    const [first = ''] = transfer.local;
    const drive = mountOf(first, mounts)?.type ?? 'other';
    const time = now();
    const way =
      transfer.detail === 'ftp-receive' ? fetchedBy(transfer, drive) : await sentBy(transfer, drive, known);
    record({ time, detail: transfer.detail, user, process: process.name, ...way });
  }
}

type Drive = NonNullable<OperationRecord['fileDrive']>;
type Way = Omit<Parameters<CollectorWork['record']>[0], 'time' | 'detail'>;

function fetchedBy({ local, remote }: Transfer, drive: Drive): Way {
  return {
    file: remote,
    fileDrive: 'ftp',
    ...(local[0] !== undefined && { destination: local[0] }),
    destinationDrive: drive,
    url: remote,
  };
}

async function sentBy(
  { detail, local, remote }: Transfer,
  drive: Drive,
  known: CollectorWork['known'],
): Promise<Way> {
  const isMail = detail === 'mail-send-attachment';
  // Of several files the columns have room for what is known of one.
  const facts = local.length === 1 ? await known.at(local[0]!) : undefined;
  return {
    fileDrive: drive,
    ...facts,
    files: local,
    destination: remote,
    destinationDrive: isMail ? 'email' : 'ftp',
    ...(!isMail && { url: remote }),
  };
}
