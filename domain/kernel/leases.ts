/** The right of one server to do work that only one may do at a time. */
export interface Lease {
  readonly name: string;
  /**
   * The fence: a whole number above that of every holder before. Stores refuse what comes under a lower one than
   * they have seen, so that a holder that was paused and does not know better writes nothing.
   */
  readonly token: number;
  /** Aborts when another server has the lease, or may have: the work ends. */
  readonly lost: AbortSignal;
  /** Gives it back once the work has ended; another server has it at once. Never rejects. */
  release(): Promise<void>;
}

export interface LeaseHolder {
  /** The server as it calls itself. */
  readonly server: string;
  readonly token: number;
}

/**
 * Who of several servers does the work that only one may do. A lease is held until it is given back or its holder has
 * not been heard of for some seconds; no server's clock is compared with another's.
 */
export interface Leases {
  /** Waits until this server holds it, through outages of the store. Rejects with the reason of the signal. */
  acquire(name: string, signal: AbortSignal): Promise<Lease>;
  /** Who holds it; null where nobody does. */
  holder(name: string): Promise<LeaseHolder | null>;
}
