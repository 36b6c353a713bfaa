import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { EventChanges } from '../../../projections/kernel/index.ts';
import { createDatabase, findDamage, isDamage } from './database.ts';
import { databaseName, readManifest, removeDatabase, removeStrays, writeManifest } from './manifest.ts';
import type { Changed, TouchUpdate } from './projection-writer.ts';
import { ProjectionWriter } from './projection-writer.ts';
import { ReadStoreDamagedError, serve } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';
import { fingerprint } from './schema.ts';

const { folder } = workerData as { folder: string };
mkdirSync(folder, { recursive: true });
const writers = new Map<string, ProjectionWriter>();

export interface Opened {
  readonly path: string;
  readonly position: number;
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
    if (isDamage(error))
      throw new ReadStoreDamagedError(projection, `file is damaged: ${(error as Error).message}`);
    throw error;
  }
}

/** Why the file of the manifest cannot serve the projection as it is defined now. */
function reasonToRebuild(layout: ProjectionLayout): string | undefined {
  const entry = readManifest(folder).projections[layout.name];
  if (!entry) return 'no files yet';
  if (entry.version !== layout.version)
    return `files are of version ${entry.version}, wanted is ${layout.version}`;
  if (entry.fingerprint !== fingerprint(layout)) return 'files were built for other collections or columns';
  if (!entry.complete) return 'the first build was not finished';
  return findDamage(join(folder, entry.file));
}

function record(layout: ProjectionLayout, file: string, complete: boolean): void {
  const manifest = readManifest(folder);
  const entry = { file, version: layout.version, fingerprint: fingerprint(layout), complete };
  writeManifest(folder, { ...manifest, projections: { ...manifest.projections, [layout.name]: entry } });
}

function newName(layout: ProjectionLayout): string {
  return databaseName(layout.name, randomBytes(6).toString('hex'));
}

const methods = {
  open(layout: ProjectionLayout): Opened {
    writers.get(layout.name)?.close();
    writers.delete(layout.name);
    const reason = reasonToRebuild(layout);
    let file = readManifest(folder).projections[layout.name]?.file ?? '';
    if (reason !== undefined) {
      // An empty file at position 0 serves until the rebuild has finished.
      file = newName(layout);
      createDatabase(join(folder, file), layout, { indexes: true });
      record(layout, file, false);
    }
    removeStrays(folder, layout.name, file);
    const path = join(folder, file);
    const writer = new ProjectionWriter(path, layout);
    writers.set(layout.name, writer);
    return { path, position: writer.position, reason };
  },
  apply(projection: string, batch: readonly EventChanges[], position: number, at: string): Changed {
    return guarded(projection, writer => writer.apply(batch, position, at));
  },
  touch(projection: string, collection: string, updates: readonly TouchUpdate[]) {
    return guarded(projection, writer => ({
      ids: writer.touch(collection, updates),
      position: writer.position,
    }));
  },
  position(projection: string): number {
    return writerOf(projection).position;
  },
  /** Where a rebuild may write; the file is a stray until `adopt`. */
  freshPath(layout: ProjectionLayout): string {
    return join(folder, newName(layout));
  },
  /** The swap: from here on the finished file is the projection's. Answers the path of the old one. */
  adopt(layout: ProjectionLayout, path: string): { readonly old: string | undefined } {
    const writer = new ProjectionWriter(path, layout);
    const old = readManifest(folder).projections[layout.name]?.file;
    try {
      record(layout, basename(path), true);
    } catch (error) {
      writer.close();
      throw error;
    }
    writers.get(layout.name)?.close();
    writers.set(layout.name, writer);
    return { old: old === undefined ? undefined : join(folder, old) };
  },
  /** Removes a file that no longer serves, once no reader has it open. */
  remove(path: string): void {
    removeDatabase(path);
  },
  close(): void {
    for (const writer of writers.values()) writer.close();
    writers.clear();
  },
};

export type WriterMethods = typeof methods;

serve(methods);
