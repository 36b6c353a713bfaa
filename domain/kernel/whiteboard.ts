/** Something servers tell each other that passes: nobody misses it once its time is over. */
export interface Note {
  readonly id: string;
  /** Sum of what was added; 0 for a note that nothing was added to. */
  readonly count: number;
  /** JSON. */
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * What all servers on the same stores see of each other, with the next question: signs of life, how jobs go, failed
 * sign-ins, what senders have used up. No facts: those are events. Each note is one atomic write; its time, RFC 3339,
 * is judged by the clock of who asks, so it is minutes at least. Everything rejects with StoreUnavailableError or the
 * store's own line while it cannot be reached.
 */
export interface Whiteboard {
  get(kind: string, id: string): Promise<Note | undefined>;
  /** All of a kind, by id. */
  list(kind: string): Promise<readonly Note[]>;
  /** Writes the value; what was counted stays. */
  put(kind: string, id: string, value: Note['value'], expiresAt: string): Promise<void>;
  /** Adds to the count, also of a note that is not there yet, and writes the value. Answers the note as it was before. */
  add(
    kind: string,
    id: string,
    by: number,
    value: Note['value'],
    expiresAt: string,
  ): Promise<Note | undefined>;
  /** False where there was none. */
  remove(kind: string, id: string): Promise<boolean>;
}
