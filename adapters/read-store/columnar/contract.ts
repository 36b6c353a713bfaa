import type { Filter, Page, Query, Value } from '../../../projections/kernel/query.ts';
import type {
  ColumnChange,
  Comparison,
  FormerQuery,
  FormerValue,
  GroupCount,
} from '../../../projections/kernel/read-store.ts';
import type { Limits } from './limits.ts';
import type { Step } from './step.ts';

/**
 * What one event did to the documents of one collection. `doc` is a document number: dense, given in order
 * of creation by whoever keeps the documents, starting at `HistoryWriter.documents`, never used twice; an id
 * that is deleted and put again gets a new number. Columns without history (`volatile`) do not appear.
 */
export interface HistoryEntry {
  readonly position: number;
  /** When it was learned, milliseconds since the epoch. Never goes back. */
  readonly at: number;
  /** When it happened, where that is another time. */
  readonly happenedAt?: number;
  /** In order of their numbers, with the values standing after the event. Columns not named are missing. */
  readonly births?: readonly {
    readonly doc: number;
    readonly id: string;
    readonly columns: Readonly<Record<string, Value>>;
  }[];
  /**
   * Documents that stood before the event: one cell at most once, `from` before and `to` after the event. Where
   * the fact is late, also cells that it left as they were: they can matter for "as known now".
   */
  readonly changes?: readonly {
    readonly doc: number;
    readonly column: string;
    readonly from: Value;
    readonly to: Value;
    /** It was only counted up: the event says nothing about what stood at another time. */
    readonly counted?: boolean;
  }[];
  readonly deaths?: readonly number[];
}

/**
 * Writes column history. Everything happens in the transaction its caller holds open. Where the transaction
 * fails, throw the writer away and open another: its memory then no longer agrees with the disk.
 */
export interface HistoryWriter {
  /** Number of the next document to be born. */
  readonly documents: number;
  /** Position of the last batch; 0 before the first. */
  readonly position: number;
  /** Entries in order of position, all beyond `position`; `reached` may lie beyond the last entry. */
  append(
    entries: readonly HistoryEntry[],
    reached: { readonly position: number; readonly at: number },
  ): Step<void>;
  /**
   * Puts another text in the place of one, now and in all the past: every value is kept as the code of a text, and
   * the text stands in one row. For the erasure of a person. False where the text was never there. Throws where
   * the replacement is in use already: two values must not become one.
   */
  replaceText(column: string, text: string, replacement: string): Step<boolean>;
  /** Seals and drains everything that is held. For the end of a bulk build. */
  finish(): Step<void>;
}

/** A past moment of the log. */
export interface PastMoment {
  readonly position: number;
  /** `now`: facts learned later, and that happened up to `time`, correct it. */
  readonly asKnown?: 'then' | 'now';
  /** The time asked about, milliseconds since the epoch; where absent, when `position` was learned. */
  readonly time?: number;
}

/**
 * Answers from column history. One per thread, over its own connection; every call runs in one read
 * transaction of its caller, so that what it sees belongs together. Volatile columns are missing throughout.
 */
export interface HistoryReader {
  /** Looks at what was committed since the last look; call first in each read transaction. */
  refresh(): Step<void>;
  /** Position reached, as of the last `refresh`. */
  readonly position: number;
  /** Last position learned at or before a time (milliseconds since the epoch); 0 before the first. */
  positionAt(time: number): Step<number>;
  /** Without a moment: now, which is advanced in place and quick after each batch. */
  find(query: Query, moment?: PastMoment): Step<Page>;
  count(filter?: Filter, moment?: PastMoment): Step<number>;
  groupBy(
    column: string,
    query?: { readonly filter?: Filter; readonly limit?: number },
    moment?: PastMoment,
  ): Step<readonly GroupCount[]>;
  compare(
    from: PastMoment | undefined,
    to: PastMoment | undefined,
    options?: {
      readonly filter?: Filter;
      readonly columns?: readonly string[];
      readonly limit?: number;
      readonly cursor?: string;
    },
  ): Step<Comparison>;
  history(
    id: string,
    options?: { readonly columns?: readonly string[]; readonly limit?: number; readonly before?: number },
  ): Step<readonly ColumnChange[]>;
  former(query: FormerQuery): Step<readonly FormerValue[]>;
}

export interface HistoryWriterOptions {
  /**
   * `live` (default): seals and drains in small portions and is readable after every batch.
   * `bulk`: a rebuild into fresh storage; nothing can be read before `finish`.
   */
  readonly mode?: 'live' | 'bulk';
  readonly limits?: Partial<Limits>;
}

export interface HistoryReaderOptions {
  /** Bytes of past moments and key frames kept; default 128 MiB. */
  readonly cacheBytes?: number;
  readonly limits?: Partial<Limits>;
}
