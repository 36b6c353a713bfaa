import type { EventStore } from '../../../domain/kernel/index.ts';
import type { ReadStore } from '../../../projections/kernel/index.ts';

/** What bounds a row, measured in the same run. */
export interface Limit {
  readonly limit: number;
  readonly limitName: string;
}

/** A log that is open, with what can be done on the same store without Muster. */
export interface MeasuredLog {
  readonly store: EventStore;
  /** Durable writes a second. */
  appends(callers: number, milliseconds: number): Promise<Limit>;
  /** Events a second. */
  reads(events: number): Promise<Limit>;
  close(): Promise<void>;
}

/** Read models that are open, with what can be done on the same store without Muster. */
export interface MeasuredLists {
  readonly store: ReadStore;
  /** Rows changed by key, a second. */
  upserts(documents: number): Promise<Limit>;
  /** Milliseconds, p99, of fetching fifty rows by key. */
  byKey(documents: number): Promise<Limit>;
  close(): Promise<void>;
}

export interface Turns {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
  /** What took the turns, and on what. */
  readonly name: string;
}

/** Where a whole server runs. */
export interface ServerPlace {
  readonly folder: string;
  /** Settings beside the data folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its log, while no server runs. */
  openLog(): Promise<EventStore>;
  /**
   * Turns of one event appended, one row written and one read, by callers that each take one after the other; null
   * where the stores are files.
   */
  turns(callers: number): Promise<Turns | null>;
  close(): Promise<void>;
}

/** A store for the log and one for everything else, and how the rows call them. */
export interface StorePair {
  readonly log: { readonly name: string; open(): Promise<MeasuredLog> };
  readonly lists: { readonly name: string; open(): Promise<MeasuredLists> };
  readonly both: { readonly name: string; open(): Promise<ServerPlace> };
}
