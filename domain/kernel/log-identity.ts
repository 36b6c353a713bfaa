/** Which log it is: its first event, which stays whatever is appended and wherever it is moved. */
export interface LogIdentity {
  readonly firstEvent: string;
  /** When that was learned; RFC 3339. */
  readonly since: string;
  /** Where the log was last, for people: without user and password. */
  readonly address: string;
}

/** What stores that belong to a log remember of it. */
export interface LogMemory {
  /** Undefined where nothing was ever made from a log. */
  kept(): Promise<LogIdentity | undefined>;
  /** Keeps it, or of the same log where it lies now. Answers the one that counts: another log's stays. */
  keep(identity: LogIdentity): Promise<LogIdentity>;
}
