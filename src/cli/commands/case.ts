import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Connect } from '../connect.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { print, printTable } from '../terminal.ts';

interface Listed {
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly state: string;
    readonly records: number;
    readonly changedAt: string;
  }[];
}

export function caseCommands(program: Command, connect: Connect): void {
  const parent = program.command('case').description('cases of operation logs');

  parent
    .command('list')
    .description('list the cases one is a member of; on the machine of the server, all')
    .action(async () => {
      const connection = await connect();
      try {
        const { items } = await connection.json<Listed>('GET', '/api/v1/operation-cases');
        printTable(
          ['Id', 'Title', 'State', 'Records', 'Changed'],
          items.map(({ id, title, state, records, changedAt }) => [
            id,
            title,
            state,
            String(records),
            changedAt,
          ]),
        );
      } finally {
        await connection.close();
      }
    });

  parent
    .command('export')
    .description('write a case as a ZIP that can be checked without Muster: sha256sum -c SHA256SUMS')
    .argument('<id>', 'of the case, as `case list` says it')
    .requiredOption('--output <file>', 'where the ZIP goes')
    .option('-s', 'replace the file without asking')
    .action(async (id: string, { output, s = false }: { output: string; s?: boolean }) => {
      const path = resolve(output);
      await claimOutput(path, s);
      const connection = await connect();
      try {
        await writeOutput(path, connection.bytes(`/api/v1/operation-cases/${encodeURIComponent(id)}/export`));
        print(`Wrote ${path}. Unpack it and check it with: sha256sum -c SHA256SUMS`);
      } finally {
        await connection.close();
      }
    });
}
