/** A file to be packed. */
export interface Entry {
  /** Below the root of the archive, with `/`. */
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}
