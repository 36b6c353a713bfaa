import type { Readable } from 'node:stream';
import type { InstallationSets, KnownSet } from '../installations.ts';
import type { KeptPackage } from '../packages.ts';

/** What an installer is made of. */
export interface InstallerParts {
  readonly set: KnownSet;
  readonly package: KeptPackage;
  /** Address of the server, without a slash at the end. */
  readonly server: string;
  /** What its computers enrol with. */
  readonly secret: string;
  /** The configuration's name, for the name of the file. */
  readonly configurationName: string;
  readonly read: InstallationSets['read'];
}

/** One file that does everything. */
export interface Installer {
  readonly file: string;
  readonly size: number;
  open(): Readable;
}

/** `muster-agent-Sales-linux-x64`: what a download, a mail and a shell all take as a name. */
export function installerName({ set, configurationName }: InstallerParts): string {
  const plain = configurationName
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `muster-agent-${plain || set.set.slice(-8)}-${set.platform}`;
}

/** What the agent finds in its data folder of the set it came from. */
export function aboutSet({ set }: InstallerParts): string {
  const { components, group } = set.contents;
  return `${JSON.stringify({ set: set.set, name: set.name, components, group }, null, 2)}\n`;
}
