import type { Stats } from 'node:fs';
import { join } from 'node:path';

/** What is known of a file or folder that is watched. It stays the same thing while it is renamed and moved. */
export interface Entry {
  /** Device, number and time of birth: no two things on a computer have the same, not even one after the other. */
  readonly id: string;
  readonly isFolder: boolean;
  /** Milliseconds since the epoch; 0 where the file system does not keep it. */
  readonly born: number;
  name: string;
  /** Undefined: it is the root of what is watched, and its name a whole path. */
  parent: Folder | undefined;
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
  owner: number;
}

export interface Folder extends Entry {
  readonly isFolder: true;
  readonly device: number;
  readonly entries: Map<string, Entry>;
  unwatch: () => void;
}

export function isFolder(entry: Entry): entry is Folder {
  return entry.isFolder;
}

export function idOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
}

export function entryOf(name: string, parent: Folder | undefined, stats: Stats): Entry {
  const { size, mtimeMs: modified, uid: owner, birthtimeMs: born } = stats;
  const entry = { id: idOf(stats), born, name, parent, size, modified, owner };
  if (!stats.isDirectory()) return { ...entry, isFolder: false };
  const folder: Folder = {
    ...entry,
    isFolder: true,
    device: stats.dev,
    entries: new Map(),
    unwatch: () => undefined,
  };
  return folder;
}

export function pathOf({ name, parent }: Entry): string {
  return parent ? join(pathOf(parent), name) : name;
}

export function rootOf(entry: Entry): Entry {
  return entry.parent ? rootOf(entry.parent) : entry;
}
