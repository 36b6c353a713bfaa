import type { Filter, Value } from './query.ts';

export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'path';

export interface ColumnDefinition {
  readonly type: ColumnType;
  /** A page sorted or filtered by it must be quick in the largest collection. */
  readonly indexed?: boolean;
  /** Part of `search`, and its former values can be found. Text and path only. */
  readonly searchable?: boolean;
  /** Written by presence, not by events: no history, unknown in the past, survives a rebuild. */
  readonly volatile?: boolean;
}

/**
 * How a collection answers for the past:
 * - `columns`: column history (key frames and deltas); lists, counts, groups, comparison, former values.
 * - `interval`: every document carries `since` and `until` (time columns; until missing = still so) and is
 *    never changed but to be closed; the past is a filter. For collections too large for column history.
 *    Without a moment all documents answer, closed ones too (ask `missing until`). As of a moment those answer
 *    with since <= moment and until missing or > moment, and `until` is missing in them: it was not yet known.
 * - `append`: documents are never changed; the past is `at <= moment` (a time column `at`).
 * - `none`: there is only now.
 */
export type HistoryKind = 'columns' | 'interval' | 'append' | 'none';

export interface CollectionDefinition {
  /** `<context>.<name>`, for example `devices.list`. Only the context's projections write it. */
  readonly name: string;
  /** Raise it when columns change: the collection is rebuilt. */
  readonly version: number;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly history: HistoryKind;
  /**
   * How an administration scope restricts it: by its own `path` column, or through the column that holds the id
   * of the document it belongs to in another collection (rows of a device are seen by who sees the device).
   * `public` is for what says nothing about any department. A collection with none of them is for
   * unrestricted accounts only.
   */
  readonly scopeColumn?: string;
  readonly scopeThrough?: { readonly column: string; readonly collection: string };
  readonly public?: true;
  /**
   * Documents that do not match are kept and not listed: `ScopedReads` joins it to every question over several
   * documents. One that is asked for by its id answers.
   */
  readonly listed?: Filter;
}

export interface Document {
  readonly id: string;
  readonly columns: Readonly<Record<string, Value>>;
  /** JSON beside the columns: shown, never filtered. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type DocumentChange =
  /** The whole document; columns not named are missing. */
  | {
      readonly kind: 'put';
      readonly collection: string;
      readonly id: string;
      readonly columns: Readonly<Record<string, Value>>;
      readonly body?: Readonly<Record<string, unknown>>;
    }
  /** Columns named are set, body keys named are replaced (null removes). No such document: nothing happens. */
  | {
      readonly kind: 'patch';
      readonly collection: string;
      readonly id: string;
      readonly columns?: Readonly<Record<string, Value>>;
      readonly body?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string }
  /** Adds to number columns; a missing document is created with `otherwise` first, a missing value counts as 0. */
  | {
      readonly kind: 'increment';
      readonly collection: string;
      readonly id: string;
      readonly by: Readonly<Record<string, number>>;
      readonly otherwise?: Readonly<Record<string, Value>>;
    };

/** Changes of one event. Order matters; history keeps each, also two of one document in one batch. */
export interface EventChanges {
  readonly position: number;
  /** RFC 3339, the event's `at`. */
  readonly at: string;
  /** RFC 3339, where the fact happened at another time than it was learned. */
  readonly happenedAt?: string;
  readonly changes: readonly DocumentChange[];
}
