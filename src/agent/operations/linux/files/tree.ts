import { watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Stats } from 'node:fs';
import { entryOf, idOf, isFolder, pathOf, rootOf, type Entry, type Folder } from './entry.ts';
import { SizeIndex } from './size-index.ts';

export interface TreeBounds {
  /** Each costs the kernel a watch. */
  readonly folders: number;
  readonly entries: number;
}

export const treeBounds: TreeBounds = { folders: 8_192, entries: 200_000 };

/** What became of a thing, in the order in which it was found out. `from`: its path before. */
export type Change =
  | { readonly kind: 'appeared' | 'changed'; readonly entry: Entry }
  | { readonly kind: 'vanished' | 'moved'; readonly entry: Entry; readonly from: string };

export interface Root {
  /** Whole path. */
  readonly path: string;
  /** In homes, names that begin with a dot belong to programs; media may be taken away and come back. */
  readonly kind: 'home' | 'medium';
}

/**
 * Folders with all that is in them, kept as they are: the kernel says in which folder something has happened, and the
 * names are looked at. What vanishes is remembered until `forget`, as it may appear elsewhere.
 */
export class Tree {
  readonly bySize = new SizeIndex();
  readonly #bounds: TreeBounds;
  readonly #onMarked: () => void;
  readonly #roots = new Map<string, { readonly folder: Folder; readonly root: Root }>();
  readonly #byId = new Map<string, Entry>();
  #marks = new Map<Folder, Set<string>>();
  #folders = 0;
  /** Roots whose folders may not be the same any more: they are to be dropped and taken anew. */
  readonly doubtful = new Set<string>();
  /** Folders there was no room for. */
  leftOut = 0;

  constructor(onMarked: () => void, bounds: TreeBounds = treeBounds) {
    this.#onMarked = onMarked;
    this.#bounds = bounds;
  }

  get roots(): readonly string[] {
    return [...this.#roots.keys()];
  }

  /** What is there from now on counts as known. */
  async take(root: Root): Promise<void> {
    const stats = await lstat(root.path).catch(() => undefined);
    if (!stats?.isDirectory() || this.#byId.has(idOf(stats))) return;
    const folder = entryOf(root.path, undefined, stats) as Folder;
    this.#roots.set(root.path, { folder, root });
    this.#keep(folder);
    await this.#takeUp(folder);
  }

  /** Without a word: it was a medium that was taken away. */
  drop(path: string): void {
    const known = this.#roots.get(path);
    this.#roots.delete(path);
    this.doubtful.delete(path);
    if (known) this.forget(known.folder);
  }

  at(path: string): Entry | undefined {
    for (const [rootPath, { folder }] of this.#roots) {
      if (path === rootPath) return folder;
      if (!path.startsWith(`${rootPath}/`)) continue;
      let entry: Entry | undefined = folder;
      for (const name of path.slice(rootPath.length + 1).split('/'))
        entry = entry && isFolder(entry) ? entry.entries.get(name) : undefined;
      if (entry) return entry;
    }
    return undefined;
  }

  /** Looks at every folder once more: the kernel says nothing where too much happens at once. */
  async recheck(): Promise<void> {
    const folders = [...this.#byId.values()].filter(isFolder);
    for (const folder of folders) {
      const names = new Set(await readdir(pathOf(folder)).catch(() => [] as string[]));
      const come = [...names].filter(name => !folder.entries.has(name));
      const gone = [...folder.entries.keys()].filter(name => !names.has(name));
      for (const name of [...come, ...gone]) if (this.#isWatched(folder, name)) this.#mark(folder, name);
    }
  }

  /** What has become of everything that was marked. */
  async changes(): Promise<readonly Change[]> {
    const marks = this.#marks;
    this.#marks = new Map();
    const changes: Change[] = [];
    const elsewhere: [Folder, ReadonlySet<string>][] = [];
    const come: { readonly folder: Folder; readonly name: string; readonly stats: Stats }[] = [];
    for (const [folder, names] of marks) {
      if (!(await this.#isThere(folder))) {
        elsewhere.push([folder, names]);
        continue;
      }
      for (const name of names) {
        const known = folder.entries.get(name);
        const stats = await lstat(join(pathOf(folder), name)).catch(() => undefined);
        const isSame = known !== undefined && stats !== undefined && known.id === idOf(stats);
        if (isSame) changes.push(...this.#changed(known, stats));
        else {
          if (known) changes.push({ kind: 'vanished', entry: known, from: pathOf(known) });
          if (known) folder.entries.delete(name);
          if (stats) come.push({ folder, name, stats });
        }
      }
    }
    for (const { folder, name, stats } of come) changes.push(...(await this.#come(folder, name, stats)));
    // A folder that was moved is looked at again where it is now.
    for (const [folder, names] of elsewhere)
      if (await this.#isThere(folder)) for (const name of names) this.#mark(folder, name);
    return changes;
  }

  /** It is gone, with everything in it. */
  forget(entry: Entry): void {
    if (this.#byId.get(entry.id) === entry) this.#byId.delete(entry.id);
    if (entry.parent?.entries.get(entry.name) === entry) entry.parent.entries.delete(entry.name);
    this.bySize.remove(entry);
    if (!isFolder(entry)) return;
    entry.unwatch();
    entry.unwatch = () => undefined;
    this.#marks.delete(entry);
    this.#folders--;
    for (const each of entry.entries.values()) this.forget(each);
  }

  close(): void {
    for (const path of this.roots) this.drop(path);
  }

  async #come(folder: Folder, name: string, stats: Stats): Promise<readonly Change[]> {
    if (!(stats.isFile() || stats.isDirectory()) || !this.#isWatched(folder, name)) return [];
    const known = this.#byId.get(idOf(stats));
    if (known) {
      const from = pathOf(known);
      const isGone = known.parent?.entries.get(known.name) !== known;
      // A second name of the same file is none of its own.
      if (!isGone && !(await this.#hasLeft(known))) return [];
      if (!isGone) known.parent?.entries.delete(known.name);
      known.name = name;
      known.parent = folder;
      folder.entries.set(name, known);
      this.#changed(known, stats);
      return [{ kind: 'moved', entry: known, from }];
    }
    if (stats.isDirectory() && stats.dev !== folder.device) return [];
    if (this.#byId.size >= this.#bounds.entries) return [];
    const entry = entryOf(name, folder, stats);
    folder.entries.set(name, entry);
    this.#keep(entry);
    const inside = isFolder(entry) ? await this.#takeUp(entry) : [];
    return [entry, ...inside].map(each => ({ kind: 'appeared', entry: each }) as const);
  }

  /** Watches a folder and everything in it; answers what is in it. */
  async #takeUp(folder: Folder): Promise<readonly Entry[]> {
    if (this.#folders > this.#bounds.folders || this.#byId.size > this.#bounds.entries) {
      this.leftOut++;
      return [];
    }
    const path = pathOf(folder);
    // First watched and then read: nothing falls between.
    if (!this.#watch(folder, path)) return [];
    const found: Entry[] = [];
    for (const name of await readdir(path).catch(() => [] as string[])) {
      const stats = await lstat(join(path, name)).catch(() => undefined);
      if (!stats || folder.entries.has(name) || this.#byId.has(idOf(stats))) continue;
      if (!(stats.isFile() || stats.isDirectory()) || !this.#isWatched(folder, name)) continue;
      if (stats.isDirectory() && stats.dev !== folder.device) continue;
      const entry = entryOf(name, folder, stats);
      folder.entries.set(name, entry);
      this.#keep(entry);
      found.push(entry, ...(isFolder(entry) ? await this.#takeUp(entry) : []));
    }
    return found;
  }

  #watch(folder: Folder, path: string): boolean {
    try {
      const watcher = watch(path, (_event, name) => {
        // So the kernel says that the file system is not mounted any more, even where it soon is again.
        const isRoot = folder.parent === undefined && name === basename(path);
        if (isRoot && this.#roots.get(path)?.root.kind === 'medium') this.doubtful.add(path);
        if (name !== null && this.#isWatched(folder, name)) this.#mark(folder, name);
      });
      watcher.on('error', () => watcher.close());
      folder.unwatch = () => watcher.close();
      return true;
    } catch {
      // It is gone already, or the kernel has no watch left.
      this.leftOut++;
      return false;
    }
  }

  #mark(folder: Folder, name: string): void {
    const names = this.#marks.get(folder);
    if (names) names.add(name);
    else this.#marks.set(folder, new Set([name]));
    this.#onMarked();
  }

  #keep(entry: Entry): void {
    this.#byId.set(entry.id, entry);
    if (isFolder(entry)) this.#folders++;
    else this.bySize.add(entry);
  }

  #changed(entry: Entry, { size, mtimeMs, uid }: Stats): readonly Change[] {
    const isSame = entry.size === size && entry.modified === mtimeMs && entry.owner === uid;
    if (isSame || isFolder(entry)) return [];
    this.bySize.remove(entry);
    Object.assign(entry, { size, modified: mtimeMs, owner: uid });
    this.bySize.add(entry);
    return [{ kind: 'changed', entry }];
  }

  async #hasLeft(entry: Entry): Promise<boolean> {
    const stats = await lstat(pathOf(entry)).catch(() => undefined);
    return !stats || idOf(stats) !== entry.id;
  }

  /** Once a medium is taken away, or somebody puts a link at its place, another folder stands there. */
  async #isThere(folder: Folder): Promise<boolean> {
    return !(await this.#hasLeft(folder));
  }

  #isWatched(folder: Folder, name: string): boolean {
    if (!name.startsWith('.')) return true;
    return this.#roots.get(rootOf(folder).name)?.root.kind !== 'home';
  }
}
