/**
 * What keeps the archive from being written or read.
 *
 * - `internal`: a fault of the program
 * - `data`: the data folder cannot be read or written, or is full
 * - `unreachable`: the archive's folder is not there, or does not answer
 * - `access`: nobody may read or write there with the rights that the server has
 * - `archive`: reading or writing in the archive's folder failed, or there is no room
 * - `missing`: files that were written are gone
 * - `corrupt`: files are not as they were written
 */
export type ArchiveFaultCause =
  'internal' | 'data' | 'unreachable' | 'access' | 'archive' | 'missing' | 'corrupt';

export class ArchiveFault extends Error {
  readonly reason: ArchiveFaultCause;
  /** Names of the files concerned, without their folder. */
  readonly files: readonly string[];
  constructor(reason: ArchiveFaultCause, message: string, files: readonly string[] = []) {
    super(message);
    this.name = 'ArchiveFault';
    this.reason = reason;
    this.files = files;
  }
}

/** What the file system said, as a fault; a fault stays what it is. */
export function faultOf(error: unknown): ArchiveFault {
  if (error instanceof ArchiveFault) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ArchiveFault('access', message);
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOTCONN':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return new ArchiveFault('unreachable', message);
    default:
      return new ArchiveFault(code.startsWith('E') ? 'archive' : 'internal', message);
  }
}
