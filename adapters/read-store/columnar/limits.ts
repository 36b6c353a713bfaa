/**
 * Sizes of what is written. Files keep `chunk`: reader and writer of one file must agree on it; all others may
 * change from one run to the next. Tests make them small.
 */
export interface Limits {
  /** Documents per chunk of first values. */
  readonly chunk: number;
  /** Changes per segment. */
  readonly segment: number;
  /** Documents per block of a key frame: keeps every blob far below 16 MB. */
  readonly block: number;
  /** Batches a change may wait in the tail before its column is sealed: bounds what a reader that opens must read. */
  readonly patience: number;
  /** Rows held before they are sorted and drained. */
  readonly heldRows: number;
  /** Rows drained with each live batch, at least. */
  readonly portion: number;
  /** Rows of one part of history: about 3 MB of pages that inserts touch; also what a bulk build sorts at once. */
  readonly part: number;
  /** A search for former values looks at this many documents one by one; for more it walks the column's changes. */
  readonly few: number;
}

export const LIMITS: Limits = {
  chunk: 4_096,
  segment: 8_192,
  block: 65_536,
  patience: 1_024,
  heldRows: 50_000,
  portion: 2_000,
  part: 131_072,
  few: 64,
};
