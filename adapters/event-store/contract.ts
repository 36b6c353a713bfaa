import type { EventStore, Retention, StoredEvent } from '../../domain/kernel/index.ts';

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

/** What a log keeps to that its events do not say. */
export interface LogLimits {
  /** By category. */
  readonly retentions: ReadonlyMap<string, Retention>;
  /** Of streams that lost events to retention: the first revision kept, or the next where none is left. */
  readonly beginnings: ReadonlyMap<string, number>;
}

/**
 * A log that is being filled with another one. It is marked as such until it is complete, and nobody can open it as a
 * log before. May be given up and opened again at any point.
 */
export interface LogTakeover {
  /** What was taken so far, to be read. */
  readonly log: OpenedEventStore;
  /** The newest event taken; undefined while there is none. */
  last(): Promise<StoredEvent | undefined>;
  /**
   * Events that follow the last one in the order of the source. They are kept with id, times, actor, stream and
   * revision as they are, and are on disk when this resolves.
   *
   * @throws StoreUnavailableError; what was kept until then is a beginning of these events
   */
  take(events: readonly StoredEvent[]): Promise<void>;
  /** Rules of retention, and streams that begin where they begin in the source: what expired there goes here too. */
  limit(limits: LogLimits): Promise<void>;
  /** Adds the event that tells of the move. From then on this is a log as any other. */
  complete(moved: StoredEvent): Promise<void>;
  close(): Promise<void>;
}
