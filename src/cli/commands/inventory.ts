import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Job } from '../../server/contract.ts';
import type { Connect } from '../connect.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { followJob } from '../follow-job.ts';
import { progress } from '../progress.ts';
import { print } from '../terminal.ts';

interface ReplayResult {
  looked: number;
  changed: number;
  refused: number;
  unreadable: number;
}

interface Imported {
  deviceId: string;
  outcome: string;
}

export function inventoryCommands(program: Command, connect: Connect): void {
  const parent = program.command('inventory').description('inventories of computers');

  parent
    .command('import')
    .description('import inventory files: GLPI JSON, FusionInventory or OCS XML, plain or compressed')
    .argument('<files...>')
    .action(async (files: string[]) => {
      const connection = await connect();
      const view = progress('Importing');
      const refused: string[] = [];
      const outcomes = new Map<string, number>();
      try {
        for (const [index, file] of files.entries()) {
          try {
            const response = await connection.send('/api/v1/inventories', {
              method: 'POST',
              headers: { 'content-type': 'application/octet-stream' },
              body: await readFile(file),
            });
            const { outcome } = (await response.json()) as Imported;
            outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          } catch (error) {
            if (
              error instanceof CommandError &&
              ![exitCodes.format, exitCodes.failed].some(code => code === error.exitCode)
            )
              throw error;
            refused.push(`${file}: ${(error as Error).message}`);
          }
          view.set(index + 1, files.length);
        }
      } finally {
        view.end();
        await connection.close();
      }
      for (const [outcome, count] of outcomes) print(`${count} ${outcome}`);
      if (refused.length > 0)
        throw new CommandError(
          exitCodes.partly,
          `${refused.length} of ${files.length} files were not taken:\n${refused.join('\n')}`,
        );
    });

  parent
    .command('replay')
    .description('read kept inventories again after the parser was mended; only what differs is recorded')
    .argument('[hashes...]', 'of kept inventories; without any the newest of every device')
    .option('--dry-run', 'say how many devices would change, and change nothing')
    .action(async (hashes: string[], { dryRun = false }: { dryRun?: boolean }) => {
      const connection = await connect();
      try {
        const job = await connection.json<Job>(
          'POST',
          `/api/v1/inventories/replay${dryRun ? '?dryRun=true' : ''}`,
          hashes.length === 0 ? {} : { bodies: hashes },
        );
        const { result } = await followJob(connection, job, 'Replaying');
        const { looked, changed, refused, unreadable } = result as unknown as ReplayResult;
        print(`${looked} read again, ${changed} ${dryRun ? 'would change' : 'changed'}`);
        if (refused > 0) print(`${refused} of devices that take no inventories`);
        if (unreadable > 0)
          throw new CommandError(exitCodes.partly, `${unreadable} of ${looked} could not be read.`);
      } finally {
        await connection.close();
      }
    });
}
