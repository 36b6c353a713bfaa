/**
 * The one filter language: REST filter, saved view, group, `-filter` of the command line, scope of an
 * account and address of the console are all this tree. Adapters compile it; nobody concatenates queries.
 *
 * Meaning, the same in every adapter:
 * - A comparison with a missing value is false, and `not` of it is therefore true; `missing` asks for it.
 * - `eq`, `in`, `range` compare exactly: text by Unicode code points, numbers by value.
 * - `contains`, `prefix` and `search` compare folded text (`foldText`): width, case and kana do not matter.
 * - `under` matches a path and everything below it: `Plant A` matches `Plant A` and `Plant A/Quality`.
 * - `search` is `contains` over every column declared searchable.
 * - `time` columns hold milliseconds since the epoch. Before a query reaches a store, `resolveTimes` has turned
 *   bounds such as `now-14d` and RFC 3339 texts into them.
 * - `id` is a text column of every collection: it filters and sorts.
 */
export type Scalar = string | number | boolean;
export type Value = Scalar | null;

export type Filter =
  | { op: 'eq'; column: string; value: Scalar }
  | { op: 'in'; column: string; values: Scalar[] }
  | {
      op: 'range';
      column: string;
      gt?: string | number | undefined;
      gte?: string | number | undefined;
      lt?: string | number | undefined;
      lte?: string | number | undefined;
    }
  | { op: 'contains' | 'prefix'; column: string; value: string }
  | { op: 'under'; column: string; path: string }
  | { op: 'missing'; column: string }
  | { op: 'search'; text: string }
  | { op: 'and' | 'or'; filters: Filter[] }
  | { op: 'not'; filter: Filter };

export interface Sort {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** Which past moment: a position of the log or a time (RFC 3339); `asKnown: 'now'` lets later facts correct it. */
export interface AsOf {
  readonly position?: number;
  readonly time?: string;
  readonly asKnown?: 'then' | 'now';
}

export interface Query {
  readonly filter?: Filter;
  /** A missing value is smaller than any other. Ties are broken by id, ascending. */
  readonly sort?: readonly Sort[];
  /** Rows of the page, 1 to 1,000. */
  readonly limit: number;
  /** From `Page.next`; belongs to the same filter and sort. */
  readonly cursor?: string;
  /** Matches to pass over from the start (or from the cursor): a virtual list asks for the rows in its window. */
  readonly offset?: number;
  /** Columns wanted; all where absent. Bodies come only from `get`. */
  readonly fields?: readonly string[];
  /** Count all matches too (default true). */
  readonly total?: boolean;
  readonly asOf?: AsOf;
}

export interface Row {
  readonly id: string;
  readonly columns: Readonly<Record<string, Value>>;
}

export interface Page {
  readonly items: readonly Row[];
  /** All matches, where asked for. */
  readonly total: number | null;
  readonly next: string | null;
  /** Log position this answer stands for. */
  readonly position: number;
}

export class QueryError extends Error {
  readonly code:
    | 'QUERY_UNKNOWN_COLUMN'
    | 'QUERY_WRONG_TYPE'
    | 'QUERY_BAD_CURSOR'
    | 'QUERY_UNKNOWN_COLLECTION'
    | 'QUERY_NO_HISTORY'
    | 'QUERY_BEFORE_RECORDS'
    | 'QUERY_TOO_DEEP'
    /** The collection cannot be restricted to a scope and the reader has one. */
    | 'QUERY_OUT_OF_SCOPE';
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: QueryError['code'], details: Readonly<Record<string, unknown>> = {}) {
    super(`${code} ${JSON.stringify(details)}`);
    this.name = 'QueryError';
    this.code = code;
    this.details = details;
  }
}

/** Half and full width, case and hiragana/katakana are one; what `contains`, `prefix` and `search` compare. */
export function foldText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase();
  // Katakana U+30A1..U+30F6 sit 0x60 above their hiragana.
  return folded.replace(/[\u30a1-\u30f6]/g, kana => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}
