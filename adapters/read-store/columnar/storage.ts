/** Answered at once by an embedded storage, later by a server. */
export type Maybe<T> = T | Promise<T>;

/** Where a column stands: everything up to `sealed` is in segments, the first values of documents below `documents` in chunks. */
export interface ColumnState {
  readonly column: number;
  readonly name: string;
  readonly sealed: number;
  readonly documents: number;
  /** Number of the last segment, -1 before the first; it is rewritten until it is full. */
  readonly segment: number;
  /** Changes sealed since the last key frame. */
  readonly sinceKey: number;
}

/** The whole column at a position: documents 0 to `documents` - 1, before segment `segment`. Blocks of `FRAME_BLOCK` documents. */
export interface KeyFrame {
  readonly at: number;
  readonly segment: number;
  readonly documents: number;
  readonly blocks: readonly Uint8Array[];
}

/** Changes of one column in order of position: packed numbers, see `pack.ts`. */
export interface Segment {
  readonly segment: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly docs: Uint8Array;
  readonly positions: Uint8Array;
  readonly values: Uint8Array;
}

/** Consecutive (position, time) pairs of the log, see `moments.ts`. Rewritten while it is not full. */
export interface MomentBlock {
  readonly first: number;
  readonly firstAt: number;
  readonly data: Uint8Array;
}

/**
 * One change of one cell: the value it ended, as a code or number, null where missing. What it became is what the
 * next change ended, or what stands.
 */
export interface HistoryRow {
  readonly doc: number;
  readonly position: number;
  readonly column: number;
  readonly from: number | null;
}

/** A fact learned after it happened, also one that changed nothing. */
export interface LateRow {
  readonly position: number;
  readonly happened: number;
  readonly doc: number;
  readonly column: number;
  readonly value: number | null;
}

/** In place of a column among late facts: the document was born, it died, and that the event was late at all. */
export const BIRTH = -1;
export const DEATH = -2;
export const EVENT = -3;

/**
 * What column history asks of a store: small keyed rows and blobs below 16 MB. Writes of one batch belong to
 * one transaction, or are repeatable by key; reads of one look see one state.
 */
export interface HistoryStorage {
  columns(): Maybe<readonly ColumnState[]>;
  putColumn(state: ColumnState): Maybe<void>;
  /** Small counters of the writer. */
  counter(name: string): Maybe<number | undefined>;
  putCounter(name: string, value: number): Maybe<void>;

  /** Codes of texts of a column, undefined where it has none yet. */
  codes(column: number, texts: readonly string[]): Maybe<readonly (number | undefined)[]>;
  /** `folded` for searchable columns, where it is not the text itself. */
  addTexts(
    column: number,
    texts: readonly { readonly code: number; readonly text: string; readonly folded: string | null }[],
  ): Maybe<void>;
  texts(column: number, codes: readonly number[]): Maybe<readonly string[]>;
  /** Texts of `count` codes from `code` on, in order of code. */
  textsFrom(column: number, code: number, count: number): Maybe<readonly string[]>;
  /** The highest code given, 0 before the first. */
  lastCode(column: number): Maybe<number>;
  /** Codes in order of their texts by code points. */
  textOrder(column: number): Maybe<readonly number[]>;
  /** Codes of the next smaller and the next greater text of a column, neither equal to it. */
  textNeighbours(
    column: number,
    text: string,
  ): Maybe<{ readonly below: number | null; readonly above: number | null }>;
  /** Codes whose folded text is, or begins with, `folded`. */
  foldedCodes(column: number, folded: string, match: 'exact' | 'prefix'): Maybe<readonly number[]>;
  /** Puts another text in the place of one: every column, segment and row that holds its code now says this. */
  replaceText(column: number, code: number, text: string, folded: string | null): Maybe<void>;

  addBirths(
    births: readonly { readonly doc: number; readonly id: string; readonly position: number }[],
  ): Maybe<void>;
  addDeaths(deaths: readonly { readonly doc: number; readonly position: number }[]): Maybe<void>;
  /** Of documents from `doc` on, in order of number. */
  births(doc: number): Maybe<{ readonly ids: readonly string[]; readonly positions: readonly number[] }>;
  deaths(after: number): Maybe<readonly { readonly doc: number; readonly position: number }[]>;
  documentsOf(id: string): Maybe<readonly number[]>;
  /** Document numbers in order of id by code points, then number. */
  idOrder(): Maybe<readonly number[]>;
  idNeighbours(id: string): Maybe<{ readonly below: number | null; readonly above: number | null }>;

  putMoments(block: MomentBlock): Maybe<void>;
  lastMoments(): Maybe<MomentBlock | undefined>;
  /** The block that holds the last moment at or before a time. */
  momentsAt(time: number): Maybe<MomentBlock | undefined>;
  /** The block that holds a position. */
  momentsOf(position: number): Maybe<MomentBlock | undefined>;

  putInit(column: number, chunk: number, block: Uint8Array): Maybe<void>;
  /** Chunks `from` to `to` (inclusive) that exist; one that does not is all missing. */
  init(
    column: number,
    from: number,
    to: number,
  ): Maybe<readonly { readonly chunk: number; readonly block: Uint8Array }[]>;
  putSegment(column: number, segment: Segment): Maybe<void>;
  lastSegment(column: number): Maybe<Segment | undefined>;
  segment(column: number, number: number): Maybe<Segment | undefined>;
  /** Segments from number `segment` on that begin at or before `position` and end after `after`, in order. */
  segments(column: number, segment: number, after: number, position: number): Maybe<readonly Segment[]>;
  /** Whether a column has sealed changes in (after, position]. */
  touched(column: number, after: number, position: number): Maybe<boolean>;
  putKeyFrame(column: number, frame: KeyFrame): Maybe<void>;
  /** Place of the latest key frame at or before a position. */
  keyFrameAt(column: number, position: number): Maybe<Omit<KeyFrame, 'blocks'> | undefined>;
  keyFrameBlocks(column: number, at: number): Maybe<readonly Uint8Array[]>;

  /** One row per batch, by its last position, until everything in it is sealed and drained. */
  putTail(position: number, data: Uint8Array): Maybe<void>;
  tail(after: number): Maybe<readonly { readonly position: number; readonly data: Uint8Array }[]>;
  dropTail(upTo: number): Maybe<void>;

  /** `part` grows with position and keeps inserts in one place; repeating rows is harmless. */
  addHistory(part: number, rows: readonly HistoryRow[]): Maybe<void>;
  /** One document's changes of the given columns, newest first: `limit` older than `before`, and all younger ones. */
  history(
    doc: number,
    columns: readonly number[] | null,
    before: number,
    limit: number,
  ): Maybe<readonly HistoryRow[]>;
  /** Documents that had one of the values of a column and no longer do, or did for a while. */
  addFormer(
    rows: readonly { readonly column: number; readonly code: number; readonly doc: number }[],
  ): Maybe<void>;
  former(column: number, code: number): Maybe<readonly number[]>;

  addLate(rows: readonly LateRow[]): Maybe<void>;
  /** Learned after a position and happened at or before a time, in order of (happened, position, document). */
  late(after: number, time: number): Maybe<readonly LateRow[]>;
  /** When the event at a position happened; undefined where it was not late. */
  happenedOf(position: number): Maybe<number | undefined>;
}
