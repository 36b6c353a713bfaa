import type { Command } from 'commander';
import { collected, departmentOption, oneOf, positiveInteger, tasks } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import { print, printTable } from '../terminal.ts';

interface ApiToken {
  id: string;
  name: string;
  expiresAt: string | null;
  permissions: readonly string[] | null;
  tasks: readonly string[] | null;
  scope: readonly string[] | null;
}

interface CreateOptions {
  days?: number;
  permission: readonly string[];
  task: readonly string[];
  department: readonly string[];
}

const dayMs = 86_400_000;
const orAll = (words: readonly string[]) => (words.length === 0 ? null : words);

/** API tokens of the account that signs in; the command line on the machine itself has no account. */
export function apiTokenCommands(program: Command, connect: Connect): void {
  const parent = program
    .command('api-token')
    .description('your own API tokens (MUSTER_URL with MUSTER_USER and MUSTER_PASSWORD)');

  parent
    .command('create')
    .description('issue a token; it is printed as the last line and never shown again')
    .argument('<name>', 'what it is for')
    .option('--days <n>', 'how long it is good; without it until it is revoked', positiveInteger)
    .option(
      '--permission <permission>',
      'what it may, such as devices.read; may be repeated; without it all you may',
      collected,
      [],
    )
    .addOption(oneOf('--task <task>', 'a task it may work in', tasks))
    .addOption(departmentOption('a department it may see'))
    .action(async (name: string, { days, permission, task, department }: CreateOptions) => {
      const connection = await connect();
      try {
        const { token } = await connection.json<{ token: string }>('POST', '/api/v1/api-tokens', {
          name,
          expiresAt: days === undefined ? null : new Date(Date.now() + days * dayMs).toISOString(),
          permissions: orAll(permission),
          tasks: orAll(task),
          scope: orAll(department),
        });
        print('Set it as MUSTER_TOKEN, or send it as "Authorization: Bearer":');
        print(token);
      } finally {
        await connection.close();
      }
    });

  parent
    .command('list')
    .description('list your tokens (never their secret)')
    .action(async () => {
      const connection = await connect();
      try {
        const { items } = await connection.json<{ items: ApiToken[] }>('GET', '/api/v1/api-tokens');
        printTable(
          ['id', 'name', 'expires', 'permissions', 'tasks', 'departments'],
          items.map(token => [
            token.id,
            token.name,
            token.expiresAt ?? 'never',
            token.permissions?.join(' ') ?? 'all',
            token.tasks?.join(' ') ?? 'all',
            token.scope?.join(', ') ?? 'all',
          ]),
        );
      } finally {
        await connection.close();
      }
    });

  parent
    .command('revoke')
    .description('end a token at once')
    .argument('<id>')
    .action(async (id: string) => {
      const connection = await connect();
      try {
        await connection.json('DELETE', `/api/v1/api-tokens/${encodeURIComponent(id)}`);
        print(`Token ${id} is revoked.`);
      } finally {
        await connection.close();
      }
    });
}
