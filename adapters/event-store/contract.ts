import type { EventStore } from '../../domain/kernel/index.ts';

/** How the log's store is, for the health page. */
export interface EventStoreStatus {
  /** `sqlite:<file>`, `memory:`, or a server without user and password. */
  readonly store: string;
  readonly position: number;
  /** Bytes on disk, null where nothing is on disk or known. */
  readonly sizeBytes: number | null;
  readonly writable: boolean;
  /** The last failure of an append, until one succeeds. */
  readonly problem: string | null;
}

/** What every adapter offers beyond the port: only for the program that opened it. */
export interface OpenedEventStore extends EventStore {
  /** How far an event moves the position, roughly: 1 where they are counted. Turns distances into events. */
  readonly positionsPerEvent: number;
  status(): Promise<EventStoreStatus>;
  /** Faults of the store's own structure in its own words; may take long. */
  checkIntegrity(): Promise<readonly string[]>;
}
