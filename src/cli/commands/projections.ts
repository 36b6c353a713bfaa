import type { Command } from 'commander';
import type { Job, ProjectionHealth } from '../../server/contract.ts';
import type { Connect } from '../connect.ts';
import { followJob } from '../follow-job.ts';
import { print, printTable } from '../terminal.ts';

export function projectionsCommands(program: Command, connect: Connect): void {
  const parent = program.command('projections').description('the read models and how far each is');

  parent
    .command('list')
    .description('list the projections with state, position and lag')
    .action(async () => {
      const connection = await connect();
      try {
        const { items } = await connection.json<{ items: ProjectionHealth[] }>('GET', '/api/v1/projections');
        printTable(
          ['projection', 'state', 'position', 'lag', 'note'],
          items.map(item => [
            item.name,
            item.state,
            String(item.position),
            String(item.lag),
            item.error?.message ?? item.note ?? '',
          ]),
        );
      } finally {
        await connection.close();
      }
    });

  parent
    .command('rebuild')
    .description('build a projection anew from the log while the old one serves, then swap')
    .argument('<name>', 'as `projections list` shows it')
    .action(async (name: string) => {
      const connection = await connect();
      try {
        const job = await connection.json<Job>(
          'POST',
          `/api/v1/projections/${encodeURIComponent(name)}/rebuild`,
        );
        await followJob(connection, job);
        print(`${name} is rebuilt.`);
      } finally {
        await connection.close();
      }
    });
}
