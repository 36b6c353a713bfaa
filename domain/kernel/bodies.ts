/**
 * Raw bodies as received, kept by hash, so that a corrected parser can be run over history.
 * `put` of known bytes keeps one copy.
 */
export interface RawBody {
  /** SHA-256 of the bytes as received, lower-case hex. */
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export interface BodyStore {
  /** Under which hash `put` keeps bytes. */
  hashOf(bytes: Uint8Array): string;
  /** Keeps the bytes and answers their hash; `hash` where the caller has it from `hashOf` already. */
  put(bytes: Uint8Array, contentType: string, hash?: string): Promise<string>;
  get(hash: string): Promise<RawBody | undefined>;
  /** Hashes with the time of their first arrival (RFC 3339), oldest first. */
  list(): AsyncIterable<readonly { readonly hash: string; readonly at: string; readonly size: number }[]>;
  close(): Promise<void>;
}
