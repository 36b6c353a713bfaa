import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const noAccess = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EBUSY', 'EIO']);

/** What went wrong while files were copied, as one line for whoever asked; anything else as it is. */
export function troubleOf(error: unknown, full: ExitCode): unknown {
  if (error instanceof StoreUnavailableError && error.reason === 'disk-full')
    return new CommandError(full, `${withoutAdvice(error.message)}. Nothing was left behind.`, {
      cause: error,
    });
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const where = path ?? 'the folder';
  if (noRoom.has(code))
    return new CommandError(full, `There is no room left for ${where}. Nothing was left behind.`, {
      cause: error,
    });
  if (noAccess.has(code))
    return new CommandError(
      exitCodes.write,
      `${where} cannot be read or written (${code}). Nothing was left behind.`,
      {
        cause: error,
      },
    );
  return error;
}

/** A server goes on by itself once there is room; a command has ended. */
function withoutAdvice(message: string): string {
  return message.split(';')[0] ?? message;
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
