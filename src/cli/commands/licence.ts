import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Licence } from '../../server/contract.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { print, printTable } from '../terminal.ts';

export function licenceCommands(program: Command, connect: Connect): void {
  const parent = program.command('licence').description('product licence: keys, and how many devices count');

  parent
    .command('show')
    .description('show the registered keys and how many devices are managed of how many')
    .action(() =>
      connected(connect, async connection => show(await connection.json<Licence>('GET', '/api/v1/licence'))),
    );

  parent
    .command('add')
    .description('register a licence key')
    .argument('<file>', 'the key file as it was issued')
    .action(async (path: string) => {
      const file = await readKeyFile(path);
      await connected(connect, async connection =>
        show(await connection.json<Licence>('POST', '/api/v1/licence/keys', { file })),
      );
    });
}

async function connected(connect: Connect, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connect();
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.folder, `${path} cannot be read (${code}); name the licence key file`);
  }
}

function show({ licensing, licensed, used, remaining, keys }: Licence): void {
  if (keys.length > 0)
    printTable(
      ['serial', 'holder', 'devices', 'issued', 'expires', 'state'],
      keys.map(key => [
        key.serial,
        key.holder,
        String(key.devices),
        key.issued,
        key.expires ?? 'never',
        key.expired ? 'expired' : 'valid',
      ]),
    );
  print(
    licensing === 'community'
      ? `Community licence: any number of devices. Managed: ${used}.`
      : `Managed: ${used} of ${licensed}. Remaining: ${remaining}.`,
  );
}
