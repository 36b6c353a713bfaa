import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePublicFolder } from '../store/files.ts';

/** No package of the agent has as many files, or is as large when it is unpacked. */
export const archiveLimits = { entries: 5_000, bytes: 2 ** 30, path: 240 } as const;

/** An archive that is none, or holds what a package never does. */
export class ArchiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveError';
  }
}

/**
 * A new folder that an archive is unpacked to. Nothing is written beside it, whatever the names in the archive say:
 * each is one plain path below `root`, once, and there are no links.
 */
export class Unpacked {
  readonly #folder: string;
  readonly #root: string;
  readonly #seen = new Set<string>();
  #bytes = 0;

  /** `root`: the one folder everything in the archive lies in; what is below it goes into `folder`. */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#root = root;
  }

  async folder(name: string): Promise<void> {
    const path = this.#pathOf(name.replace(/\/$/, ''));
    if (path !== null) await makePublicFolder(path);
  }

  /** On disk when it returns. Throws an `ArchiveError` where the content is of another length than was said. */
  async file(
    name: string,
    executable: boolean,
    size: number,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const path = this.#pathOf(name);
    if (path === null) throw new ArchiveError(`${this.#root} is a file`);
    this.#bytes += size;
    if (this.#bytes > archiveLimits.bytes) throw new ArchiveError('it unpacks to more than a package holds');
    await makePublicFolder(dirname(path));
    const file = await open(path, 'wx', executable ? 0o755 : 0o644);
    try {
      await write(file, size, content, name);
      // Programs of the users run it too, whatever the agent lets others read of what it writes.
      await file.chmod(executable ? 0o755 : 0o644);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Null for the root itself. */
  #pathOf(name: string): string | null {
    if (this.#seen.size >= archiveLimits.entries) throw new ArchiveError('it has more files than a package');
    const parts = name.split('/');
    const plain = parts.every(part => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part));
    if (!plain || parts[0] !== this.#root || name.length > archiveLimits.path)
      throw new ArchiveError(`${JSON.stringify(name.slice(0, 80))} is no name of a file in a package`);
    // Systems that do not tell A from a see one file.
    const key = name.toLowerCase();
    if (this.#seen.has(key)) throw new ArchiveError(`${name} is in it twice`);
    this.#seen.add(key);
    return parts.length === 1 ? null : join(this.#folder, ...parts.slice(1));
  }
}

async function write(
  file: FileHandle,
  size: number,
  content: AsyncIterable<Uint8Array>,
  name: string,
): Promise<void> {
  let left = size;
  for await (const chunk of content) {
    left -= chunk.length;
    if (left < 0) throw new ArchiveError(`${name} is longer than the archive says`);
    await file.writeFile(chunk);
  }
  if (left > 0) throw new ArchiveError(`${name} is shorter than the archive says`);
}
