/** Why an update is not done; the code is told to the server. */
export const updateFaults = [
  /** It does not run from a package. */
  'UPDATE_UNSUPPORTED',
  'UPDATE_FOREIGN_PLATFORM',
  /** Not signed with the release key of the package that runs. */
  'UPDATE_FORGED',
  /** It did not run here before. */
  'UPDATE_KNOWN_BAD',
  /** An earlier version, which was not asked for as one. */
  'UPDATE_DOWNGRADE',
  /** Another update was ordered meanwhile. */
  'UPDATE_SUPERSEDED',
  'UPDATE_NO_ROOM',
  /** The server does not hand it out any more. */
  'UPDATE_GONE',
  /** It could not be fetched in time. */
  'UPDATE_UNREACHABLE',
  /** What was fetched is not the file that was signed. */
  'UPDATE_DAMAGED',
  /** It is no package, or one that would write beside its folder. */
  'UPDATE_NO_PACKAGE',
  'UPDATE_CRASHED',
  /** Something else; the detail says what. */
  'UPDATE_FAILED',
  /** It ran and did not reach the server. */
  'UPDATE_SILENT',
] as const;
export type UpdateFaultCode = (typeof updateFaults)[number];

export class UpdateFault extends Error {
  readonly code: UpdateFaultCode;
  constructor(code: UpdateFaultCode, message: string) {
    super(message);
    this.name = 'UpdateFault';
    this.code = code;
  }
}

/** Where a disk is full it says so in several ways; anything else is as it was. */
export function withoutRoom(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new UpdateFault('UPDATE_NO_ROOM', 'there is no room on the disk')
    : error;
}
