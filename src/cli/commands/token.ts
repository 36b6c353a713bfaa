import type { Command } from 'commander';
import { positiveInteger, seconds } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import { print, printTable } from '../terminal.ts';

interface EnrolmentToken {
  id: string;
  token: string;
  uses: number;
  used: number;
  expiresAt: string;
  state: string;
  note: string | null;
}

export function tokenCommands(program: Command, connect: Connect): void {
  const parent = program.command('token').description('enrolment tokens for inventory agents');

  parent
    .command('create')
    .description('create a token; it is printed as the last line and never shown again')
    .requiredOption('--uses <n>', 'how many agents may enrol with it', positiveInteger)
    .requiredOption('--expires <span>', 'how long it can be used to enrol: 90s, 30m, 2h, 7d', seconds)
    .option('--note <text>', 'what it is for')
    .action(async (options: { uses: number; expires: number; note?: string }) => {
      const connection = await connect();
      try {
        const created = await connection.json<EnrolmentToken>('POST', '/api/v1/enrolment-tokens', {
          uses: options.uses,
          expiresInSeconds: options.expires,
          ...(options.note === undefined ? {} : { note: options.note }),
        });
        print(
          `Enrols up to ${created.uses} agents until ${created.expiresAt}: user "enrol", this as password.`,
        );
        print(created.token);
      } finally {
        await connection.close();
      }
    });

  parent
    .command('list')
    .description('list enrolment tokens (never their secret)')
    .action(async () => {
      const connection = await connect();
      try {
        const { items } = await connection.json<{ items: EnrolmentToken[] }>(
          'GET',
          '/api/v1/enrolment-tokens',
        );
        printTable(
          ['id', 'used', 'expires', 'state', 'note'],
          items.map(token => [
            token.id,
            `${token.used} of ${token.uses}`,
            token.expiresAt,
            token.state,
            token.note ?? '',
          ]),
        );
      } finally {
        await connection.close();
      }
    });

  parent
    .command('revoke')
    .description('end a token; agents already enrolled stay')
    .argument('<id>')
    .action(async (id: string) => {
      const connection = await connect();
      try {
        await connection.json('DELETE', `/api/v1/enrolment-tokens/${encodeURIComponent(id)}`);
        print(`Token ${id} is revoked.`);
      } finally {
        await connection.close();
      }
    });
}
