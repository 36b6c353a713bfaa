import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  packagePlatforms,
  PackagePlatform,
  PackageVersion,
  type SignedPackage,
} from '../../../domain/agents/index.ts';
import { version as ownVersion } from '../../server/version.ts';
import { configOf, type Connect, type Environment } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { megabytes, troubleOf } from '../file-trouble.ts';
import { print, printTable } from '../terminal.ts';

interface BuildOptions {
  readonly platform: string;
  readonly output: string;
  readonly packageVersion: string;
  readonly key?: string;
  readonly cache: string;
}

type ListedPackage = SignedPackage & { readonly latest: boolean };

export function agentPackageCommands(program: Command, environment: Environment, connect: Connect): void {
  const parent = program.command('agent-package').description('packages of Muster’s own agent');

  parent
    .command('build')
    .description('build signed packages with their own runtime; needs npm and, the first time, a network')
    .addOption(
      new Option('--platform <platform>', 'what for').choices(['all', ...packagePlatforms]).default('all'),
    )
    .option('--output <folder>', 'where the packages come to', 'agent-packages')
    .option('--package-version <version>', 'how the agent calls itself', packageVersion, ownVersion)
    .option(
      '--key <file>',
      'release key; made at the first build (default: agent-release.key in MUSTER_DATA)',
    )
    .option('--cache <folder>', 'where runtimes that were fetched are kept', '.cache/agent-runtimes')
    .action((options: BuildOptions) => build(options, environment));

  parent
    .command('add')
    .description('offer packages to agents and to new computers')
    .argument('<files...>', 'as they were built, each with its .json beside it')
    .option('--new-key', 'they are signed with another key than those before, on purpose')
    .action((files: string[], { newKey = false }: { newKey?: boolean }) =>
      connected(connect, async connection => {
        for (const file of files) await add(connection, file, newKey);
      }),
    );

  parent
    .command('list')
    .description('list the packages that are offered')
    .action(() =>
      connected(connect, async connection => {
        const { items } = await connection.json<{ items: ListedPackage[] }>('GET', '/api/v1/agent-packages');
        printTable(
          ['version', 'platform', 'MB', 'sha256', 'latest'],
          items.map(each => [
            each.version,
            each.platform,
            String(megabytes(each.size)),
            each.sha256.slice(0, 16),
            each.latest ? 'yes' : '',
          ]),
        );
      }),
    );

  parent
    .command('remove')
    .description('offer a package no more; agents that have it keep it')
    .argument('<version>', '', packageVersion)
    .argument('<platform>')
    .action((version: string, platform: string) =>
      connected(connect, async connection => {
        await connection.json('DELETE', `/api/v1/agent-packages/${encodeURIComponent(platform)}/${version}`);
        print(`${version} for ${platform} is offered no more.`);
      }),
    );
}

async function build(options: BuildOptions, environment: Environment): Promise<void> {
  const { buildApplication, buildPackage } = await import('../agent-package/build.ts');
  const { fetchRuntime } = await import('../agent-package/runtimes.ts');
  const { releaseKeyIn } = await import('../agent-package/release-key.ts');
  const { packageVersion: version, output, cache } = options;
  const file = options.key ?? join((await configOf(environment)).dataFolder, 'agent-release.key');
  try {
    const { signer, made } = releaseKeyIn(file);
    if (made) print(`A release key was made: ${file}. Keep a copy: without it no agent can be updated.`);
    const application = await buildApplication(version);
    const wanted = options.platform === 'all' ? packagePlatforms : [PackagePlatform.parse(options.platform)];
    for (const platform of wanted) {
      const runtime = await fetchRuntime(platform, resolve(cache));
      const built = await buildPackage({ application, platform, runtime, signer, output });
      print(`${join(output, built.file)}  ${megabytes(built.size)} MB  ${built.sha256}`);
    }
  } catch (error) {
    throw troubleOf(error, exitCodes.noRoom, 'Packages that are listed are whole.');
  }
}

async function add(connection: Connection, file: string, newKey: boolean): Promise<void> {
  const document = await readBeside(file);
  const query = new URLSearchParams({ document, ...(newKey && { newKey: 'true' }) });
  const response = await connection.send(`/api/v1/agent-packages?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: await openFile(file),
  });
  const { events } = (await response.json()) as { readonly events: readonly unknown[] };
  print(events.length > 0 ? `${file} is offered.` : `${file} is offered already.`);
}

async function readBeside(file: string): Promise<string> {
  try {
    return JSON.stringify(JSON.parse(await readFile(`${file}.json`, 'utf8')));
  } catch (error) {
    throw new CommandError(
      exitCodes.folder,
      `${file}.json cannot be read; it is built beside the package and belongs to it`,
      { cause: error },
    );
  }
}

async function openFile(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch (error) {
    throw new CommandError(exitCodes.folder, `${file} cannot be read; name the package`, { cause: error });
  }
}

function packageVersion(text: string): string {
  if (PackageVersion.safeParse(text).success) return text;
  throw new InvalidArgumentError('a version such as 1.4.0 or 1.4.0-beta.1 is wanted.');
}

async function connected(connect: Connect, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connect();
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}
