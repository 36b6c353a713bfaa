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
  /** Some of what was collected was not taken; `result_failed.txt` names the computers. */
  DELIVERY_INCOMPLETE: 11,
  PASSWORD_WRONG: 12,
  /** It was told not to communicate with the server. */
  MANAGED_OFFLINE: 13,
  COLLECTION_CANCELLED: 20,
  COLLECTION_RUNNING: 21,
  /** It passes: the medium was busy or full. */
  COLLECTION_INTERRUPTED: 22,
  PATH_TOO_LONG: 25,
  NOT_LOCAL: 26,
  COLLECTION_FAILED: 27,
  TOOL_FOLDER_UNUSABLE: 28,
  TOOL_DAMAGED: 29,
} as const;
export type FaultCode = keyof typeof exitCodes;

/**
 * The numbers of the catalogue for the collection on offline computers (docs/requirements/commands.md). Windows hands
 * them to whoever started it; elsewhere an exit code has eight bits, so there it is the one above.
 */
export const catalogueCodes: Readonly<Partial<Record<FaultCode, number>>> = {
  COLLECTION_CANCELLED: 10_001,
  USAGE: 10_011,
  COLLECTION_RUNNING: 10_031,
  COLLECTION_INTERRUPTED: 10_032,
  PATH_TOO_LONG: 10_051,
  NOT_LOCAL: 10_052,
  COLLECTION_FAILED: 10_101,
  TOOL_FOLDER_UNUSABLE: 10_102,
  TOOL_DAMAGED: 10_105,
  IDENTITY_DAMAGED: 10_106,
};

/** `collecting`: it was asked to collect for an offline computer, whose codes the catalogue numbers. */
export function exitCodeOf(code: FaultCode, collecting: boolean, platform = process.platform): number {
  const number = collecting && platform === 'win32' ? catalogueCodes[code] : undefined;
  return number ?? exitCodes[code];
}
