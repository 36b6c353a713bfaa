import type { Command } from 'commander';
import { departmentOption, oneOf, tasks } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { print, printTable } from '../terminal.ts';

interface Row {
  id: string;
  displayName: string;
  roles: string | null;
  tasks: string | null;
  scope: string | null;
  locked: string;
  lastSignedInAt: string | null;
}

interface RightsOptions {
  name?: string;
  email?: string;
  role: readonly string[];
  task: readonly string[];
  allTasks?: true;
  department: readonly string[];
  allDepartments?: true;
}

const roles = ['administrator', 'user-manager', 'viewer', 'auditor'];

const pathOf = (userId: string) => `/api/v1/accounts/${encodeURIComponent(userId)}`;

/** What was named of an account; what was not stays as it is, or as a new account has it. */
function factsOf(options: RightsOptions): Record<string, unknown> {
  const { name, email, role, task, allTasks, department, allDepartments } = options;
  return {
    ...(name === undefined ? {} : { displayName: name }),
    ...(email === undefined ? {} : { email: email === '' ? null : email }),
    ...(role.length === 0 ? {} : { roles: role }),
    ...(allTasks ? { tasks: null } : task.length === 0 ? {} : { tasks: task }),
    ...(allDepartments ? { scope: null } : department.length === 0 ? {} : { scope: department }),
  };
}

export function accountCommands(program: Command, connect: Connect): void {
  const parent = program.command('account').description('accounts of people');
  const connected = async (work: (connection: Connection) => Promise<void>): Promise<void> => {
    const connection = await connect();
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };
  const describing = (command: Command): Command =>
    command
      .option('--email <address>', 'where notices go; empty: none')
      .addOption(oneOf('--role <role>', 'what it may do', roles))
      .addOption(oneOf('--task <task>', 'a task it works in', tasks).conflicts('allTasks'))
      .option('--all-tasks', 'it works in all tasks')
      .addOption(departmentOption('a department it administers').conflicts('allDepartments'))
      .option('--all-departments', 'it administers all departments');

  parent
    .command('list')
    .description('list accounts with their roles, tasks and departments')
    .action(() =>
      connected(async connection => {
        const { items } = await connection.json<{ items: Row[] }>(
          'GET',
          '/api/v1/accounts?sort=id&limit=1000',
        );
        printTable(
          ['user id', 'name', 'roles', 'tasks', 'departments', 'locked', 'last sign-in'],
          items.map(({ id, displayName, roles: held, tasks: allocated, scope, locked, lastSignedInAt }) => [
            id,
            displayName,
            held ?? '',
            allocated ?? 'all',
            scope ?? 'all',
            locked,
            lastSignedInAt ?? 'never',
          ]),
        );
      }),
    );

  describing(
    parent
      .command('add')
      .description('add an account; its temporary password is printed as the last line')
      .argument('<user-id>')
      .requiredOption('--name <name>', 'of the person'),
  ).action((userId: string, options: RightsOptions) =>
    connected(async connection => {
      const { password } = await connection.json<{ password: string }>('POST', '/api/v1/accounts', {
        roles: [],
        ...factsOf(options),
        userId,
      });
      print(`${userId} is added. The password must be changed at the first sign-in:`);
      print(password);
    }),
  );

  describing(
    parent
      .command('change')
      .description('change name, address, roles, tasks or departments; what is not named stays')
      .argument('<user-id>')
      .option('--name <name>', 'of the person'),
  ).action((userId: string, options: RightsOptions) =>
    connected(async connection => {
      await connection.json('PATCH', pathOf(userId), factsOf(options));
      print(`${userId} is changed.`);
    }),
  );

  parent
    .command('remove')
    .description('remove accounts for good, one after the other; the first refusal ends it')
    .argument('<user-id...>')
    .action((userIds: readonly string[]) =>
      connected(async connection => {
        for (const userId of userIds) {
          await connection.json('DELETE', pathOf(userId));
          print(`${userId} is removed.`);
        }
      }),
    );

  for (const [name, what] of [
    ['lock', 'keep an account out and end its sessions'],
    ['unlock', 'let an account in again'],
  ] as const)
    parent
      .command(name)
      .description(what)
      .argument('<user-id>')
      .action((userId: string) =>
        connected(async connection => {
          await connection.json('POST', `${pathOf(userId)}/${name}`);
          print(`${userId} is ${name}ed.`);
        }),
      );

  parent
    .command('set-password')
    .description('make up a temporary password, printed as the last line; sessions end')
    .argument('<user-id>')
    .action((userId: string) =>
      connected(async connection => {
        const { password } = await connection.json<{ password: string }>(
          'POST',
          `${pathOf(userId)}/password`,
          {},
        );
        print(`The password of ${userId} must be changed at the next sign-in:`);
        print(password);
      }),
    );

  parent
    .command('remove-factor')
    .description('take away a lost second factor; the password alone signs in from then on')
    .argument('<user-id>')
    .action((userId: string) =>
      connected(async connection => {
        await connection.json('DELETE', `${pathOf(userId)}/second-factor`);
        print(`${userId} has no second factor any more.`);
      }),
    );
}
