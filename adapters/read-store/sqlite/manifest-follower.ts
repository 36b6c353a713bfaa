import { statSync } from 'node:fs';
import { join } from 'node:path';
import { manifestPath, readManifest } from './manifest.ts';
import type { ProjectionLayout } from './schema.ts';
import { fingerprint } from './schema.ts';

/** What a process that only reads finds of a projection: the file, or why there is none for it. */
export type Found =
  | { readonly path: string; readonly reason: string | undefined }
  | { readonly path: undefined; readonly reason: string };

/** Lets a second process follow the swaps of the one that writes, without writing anything itself. */
export class ManifestFollower {
  private readonly folder: string;
  private seen = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  find(layout: ProjectionLayout): Found {
    const entry = readManifest(this.folder).projections[layout.name];
    if (!entry) return { path: undefined, reason: 'no files yet' };
    if (entry.fingerprint !== fingerprint(layout))
      return { path: undefined, reason: 'files were built for another version' };
    const path = join(this.folder, entry.file);
    return {
      path,
      reason: entry.damage ?? (entry.complete ? undefined : 'the first build was not finished'),
    };
  }

  /** True once after each change of the manifest. */
  moved(): boolean {
    const { mtimeNs, ino } =
      statSync(manifestPath(this.folder), { bigint: true, throwIfNoEntry: false }) ?? {};
    const now = `${mtimeNs} ${ino}`;
    const moved = now !== this.seen;
    this.seen = now;
    return moved;
  }
}
