import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { packagePlatforms } from '../../../domain/agents/index.ts';
import { collected, positiveInteger, seconds } from '../arguments.ts';
import type { Connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { megabytes } from '../file-trouble.ts';
import { claimOutput, writeOutput } from '../output-file.ts';
import { print, printTable } from '../terminal.ts';

interface InstallationSet {
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  readonly configurationName: string | null;
  readonly uses: number;
  readonly used: number;
  readonly expiresAt: string;
  readonly state: string;
  readonly installed: number;
  readonly failed: number;
  /** Bytes of its installer; null while there is no package for it. */
  readonly size: number | null;
}

interface CreateOptions {
  readonly platform: string;
  readonly configuration?: string;
  readonly folder?: string;
  readonly remoteControl?: true;
  readonly relay?: true;
  readonly group?: string;
  readonly file: readonly string[];
  readonly filesFolder?: string;
  readonly program: readonly string[];
  readonly overwrite?: true;
  readonly uses: number;
  readonly expires: number;
}

const base = '/api/v1/installation-sets';
const at = (id: string, what = '') => `${base}/${encodeURIComponent(id)}${what}`;

export function installationSetCommands(program: Command, connect: Connect): void {
  const parent = program.command('installation-set').description('installers of the agent');
  const connected = async (work: (connection: Connection) => Promise<void>): Promise<void> => {
    const connection = await connect();
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };

  parent
    .command('create')
    .description('make an installation set; its id is printed as the last line')
    .argument('<name>')
    .addOption(
      new Option('--platform <platform>', 'computers it is for')
        .choices([...packagePlatforms])
        .makeOptionMandatory(),
    )
    .option('--configuration <name>', 'name or id of the agent configuration; without it the default')
    .option('--folder <folder>', 'where the agent is installed')
    .option('--remote-control', 'with the remote control agent')
    .option('--relay', 'as a relay system')
    .option('--group <id>', 'group filled by hand that its computers join')
    .option('--file <file>', 'a file to put on its computers; may be repeated', collected, [])
    .option('--files-folder <folder>', 'where those files are put')
    .option(
      '--program <words>',
      'run once the agent is installed: a JSON list of a program and its arguments; may be repeated',
      collected,
      [],
    )
    .option('--overwrite', 'replace an agent that is installed already; it stays who it is')
    .option('--uses <n>', 'how many computers may enrol with it', positiveInteger, 1_000)
    .option('--expires <span>', 'how long: 90s, 30m, 2h, 7d', seconds, 90 * 24 * 3_600)
    .action(async (name: string, options: CreateOptions) => {
      const files = await Promise.all(options.file.map(fileOf));
      const programs = options.program.map(programOf);
      await connected(async connection => {
        const made = await connection.json<InstallationSet>('POST', base, {
          name,
          platform: options.platform,
          configuration: await configurationId(connection, options.configuration),
          folder: options.folder ?? null,
          components: [
            ...(options.relay ? ['relay'] : []),
            ...(options.remoteControl ? ['remoteControl'] : []),
          ],
          group: options.group ?? null,
          files,
          filesFolder: options.filesFolder ?? null,
          programs,
          overwrite: options.overwrite === true,
          uses: options.uses,
          expiresInSeconds: options.expires,
        });
        print(`Installs up to ${made.uses} computers until ${made.expiresAt}.`);
        print(made.id);
      });
    });

  parent
    .command('list')
    .description('list installation sets, the newest first')
    .action(() =>
      connected(async connection => {
        const { items } = await connection.json<{ items: InstallationSet[] }>('GET', `${base}?limit=1000`);
        printTable(
          [
            'id',
            'name',
            'platform',
            'configuration',
            'used',
            'installed',
            'failed',
            'size',
            'expires',
            'state',
          ],
          items.map(set => [
            set.id,
            set.name,
            set.platform,
            set.configurationName ?? '',
            `${set.used} of ${set.uses}`,
            String(set.installed),
            String(set.failed),
            set.size === null ? '' : `${megabytes(set.size)} MB`,
            set.expiresAt,
            set.state,
          ]),
        );
      }),
    );

  parent
    .command('download')
    .description('write the installer of a set to a file')
    .argument('<id>')
    .requiredOption('--export <file>', 'absolute path of the file')
    .option('-s', 'replace an existing file without asking')
    .action(async (id: string, options: { readonly export: string; readonly s?: true }) => {
      await claimOutput(options.export, options.s === true);
      await connected(async connection =>
        writeOutput(options.export, connection.bytes(at(id, '/installer'))),
      );
    });

  parent
    .command('command')
    .description('print a command in one line that installs from a set')
    .argument('<id>')
    .option('--uses <n>', 'how many computers may enrol with it', positiveInteger, 1)
    .option('--expires <span>', 'how long: 90s, 30m, 2h, 7d', seconds, 3_600)
    .action((id: string, { uses, expires }: { readonly uses: number; readonly expires: number }) =>
      connected(async connection => {
        const body = { uses, expiresInSeconds: expires };
        const { command } = await connection.json<{ command: string }>('POST', at(id, '/commands'), body);
        print(command);
      }),
    );

  parent
    .command('revoke')
    .description('end a set; computers that were installed from it stay')
    .argument('<id>')
    .action((id: string) =>
      connected(async connection => {
        await connection.json('DELETE', at(id));
        print(`Installation set ${id} is revoked.`);
      }),
    );
}

async function fileOf(path: string): Promise<{ readonly name: string; readonly content: string }> {
  try {
    return { name: basename(path), content: (await readFile(path)).toString('base64') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.folder, `${path} cannot be read (${code}).`);
  }
}

function programOf(text: string): { readonly program: unknown; readonly arguments: readonly unknown[] } {
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch {
    words = undefined;
  }
  if (!Array.isArray(words) || words.length === 0)
    throw new CommandError(
      exitCodes.syntax,
      `--program ${text}: a JSON list is wanted, such as ["/usr/bin/update-ca-certificates", "--fresh"].`,
    );
  const [program, ...args] = words as unknown[];
  return { program, arguments: args };
}

async function configurationId(connection: Connection, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return 'default';
  const { items } = await connection.json<{ items: { id: string; name: string }[] }>(
    'GET',
    '/api/v1/agent-configurations',
  );
  const found = items.find(({ id, name }) => name === wanted || id === wanted);
  if (!found)
    throw new CommandError(
      exitCodes.failed,
      `There is no agent configuration ${wanted}. There are: ${items.map(({ name }) => name).join(', ')}.`,
    );
  return found.id;
}
