/** One lease as a store keeps it. */
export interface LeaseRow {
  /** Null while nobody holds it. */
  readonly server: string | null;
  readonly token: number;
  /** Signs of life its holder has given. */
  readonly beats: number;
}

/**
 * What the protocol of leases needs of a store: one row per lease, each change one conditional write. Rejections
 * leave open whether the change was made.
 */
export interface LeaseTable {
  read(name: string): Promise<LeaseRow | undefined>;
  /**
   * Makes the server the holder where the row still is as it was seen (undefined: there was none). Answers the new
   * token, one above the last; null where the row has changed.
   */
  take(name: string, seen: LeaseRow | undefined, server: string): Promise<number | null>;
  /** A sign of life; false where the token is no longer the one in force. */
  beat(name: string, token: number): Promise<boolean>;
  /** Leaves the lease without holder where the token is still in force. */
  release(name: string, token: number): Promise<void>;
}
