import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Which file serves a projection. */
export interface ManifestEntry {
  /** Name within the folder. */
  readonly file: string;
  readonly version: number;
  readonly fingerprint: string;
  /** False for the empty file that serves until the first rebuild has finished. */
  readonly complete: boolean;
  /** What was found wrong with the file while it served. */
  readonly damage?: string;
  /** A file of another version, kept until the rebuild has taken over what presence wrote into it. */
  readonly previous?: string;
}

export interface Manifest {
  readonly format: 1;
  readonly projections: Readonly<Record<string, ManifestEntry>>;
}

const fileName = 'manifest.json';

export function manifestPath(folder: string): string {
  return join(folder, fileName);
}

/** Missing or unreadable counts as empty: everything is then built anew from the log. */
export function readManifest(folder: string): Manifest {
  try {
    const parsed = JSON.parse(readFileSync(manifestPath(folder), 'utf8')) as Manifest;
    if (parsed.format === 1 && typeof parsed.projections === 'object' && parsed.projections !== null)
      return parsed;
  } catch {
    // Fall through: no manifest, no files.
  }
  return { format: 1, projections: {} };
}

/** Replaces the manifest in one step; after a crash either the old or the new one is there. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const fresh = join(folder, `${fileName}.new`);
  const descriptor = openSync(fresh, 'w');
  try {
    writeSync(descriptor, `${JSON.stringify(manifest, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(fresh, manifestPath(folder));
  syncFolder(folder);
}

export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a database with its companions (`-wal`, `-shm`). */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Removes files of a projection that the manifest does not name: left by a crash in a rebuild. */
export function removeStrays(
  folder: string,
  projection: string,
  keep: readonly (string | undefined)[],
): void {
  for (const name of readdirSync(folder)) {
    const base = name.replace(/-(wal|shm|journal)$/, '');
    if (!keep.includes(base) && base.startsWith(`${projection}@`))
      rmSync(join(folder, name), { force: true });
  }
}

/** `devices.list@<build>.db`; the build distinguishes files of one projection and never comes back. */
export function databaseName(projection: string, build: string): string {
  return `${projection}@${build}.db`;
}
