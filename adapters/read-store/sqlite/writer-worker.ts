import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { EventChanges } from '../../../projections/kernel/index.ts';
import { createDatabase, damageOf, findDamage, isDamage } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import type { ManifestEntry } from './manifest.ts';
import { databaseName, readManifest, removeDatabase, removeStrays, writeManifest } from './manifest.ts';
import type { Changed, TouchUpdate } from './projection-writer.ts';
import { ProjectionWriter } from './projection-writer.ts';
import { ReadStoreDamagedError, serve } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';
import { fingerprint } from './schema.ts';

const { folder } = workerData as { folder: string };
const lock = lockFolder(folder);
const writers = new Map<string, ProjectionWriter>();

export interface Opened {
  readonly path: string;
  readonly position: number;
  readonly eventId: string | null;
  /** Why the projection has to be rebuilt; undefined where it is ready. */
  readonly reason: string | undefined;
}

function writerOf(projection: string): ProjectionWriter {
  const writer = writers.get(projection);
  if (!writer) throw new Error(`projection ${projection} is not open`);
  return writer;
}

function guarded<T>(projection: string, run: (writer: ProjectionWriter) => T): T {
  try {
    return run(writerOf(projection));
  } catch (error) {
    if (!isDamage(error)) throw error;
    const damage = damageOf(error);
    condemn(projection, damage);
    throw new ReadStoreDamagedError(projection, damage);
  }
}

/** Damage that only shows when a page is read must not be forgotten: the file looks sound from outside. */
function condemn(projection: string, damage: string): void {
  const manifest = readManifest(folder);
  const entry = manifest.projections[projection];
  if (!entry) return;
  const condemned = { ...entry, damage };
  writeManifest(folder, { ...manifest, projections: { ...manifest.projections, [projection]: condemned } });
}

/** Why the file of the manifest cannot serve the projection as it is defined now. */
function reasonToRebuild(layout: ProjectionLayout): string | undefined {
  const entry = readManifest(folder).projections[layout.name];
  if (!entry) return 'no files yet';
  if (entry.version !== layout.version)
    return `files are of version ${entry.version}, wanted is ${layout.version}`;
  if (entry.fingerprint !== fingerprint(layout)) return 'files were built for other collections or columns';
  if (entry.damage !== undefined) return entry.damage;
  if (!entry.complete) return 'the first build was not finished';
  return findDamage(join(folder, entry.file));
}

function record(
  layout: ProjectionLayout,
  entry: Pick<ManifestEntry, 'file' | 'complete' | 'previous'>,
): void {
  const manifest = readManifest(folder);
  const whole = { version: layout.version, fingerprint: fingerprint(layout), ...entry };
  writeManifest(folder, { ...manifest, projections: { ...manifest.projections, [layout.name]: whole } });
}

function newName(layout: ProjectionLayout): string {
  return databaseName(layout.name, randomBytes(6).toString('hex'));
}

const methods = {
  open(layout: ProjectionLayout): Opened {
    writers.get(layout.name)?.close();
    writers.delete(layout.name);
    let reason = reasonToRebuild(layout);
    const known = readManifest(folder).projections[layout.name];
    let file = known?.file ?? '';
    let previous = known?.previous;
    let writer: ProjectionWriter | undefined;
    if (reason === undefined) {
      try {
        writer = new ProjectionWriter(join(folder, file), layout);
      } catch (error) {
        reason = damageOf(error);
      }
    }
    if (!writer) {
      // An empty file at position 0 serves until the rebuild has finished.
      if (known?.complete) previous = file;
      file = newName(layout);
      createDatabase(join(folder, file), layout, { indexes: true });
      record(layout, { file, complete: false, ...(previous !== undefined && { previous }) });
      writer = new ProjectionWriter(join(folder, file), layout);
    }
    removeStrays(folder, layout.name, [file, previous]);
    writers.set(layout.name, writer);
    const { position, eventId } = writer;
    return { path: join(folder, file), position, eventId, reason };
  },
  apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId: string | null,
  ): Changed {
    return guarded(projection, writer => writer.apply(batch, position, at, eventId));
  },
  touch(projection: string, collection: string, updates: readonly TouchUpdate[]): void {
    guarded(projection, writer => writer.touch(collection, updates));
  },
  position(projection: string): number {
    return writerOf(projection).position;
  },
  /** Where a rebuild may write (a stray until `adopt`), and the file whose volatile columns it takes over. */
  beginRebuild(layout: ProjectionLayout): { readonly path: string; readonly carryFrom: string | undefined } {
    const known = readManifest(folder).projections[layout.name];
    const from = known?.previous ?? known?.file;
    return {
      path: join(folder, newName(layout)),
      carryFrom: from === undefined ? undefined : join(folder, from),
    };
  },
  /** The swap: from here on the finished file is the projection's. Answers files that no longer serve. */
  adopt(layout: ProjectionLayout, path: string): readonly string[] {
    const writer = new ProjectionWriter(path, layout);
    const known = readManifest(folder).projections[layout.name];
    try {
      record(layout, { file: basename(path), complete: true });
    } catch (error) {
      writer.close();
      throw error;
    }
    writers.get(layout.name)?.close();
    writers.set(layout.name, writer);
    return [known?.file, known?.previous].filter(file => file !== undefined).map(file => join(folder, file));
  },
  condemn,
  /** Removes files that no longer serve, once no reader has them open. */
  remove(paths: readonly string[]): void {
    for (const path of paths) removeDatabase(path);
  },
  close(): void {
    for (const writer of writers.values()) writer.close();
    writers.clear();
    lock.close();
  },
};

export type WriterMethods = typeof methods;

serve(methods);
