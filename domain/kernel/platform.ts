/** Ports for what is impure everywhere: time and identity. Each has a twin for tests in `adapters/platform`. */
export interface Clock {
  /** RFC 3339 UTC with milliseconds. */
  now(): string;
}

export interface Ids {
  /** A new time-ordered UUID (version 7). */
  next(): string;
  /** The same UUID for the same name: repeats of a command make the same event ids. */
  from(name: string): string;
}
