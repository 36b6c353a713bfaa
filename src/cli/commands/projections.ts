import type { Command } from 'commander';
import type { Job, ProjectionHealth } from '../../server/contract.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { progress } from '../progress.ts';
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
        await watch(connection, job);
        print(`${name} is rebuilt.`);
      } finally {
        await connection.close();
      }
    });
}

/** Follows a job to its end with a progress bar. */
async function watch(connection: Connection, started: Job): Promise<void> {
  const view = progress(started.kind);
  try {
    for (let job = started; ; job = await connection.json<Job>('GET', `/api/v1/jobs/${job.id}`)) {
      if (job.total !== null) view.set(job.done, job.total);
      if (job.state === 'done') return;
      if (job.state === 'failed' || job.state === 'cancelled')
        throw new CommandError(
          exitCodes.failed,
          `The job ${job.state === 'failed' ? 'failed' : 'was cancelled'}: ${job.error ?? 'no reason given'}.`,
        );
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  } finally {
    view.end();
  }
}
