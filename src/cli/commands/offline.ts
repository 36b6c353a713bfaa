import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { packagePlatforms } from '../../../domain/agents/index.ts';
import type { OfflineReceived } from '../../server/agents/contract.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { offlineFilesIn } from '../offline-files.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { progress } from '../progress.ts';
import { print, printTable } from '../terminal.ts';

interface Options {
  readonly dryRun?: true;
  readonly foreign?: true;
}

/** A file, and what the server said to it. */
interface Judged {
  readonly file: string;
  readonly received: OfflineReceived;
}

const outcomes: Readonly<Record<OfflineReceived['outcome'], string>> = {
  registered: 'new device',
  changed: 'newer, changes the device',
  unchanged: 'newer, nothing changed',
  late: 'older than what is known, noted as late',
  known: 'delivered before, nothing to do',
};

export function offlineCommands(program: Command, connect: Connect): void {
  const parent = program.command('offline').description('computers without a line to the server');

  parent
    .command('import')
    .description('take results in that were collected offline, oldest first; older ones overwrite nothing')
    .argument('<paths...>', 'files of results, or folders with such in them')
    .option('--dry-run', 'say for each file what would happen, and change nothing')
    .option('--foreign', 'take results that were collected for another installation, too')
    .action(async (paths: string[], options: Options) => {
      const files = await offlineFilesIn(paths);
      const connection = await connect();
      try {
        // What a file says of its time, only the server reads.
        const tried = await handIn(connection, files, { ...options, dryRun: true }, 'Reading');
        const taken = options.dryRun
          ? tried
          : await handIn(connection, inOrder(tried.judged), options, 'Importing', tried.refused);
        tell(taken.judged, options.dryRun ?? false);
        if (taken.refused.length > 0)
          throw new CommandError(
            exitCodes.partly,
            `${taken.refused.length} of ${files.length} files were not taken:\n${taken.refused.join('\n')}`,
          );
      } finally {
        await connection.close();
      }
    });

  parent
    .command('tool')
    .description('create the information collection tool: a ZIP that collects on computers of this platform')
    .requiredOption('--platform <platform>', packagePlatforms.join(', '))
    .option('--output <file>', 'where the ZIP goes', 'MusterOffline.zip')
    .option('-s', 'replace the file without asking')
    .action(async ({ platform, output, s = false }: { platform: string; output: string; s?: boolean }) => {
      const path = resolve(output);
      await claimOutput(path, s);
      const connection = await connect();
      try {
        const query = new URLSearchParams({ platform });
        await writeOutput(path, connection.bytes(`/api/v1/offline-tool?${query}`));
        print(`Wrote ${path}. Unpack it on the medium that goes to the computers.`);
      } finally {
        await connection.close();
      }
    });
}

async function handIn(
  connection: Connection,
  files: readonly string[],
  { dryRun = false, foreign = false }: { readonly dryRun?: boolean; readonly foreign?: boolean },
  what: string,
  before: readonly string[] = [],
): Promise<{ readonly judged: readonly Judged[]; readonly refused: readonly string[] }> {
  const view = progress(what);
  const judged: Judged[] = [];
  const refused = [...before];
  const query = new URLSearchParams({ dryRun: String(dryRun), foreign: String(foreign) });
  try {
    for (const [index, file] of files.entries()) {
      try {
        const answer = await connection.send(`/api/v1/offline-inventory?${query}`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream' },
          body: await readFile(file),
        });
        judged.push({ file, received: (await answer.json()) as OfflineReceived });
      } catch (error) {
        if (!(error instanceof CommandError) || error.exitCode !== exitCodes.format) throw error;
        refused.push(`${file}: ${error.message}`);
      }
      view.set(index + 1, files.length);
    }
  } finally {
    view.end();
  }
  return { judged, refused };
}

/** Changes in the order in which they came about. */
function inOrder(judged: readonly Judged[]): readonly string[] {
  const ordered = judged.toSorted(
    ({ received: one }, { received: two }) =>
      Date.parse(one.collectedAt) - Date.parse(two.collectedAt) || one.sequence - two.sequence,
  );
  return ordered.map(({ file }) => file);
}

function enteredIn({ outcome, faults }: NonNullable<OfflineReceived['entered']>): string {
  if (outcome === 'recorded') return 'with what was entered there';
  if (outcome === 'late') return 'without what was entered there';
  const why = faults.map(({ name, fault }) => `${name}: ${fault}`).join(', ');
  return `what was entered there is not taken (${why || 'the device is ignored'})`;
}

function tell(judged: readonly Judged[], dryRun: boolean): void {
  const rows = judged.map(({ file, received }) => {
    const { hostName, collectedAt, outcome, claimedAt, managed, entered } = received;
    const notes = [
      ...(claimedAt === null ? [] : [`its clock was ahead: ${claimedAt}`]),
      ...(managed ? [] : ['no licence is left']),
      ...(received.foreign ? ['of another installation'] : []),
      ...(entered ? [enteredIn(entered)] : []),
      ...(received.outdated ? ['by a tool older than the definitions'] : []),
    ];
    return [hostName, collectedAt, [outcomes[outcome], ...notes].join('; '), file];
  });
  if (dryRun && rows.length > 0) printTable(['host', 'collected', 'would be', 'file'], rows);
  const counts = Map.groupBy(judged, ({ received }) => received.outcome);
  for (const [outcome, files] of counts) print(`${files.length} ${outcomes[outcome]}`);
  const unfit = judged.filter(({ received }) => received.entered?.outcome === 'refused');
  for (const { received } of dryRun ? [] : unfit)
    print(`${received.hostName}: ${enteredIn(received.entered!)}`);
  const outdated = judged.filter(({ received }) => received.outdated).length;
  if (outdated > 0)
    print(`${outdated} by a tool older than the search conditions or device fields: create it again`);
}
