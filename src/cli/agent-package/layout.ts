import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackagePlatform, ReleaseKey } from '../../../domain/agents/index.ts';
import type { Entry } from '../../agent/archive/entry.ts';
import { extensionFiles, extensionFolder } from '../../agent/operations/browser/package.ts';
import type { Runtime } from './runtimes.ts';

/** The one folder everything in a package lies in. */
export const packageRoot = 'muster-agent';

export interface Contents {
  readonly version: string;
  readonly runtime: Runtime;
  readonly app: string;
  readonly launcher: string;
  readonly licences: string;
  readonly releaseKey: ReleaseKey;
}

const deploy = join(dirname(dirname(dirname(import.meta.dirname))), 'deploy/agent');

/** Files of `deploy/agent` that go with each system; programs among them are marked by `*`. */
const besides = {
  linux: ['install.sh*', 'uninstall.sh*', 'muster-agent*', 'muster-agent.service'],
  darwin: ['install.sh*', 'uninstall.sh*', 'muster-agent*', 'org.muster.agent.plist'],
  win: ['install.ps1', 'uninstall.ps1', 'muster-agent.cmd', 'start.cmd'],
} as const;

/**
 * The files of a package in their order: the runtime first, so that two versions with the same one begin with the same
 * bytes, which the server then keeps once.
 */
export function entriesOf(platform: PackagePlatform, contents: Contents): readonly Entry[] {
  const system = platform.split('-')[0] as keyof typeof besides;
  const file = (path: string, bytes: Uint8Array | string, executable = false): Entry => ({
    path: `${packageRoot}/${path}`,
    executable,
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
  });
  return [
    file(runtimePath(platform), contents.runtime.program, true),
    file('app.mjs', contents.app),
    file('launcher.mjs', contents.launcher),
    file('VERSION', `${contents.version}\n`),
    file('RELEASE-KEY', `${JSON.stringify(contents.releaseKey)}\n`),
    file('LICENCES', contents.licences),
    ...(system === 'linux' ? extensionFiles : []).map(path =>
      file(`extension/${path}`, readFileSync(join(extensionFolder, path))),
    ),
    ...besides[system].map(named => {
      const name = named.replace('*', '');
      const text = readFileSync(join(deploy, name), 'utf8');
      // Windows reads scripts with its own ends of lines.
      return file(name, system === 'win' ? text.replaceAll('\n', '\r\n') : text, name !== named);
    }),
  ];
}

export function runtimePath(platform: PackagePlatform): string {
  return platform.startsWith('win-') ? 'runtime/node.exe' : 'runtime/node';
}
