import { createWriteStream } from 'node:fs';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveFault } from '../../../../adapters/operation-logs/archive/faults.ts';
import { copying } from '../../../../adapters/operation-logs/archive/manifest.ts';
import type { OperationDay } from '../../../../domain/operation-logs/index.ts';
import type { StoredOperation } from '../../../../projections/operation-logs/index.ts';
import { csvFile } from '../csv-text.ts';

/** Writes a day as CSV into the folder `export` of the archive; one that is there is replaced once the new one is whole. */
export async function exportDay(
  folder: string,
  day: OperationDay,
  pages: AsyncIterable<readonly StoredOperation[]>,
): Promise<void> {
  const file = exportPath(folder, day);
  await mkdir(path.dirname(file), { recursive: true });
  if (!(await lstat(path.dirname(file))).isDirectory())
    throw new ArchiveFault('archive', 'the folder `export` is a link', ['export']);
  const making = file + copying;
  await rm(making, { force: true });
  try {
    const text = Readable.from(csvFile(pages), { objectMode: false, highWaterMark: 256 * 1024 });
    await pipeline(text, createWriteStream(making, { flags: 'wx', mode: 0o640, flush: true }));
    await rename(making, file);
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
}

export async function isExported(folder: string, day: OperationDay): Promise<boolean> {
  return lstat(exportPath(folder, day)).then(
    stat => stat.isFile(),
    () => false,
  );
}

function exportPath(folder: string, day: OperationDay): string {
  return path.join(folder, 'export', `operations-${day}.csv`);
}
