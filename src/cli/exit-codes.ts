/**
 * Exit codes of every command, the numbers of the catalogue (docs/requirements/commands.md, "Exit code
 * catalogue"). Schedulers judge a run by them, so a number never changes its meaning.
 */
export const exitCodes = {
  done: 0,
  /** `ledger verify`: something does not verify. `inventory import`, `offline import`, `inventory replay`: some were refused. `replay`: a difference. */
  partly: 1,
  syntax: 11,
  /** A path that is not absolute, too long, or whose folder does not exist. */
  folder: 12,
  /** Where a backup was expected there is none that was finished. */
  noBackup: 13,
  /** The output could not be written: access or space. */
  write: 15,
  /** Another command of the lock group is running. */
  busy: 31,
  /** The folder of a new backup is there already. */
  exists: 32,
  /** Not enough space for a backup. */
  noRoom: 33,
  permission: 51,
  /** The server must be stopped for this. */
  notStopped: 53,
  /** No server and no store where MUSTER_URL and MUSTER_DATA point. */
  notSetUp: 54,
  /** A backup of a version that this one cannot read. */
  otherVersion: 56,
  filter: 70,
  filterName: 77,
  format: 80,
  /** A filter speaks of columns that this server does not have. */
  otherFields: 84,
  /** A filter holds what only this server knows. */
  notExportable: 86,
  failed: 101,
  store: 120,
  interrupted: 150,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a code and a line that says what is wrong and what to do. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** Code of the server's refusal, where it is one. */
  readonly problem: string | undefined;
  constructor(
    exitCode: ExitCode,
    message: string,
    { problem, ...options }: ErrorOptions & { readonly problem?: string | undefined } = {},
  ) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.problem = problem;
  }
}
