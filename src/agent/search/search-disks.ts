import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SearchedSoftware } from '../../../domain/agents/index.ts';
import type { Disks } from './disks/disks.ts';
import { isAtOrBelow } from './paths.ts';
import { isAsWanted, WantedNames, type Wanted } from './wanted.ts';

/** Software that was found: the file that showed it. */
export interface FoundSoftware {
  /** Id of the condition. */
  readonly condition: string;
  readonly folder: string;
  readonly bytes: number;
}

export interface Searched {
  readonly found: readonly FoundSoftware[];
  /** False: a bound was met before everything was looked at, so nothing is known of what was not found. */
  readonly complete: boolean;
}

export interface SearchBounds {
  /** Files and folders that are looked at. */
  readonly entries: number;
  /** Folders one in another. */
  readonly depth: number;
  /** Milliseconds in all. */
  readonly lasting: number;
  /** Milliseconds of rest after each `workMs`, so that nobody who works on the computer feels it. */
  readonly restMs: number;
}

export const searchBounds: SearchBounds = {
  entries: 5_000_000,
  depth: 40,
  lasting: 30 * 60_000,
  restMs: 30,
};
const workMs = 20;

interface SearchPorts {
  /** Below which paths are read; `/` but in tests. */
  readonly root: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks for files with the names of conditions, on disks of this computer alone: links are not followed, and nothing is
 * entered that begins where another disk, the network or the kernel does. Of each condition one file is enough. Names,
 * sizes and ages are looked at, contents are not.
 */
export async function searchDisks(
  conditions: readonly SearchedSoftware[],
  disks: Disks,
  { root, signal }: SearchPorts,
  bounds: SearchBounds = searchBounds,
): Promise<Searched> {
  const wanted = await Promise.all(conditions.map(condition => here(condition, root)));
  const walk = new Walk(new WantedNames(wanted), disks, root, bounds, signal);
  walk.open = new Set(wanted.map(({ condition }) => condition.id));
  for (const start of startsOf(wanted, disks)) if (!(await walk.below(start))) break;
  return { found: walk.found, complete: !walk.bounded && disks.local.length > 0 };
}

/** A folder may be a link where it is named, such as `/bin`; one that is not there holds nothing. */
async function here(condition: SearchedSoftware, root: string): Promise<Wanted> {
  if (condition.folders.length === 0) return { condition, folders: null };
  const isOurs = (folder: string) => /^[A-Za-z]:/.test(folder) === (sep === '\\');
  const found = await Promise.all(
    condition.folders.filter(isOurs).map(folder => realpath(at(root, normalize(folder))).catch(() => null)),
  );
  const there = found.filter(path => path !== null);
  if (root === '/') return { condition, folders: there };
  const own = await realpath(root);
  const inside = there.filter(path => isAtOrBelow(path, own));
  return { condition, folders: inside.map(path => path.slice(own.length) || sep) };
}

/** Folders to begin in, none of which leads into another. */
function startsOf(wanted: readonly Wanted[], { local, mounts }: Disks): readonly string[] {
  if (wanted.some(({ folders }) => folders === null)) return local;
  const all = [...new Set(wanted.flatMap(({ folders }) => folders ?? []))];
  const topmost = all.filter(path => !all.some(other => other !== path && isAtOrBelow(path, other)));
  const beginsAt = (path: string) =>
    [...mounts].filter(mount => isAtOrBelow(path, mount)).sort((one, two) => two.length - one.length)[0];
  return topmost.flatMap(path => [
    ...(local.includes(beginsAt(path) ?? '') ? [path] : []),
    ...local.filter(mount => mount !== path && isAtOrBelow(mount, path)),
  ]);
}

const at = (root: string, path: string): string => (root === '/' ? path : join(root, path));

class Walk {
  readonly found: FoundSoftware[] = [];
  /** Conditions that nothing was found of yet. */
  open: Set<string> = new Set();
  bounded = false;
  readonly #names: WantedNames;
  readonly #mounts: Disks['mounts'];
  readonly #root: string;
  readonly #bounds: SearchBounds;
  readonly #signal: AbortSignal | undefined;
  readonly #untilMs: number;
  #entries = 0;
  #restAtMs = 0;

  constructor(
    names: WantedNames,
    { mounts }: Disks,
    root: string,
    bounds: SearchBounds,
    signal: AbortSignal | undefined,
  ) {
    this.#names = names;
    this.#mounts = mounts;
    this.#root = root;
    this.#bounds = bounds;
    this.#signal = signal;
    this.#untilMs = performance.now() + bounds.lasting;
  }

  /** False: enough was found, or a bound was met. */
  async below(start: string): Promise<boolean> {
    const folders = [{ path: start, depth: 0 }];
    for (let folder = folders.pop(); folder; folder = folders.pop()) {
      const { path, depth } = folder;
      // What cannot be opened, or is gone by now, is passed over.
      const entries = await opendir(at(this.#root, path), { bufferSize: 256 }).catch(() => undefined);
      if (!entries) continue;
      try {
        for await (const entry of entries) {
          if (!(await this.#mayGoOn())) return false;
          const inner = join(path, entry.name);
          if (entry.isDirectory() && !this.#mounts.has(inner)) {
            if (depth < this.#bounds.depth) folders.push({ path: inner, depth: depth + 1 });
            else this.bounded = true;
          } else if (entry.isFile()) await this.#look(path, entry);
        }
      } catch (error) {
        this.#signal?.throwIfAborted();
        // A disk that fails while it is read has told what it could.
        if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
      }
    }
    return this.open.size > 0;
  }

  async #look(folder: string, { name }: Dirent): Promise<void> {
    const wanted = this.#names.of(name, folder).filter(({ condition }) => this.open.has(condition.id));
    if (wanted.length === 0) return;
    const file = await lstat(join(at(this.#root, folder), name)).catch(() => undefined);
    if (!file?.isFile()) return;
    for (const { condition } of wanted)
      if (isAsWanted(condition, file)) {
        this.open.delete(condition.id);
        this.found.push({ condition: condition.id, folder, bytes: file.size });
      }
  }

  async #mayGoOn(): Promise<boolean> {
    this.#signal?.throwIfAborted();
    if (this.open.size === 0) return false;
    const now = performance.now();
    if (++this.#entries > this.#bounds.entries || now > this.#untilMs) {
      this.bounded = true;
      return false;
    }
    if (now < this.#restAtMs) return true;
    if (this.#restAtMs > 0) await pause(this.#bounds.restMs, undefined, { signal: this.#signal });
    this.#restAtMs = performance.now() + workMs;
    return true;
  }
}
