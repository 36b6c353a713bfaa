import type { Command } from 'commander';
import type { Connect } from '../connect.ts';
import { print } from '../terminal.ts';

export function accountCommands(program: Command, connect: Connect): void {
  const parent = program.command('account').description('accounts of people');

  parent
    .command('remove-factor')
    .description('take away a lost second factor; the password alone signs in from then on')
    .argument('<user-id>')
    .action(async (userId: string) => {
      const connection = await connect();
      try {
        await connection.json('DELETE', `/api/v1/accounts/${encodeURIComponent(userId)}/second-factor`);
        print(`${userId} has no second factor any more.`);
      } finally {
        await connection.close();
      }
    });
}
