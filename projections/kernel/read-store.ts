import type { CollectionDefinition, Document, EventChanges } from './collection.ts';
import type { Projection } from './projection.ts';
import type { AsOf, Filter, Page, Query, Value } from './query.ts';
import type { ProjectionStatus } from './runner-port.ts';

export interface GroupCount {
  readonly value: Value;
  readonly count: number;
}

/** One net difference between two moments; there-and-back is none. */
export interface Difference {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** For `changed`: only the columns that differ. For `added` and `removed`: empty. */
  readonly columns: Readonly<Record<string, { readonly from: Value; readonly to: Value }>>;
}

export interface Comparison {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Documents that differ per column. */
  readonly byColumn: Readonly<Record<string, number>>;
  readonly items: readonly Difference[];
  readonly next: string | null;
}

export interface ColumnChange {
  readonly position: number;
  /** RFC 3339: when it was learned. */
  readonly at: string;
  readonly column: string;
  readonly from: Value;
  readonly to: Value;
}

/** A document that has or had a value: the half-open interval of positions [from, to). `to` null: it still has. */
export interface FormerValue {
  readonly id: string;
  readonly column: string;
  readonly value: Value;
  readonly from: { readonly position: number; readonly at: string };
  readonly to: { readonly position: number; readonly at: string } | null;
}

export interface FormerQuery {
  /** Searchable columns; all of them where absent. */
  readonly columns?: readonly string[];
  /** Folded text; `exact` or `prefix`. */
  readonly text: string;
  readonly match: 'exact' | 'prefix';
  /** Only intervals that touch this span of RFC 3339 times. */
  readonly between?: { readonly from: string; readonly to: string };
  readonly limit: number;
}

/** A projection being built anew into fresh collections while the old ones serve. */
export interface Rebuild {
  apply(batch: readonly EventChanges[]): Promise<void>;
  /**
   * Where the store can read the log by itself: folds everything beyond what it has read so far, up to a position,
   * telling now and then how far it has come. Whoever calls it does not call `apply`. Rejects with FoldError where
   * an event cannot be folded.
   */
  readLog?(
    until: number,
    options: { readonly signal: AbortSignal; readonly reached: (position: number) => void },
  ): Promise<void>;
  /**
   * Indexes, checks, then the swap. After it the store answers from the new collections at `position`, which is that
   * of the event named.
   */
  finish(position: number, at: string, eventId?: string): Promise<void>;
  abort(): Promise<void>;
}

/**
 * What can be asked. Collections of documents with declared columns and a JSON body. Nothing here needs
 * transactions over several documents beyond one `apply`, change streams or expiry.
 */
export interface ReadStore {
  /**
   * Makes the projection's collections ready. `rebuild-needed`: files are missing, damaged or of another
   * version; the caller must rebuild (an empty log: the rebuild is empty and quick).
   */
  open(projection: Projection): Promise<{
    readonly position: number;
    readonly state: 'ready' | 'rebuild-needed';
    readonly reason?: string;
    /** The event at that position, where the store was told: it says whether a log is the one they were made from. */
    readonly eventId?: string;
  }>;
  get(collection: string, id: string): Promise<Document | undefined>;
  /** Rows carry every column asked for, missing ones as null. As of a moment, `position` is that moment's. */
  find(collection: string, query: Query): Promise<Page>;
  count(collection: string, filter?: Filter, asOf?: AsOf): Promise<number>;
  /** Counts per value of a column, largest first, then by value; a missing value is null. */
  groupBy(
    collection: string,
    column: string,
    options?: { readonly filter?: Filter; readonly asOf?: AsOf; readonly limit?: number },
  ): Promise<readonly GroupCount[]>;
  /**
   * For collections with column history. Documents that match the filter at either moment count. `added` and
   * `removed` say which moment has the document, `changed` that both have it and a column differs (all but
   * volatile ones, or those named). `byColumn` names differing columns only. Items by id ascending; limit 100.
   */
  compare(
    collection: string,
    from: AsOf,
    to: AsOf,
    options?: {
      readonly filter?: Filter;
      readonly columns?: readonly string[];
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Promise<Comparison>;
  /**
   * One document's column changes as learned, newest first, those of one event in the order of the columns.
   * Several changes of one column by one event are one. Creation and deletion are not column changes.
   * `before` is a position, exclusive; limit 1,000.
   */
  history(
    collection: string,
    id: string,
    options?: { readonly columns?: readonly string[]; readonly limit?: number; readonly before?: number },
  ): Promise<readonly ColumnChange[]>;
  /** Present holders too. Latest `from` first, then by id, then in the order of the columns. */
  former(collection: string, query: FormerQuery): Promise<readonly FormerValue[]>;
  /**
   * Changes of a batch of events and the position reached, in one write: all of it or nothing. At or below the
   * known position nothing happens; of a batch that overlaps it, only the events beyond it count. A change that
   * does not fit the collection's declaration is thrown. `eventId` names the event at `position`.
   *
   * A fact learned late (`happenedAt` before `at`) sets a column only where it did not happen before the fact
   * that set the present value; of collections with column history. It is kept either way, for `asKnown: 'now'`.
   * Increments add whenever they arrive; existence goes by what was learned last. A late event that both counts a
   * column of a document and sets it is not to be sent: what is known of it later is left open.
   */
  apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ): Promise<void>;
  /** Position reached by a projection. */
  position(projection: string): Promise<number>;
  /** Sets volatile columns; documents that do not exist are left out. */
  touch(
    collection: string,
    updates: readonly { readonly id: string; readonly columns: Readonly<Record<string, Value>> }[],
  ): Promise<void>;
  /** `short`: there is little to build, and it is handed over; several such builds share what would be each's own. */
  beginRebuild(projection: Projection, options?: { readonly short?: boolean }): Promise<Rebuild>;
  /** Position of the last event learned at or before a time, exact to the event; 0 before the first. */
  positionAt(time: string): Promise<number>;
  definition(collection: string): CollectionDefinition;
  /**
   * Called after each apply and swap with ids that changed, for live lists; no ids after a swap, or where another
   * server wrote: anything may have changed. Returns the unsubscriber.
   */
  onChange(
    listener: (change: {
      readonly collection: string;
      readonly ids: readonly string[];
      readonly position: number;
    }) => void,
  ): () => void;
  /**
   * Called when the files of a projection are found damaged, whatever was being done with them; until it has been
   * rebuilt, questions may fail. Returns the unsubscriber. Stores that keep no files do not have it.
   */
  onDamage?(listener: (damage: { readonly projection: string; readonly reason: string }) => void): () => void;
  /**
   * Of stores that several servers share. With the token of its lease this server writes, after it has opened its
   * projections again; what older holders still write is refused or reaches nothing that is read. With null, as at
   * first, another server writes and this one only reads. A write of one that was replaced rejects with FencedError.
   */
  lead?(token: number | null): void;
  /**
   * Of stores that programs with other projections share: drops what belongs to none of these generations and not to
   * this program's own. Answers those dropped.
   */
  dropGenerations?(keep: readonly string[]): Promise<readonly string[]>;
  /**
   * Of stores that several servers share: the event at which a projection has stopped, for those that watch. It stands
   * until the projection goes on.
   */
  failed?(projection: string, failure: NonNullable<ProjectionStatus['error']>): Promise<void>;
  /**
   * Of stores that several servers share: called whenever a projection that another server writes has moved or
   * stopped, within a fraction of a second, and once in the beginning. Returns the unsubscriber.
   */
  watch?(
    listener: (moved: {
      readonly projection: string;
      readonly position: number;
      readonly failure: ProjectionStatus['error'];
    }) => void,
  ): () => void;
  close(): Promise<void>;
}
