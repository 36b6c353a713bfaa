/** What keeps the agent from doing what it was asked, in a code for programs and words for people. */
export class AgentFault extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string) {
    super(message);
    this.name = 'AgentFault';
    this.code = code;
  }
}

/** Exit codes of the program; 0: done, 1: an unforeseen fault. */
export const exitCodes = {
  USAGE: 2,
  NOT_ENROLLED: 3,
  ENROLLED_ALREADY: 4,
  SERVER_REFUSED: 5,
  /** Nothing is lost: what was to be sent waits in the spool. */
  SERVER_UNREACHABLE: 6,
  IDENTITY_DAMAGED: 7,
  FOLDER_UNUSABLE: 8,
  PLATFORM_UNSUPPORTED: 9,
  /** Another version is in place; the launcher starts it. */
  UPDATED: 10,
  /** A password is asked for, and the right one was not given. */
  PASSWORD_REFUSED: 11,
} as const;
export type FaultCode = keyof typeof exitCodes;
