import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { CommandError, exitCodes, type ExitCode } from './exit-codes.ts';

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const noAccess = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOENT',
  'EBUSY',
  'EIO',
]);

/**
 * What went wrong with files, as one line for whoever ran the command; anything else as it is.
 *
 * @param full the exit code where there is no room left
 * @param after the sentence that says how things stand now
 */
export function troubleOf(error: unknown, full: ExitCode, after: string): unknown {
  // A server goes on by itself once there is room, as its own line says; a command has ended.
  if (error instanceof StoreUnavailableError && error.reason === 'disk-full')
    return new CommandError(full, `${error.message.split(';')[0]}. ${after}`, { cause: error });
  // A failing medium names no path.
  const { code, path = 'A file' } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (noRoom.has(code))
    return new CommandError(full, `${path}: there is no room left. ${after}`, { cause: error });
  if (noAccess.has(code))
    return new CommandError(exitCodes.write, `${path} cannot be read or written (${code}). ${after}`, {
      cause: error,
    });
  return error;
}

/** Asked before anything is written. Sizes in bytes. */
export function assertRoom(target: string, needed: number, full: ExitCode): void {
  const { bavail, bsize } = statfsSync(dirname(target));
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new CommandError(
    full,
    `${dirname(target)} has ${megabytes(free)} MB free, ${megabytes(needed)} MB are needed. Nothing was written.`,
  );
}

export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
