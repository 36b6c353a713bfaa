import { readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  packagePlatforms,
  PackageVersion,
  ReleaseKey,
  type PackagePlatform,
} from '../../../domain/agents/index.ts';
import { readIfThere, writeWhole } from '../store/files.ts';
import { version as ownVersion } from '../../server/version.ts';

/** `current`: what is to run. `good`: what has reported to the server, and what the launcher itself runs from. */
export type Pointer = 'current' | 'good';

/** The folder an agent is installed in: `versions/1.4.0`, beside them two pointers to one of them. */
export class Home {
  readonly folder: string;
  readonly #links: boolean;

  /** Windows keeps a pointer as a file with the version in it, everybody else as a link. */
  constructor(folder: string, links = process.platform !== 'win32') {
    this.folder = folder;
    this.#links = links;
  }

  get versions(): string {
    return join(this.folder, 'versions');
  }

  get downloads(): string {
    return join(this.folder, 'downloads');
  }

  get state(): string {
    return join(this.folder, 'update.json');
  }

  folderOf(version: string): string {
    return join(this.versions, version);
  }

  /** The version it points to; undefined where it points to none. */
  at(pointer: Pointer): string | undefined {
    const found = this.#links
      ? readLink(join(this.folder, pointer))
      : readIfThere(this.#file(pointer))?.trim();
    return PackageVersion.safeParse(found).success ? found : undefined;
  }

  /** At once: whoever looks finds the old version or the new one. */
  point(pointer: Pointer, version: string): void {
    if (!this.#links) return writeWhole(this.#file(pointer), `${version}\r\n`);
    const link = join(this.folder, pointer);
    const unfinished = `${link}.${process.pid}.tmp`;
    rmSync(unfinished, { force: true });
    symlinkSync(join('versions', version), unfinished);
    renameSync(unfinished, link);
  }

  #file(pointer: Pointer): string {
    return join(this.folder, `${pointer}.txt`);
  }
}

function readLink(path: string): string | undefined {
  try {
    return basename(readlinkSync(path));
  } catch (error) {
    if (['ENOENT', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** An agent that runs from a package, under its launcher; one from a checkout is updated as the checkout is. */
export interface Packaged {
  readonly home: Home;
  readonly version: string;
  readonly platform: PackagePlatform;
  /** What an update must be signed with: of the package it runs from, whatever anybody says later. */
  readonly releaseKey: ReleaseKey;
}

/** Under which name the launcher tells where it is installed. */
export const homeVariable = 'MUSTER_AGENT_HOME';

/** Null where no launcher stands above it. */
export function packagedIn(environment: NodeJS.ProcessEnv): Packaged | null {
  const folder = environment[homeVariable];
  const platform = ownPlatform();
  if (!folder || platform === null) return null;
  const home = new Home(folder);
  try {
    const key: unknown = JSON.parse(readFileSync(join(home.folderOf(ownVersion), 'RELEASE-KEY'), 'utf8'));
    return { home, version: ownVersion, platform, releaseKey: ReleaseKey.parse(key) };
  } catch {
    // Without the key it can run, and not be updated.
    return null;
  }
}

export function ownPlatform(): PackagePlatform | null {
  const name = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return packagePlatforms.find(each => each === name) ?? null;
}

export function runtimeIn(folder: string): string {
  return join(folder, 'runtime', process.platform === 'win32' ? 'node.exe' : 'node');
}
