import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { placesIn } from '../../server/data-places.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { assertRoom } from '../file-trouble.ts';
import type { BackedUpFile, BackupManifest } from './manifest.ts';
import { fillFolder } from './staging.ts';

/**
 * Makes a data folder of a backup that was verified. What is written is hashed on its way, so that a medium that
 * reads otherwise the second time is noticed. The folder bears its name only when it is complete.
 *
 * @param onProgress told bytes written and in all
 * @throws CommandError with the reason in one line; nothing is left behind then
 */
export async function restoreBackup(
  from: string,
  manifest: BackupManifest,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const days = manifest.days ?? [];
  const total = [...manifest.files, ...days].reduce((sum, { bytes }) => sum + bytes, 0);
  const codes = { taken: exitCodes.folder, full: exitCodes.write };
  await fillFolder(target, codes, async folder => {
    assertRoom(target, total, exitCodes.write);
    const places = placesIn(folder);
    let done = 0;
    const written = (bytes: number): void => onProgress((done += bytes), total);
    for (const file of manifest.files)
      await copyFile(join(from, file.name), places[file.holds], file, written);
    if (days.length > 0) mkdirSync(places.operations, { mode: 0o700 });
    for (const day of days)
      await copyFile(join(from, day.name), join(places.operations, basename(day.name)), day, written);
  });
}

async function copyFile(
  from: string,
  to: string,
  { name, sha256 }: Pick<BackedUpFile, 'name' | 'sha256'>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(from, { highWaterMark: 1024 * 1024 }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        onBytes(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(to, { mode: 0o600 }),
  );
  if (hash.digest('hex') !== sha256)
    throw new CommandError(
      exitCodes.format,
      `${name} read differently than a moment ago: the medium of the backup fails. Nothing was left behind.`,
    );
}
