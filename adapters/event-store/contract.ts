import type { EventStore } from '../../domain/kernel/index.ts';

/** How the log's store is, for the health page. */
export interface EventStoreStatus {
  /** `sqlite:<file>` or `memory:`. */
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
  status(): Promise<EventStoreStatus>;
  /** Faults of the store's own structure in its own words; may take long. */
  checkIntegrity(): Promise<readonly string[]>;
}
