import { StoreUnavailableError } from '../../domain/kernel/index.ts';

/** Runs it, and says every failure of SQLite as the port does. */
export function guarded<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translated(file, error);
  }
}

export function translated(file: string, error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  const { message } = error as Error;
  if (code === 'SQLITE_FULL')
    return new StoreUnavailableError(
      'disk-full',
      `no room left for ${file}; free space and it goes on by itself`,
    );
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return new StoreUnavailableError('corrupt', `${file} is damaged (${message}); restore it from a backup`, {
      cause: error,
    });
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return new StoreUnavailableError(
      'timeout',
      `${file} was kept locked by another process for more than 5 seconds`,
    );
  if (
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY')
  )
    return new StoreUnavailableError('unreachable', `${file} cannot be used: ${message} (${code})`, {
      cause: error,
    });
  return error;
}

/** `SQLITE_…` of an error of SQLite. Told by its code: its class, and even `Error`, differ between loads of the driver. */
export function sqliteCodeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
