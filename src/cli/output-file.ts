import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { askToReplace } from './ask.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

const longestPath = 259;

/**
 * Checks where an export may write: an absolute path of at most 259 bytes in a folder that exists. An existing
 * file is replaced only with `overwrite` or after a yes at the terminal.
 */
export async function claimOutput(path: string, overwrite: boolean): Promise<void> {
  if (!isAbsolute(path)) throw new CommandError(exitCodes.folder, `${path}: an absolute path is wanted.`);
  if (Buffer.byteLength(path) > longestPath)
    throw new CommandError(
      exitCodes.folder,
      `The path has ${Buffer.byteLength(path)} bytes; at most ${longestPath} are taken.`,
    );
  const folder = dirname(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new CommandError(exitCodes.folder, `${folder}: there is no such folder.`);
  if (!existsSync(path) || overwrite) return;
  await askToReplace(path, exitCodes.write);
}

/** Writes beside the target and renames at the end: a run that breaks or is ended leaves the earlier file as it was. */
export async function writeOutput(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${path}.part`;
  const discard = () => rmSync(partial, { force: true });
  process.once('exit', discard);
  try {
    await pipeline(Readable.from(chunks), createWriteStream(partial, { mode: 0o600 }));
    renameSync(partial, path);
  } catch (error) {
    discard();
    if (error instanceof CommandError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code && ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EISDIR', 'EDQUOT'].includes(code))
      throw new CommandError(exitCodes.write, `${path} could not be written: ${code}.`, { cause: error });
    throw error;
  } finally {
    process.off('exit', discard);
  }
}
