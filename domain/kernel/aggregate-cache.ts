import type { Position } from './event.ts';

/** A folded aggregate: its state after the event at `revision`. */
export interface Folded<State = unknown> {
  readonly state: State;
  /** -1: no event yet. */
  readonly revision: number;
  /** Position of the last event folded, 0 without one. */
  readonly position: Position;
  /** Id of the last event folded; by it a snapshot is recognised as belonging to this log. */
  readonly lastEventId: string | null;
}

/** Characters up to which an aggregate counts as small. */
const small = 1_024;

/**
 * Folded aggregates kept for the next command, the least recently used going first; small ones go for small ones only,
 * as a few thousand devices would push out what is known of every agent. May be behind the log: an append names the
 * exact revision and every answer without an append looks for newer events first.
 */
export class AggregateCache {
  readonly #small: Room;
  readonly #large: Room;

  /** `limit` of each kind, in characters of the keys and the states' JSON, which is near half of the bytes they take. */
  constructor(limit: number) {
    this.#small = new Room(limit);
    this.#large = new Room(limit);
  }

  get(key: string): Folded | undefined {
    return this.#small.get(key) ?? this.#large.get(key);
  }

  set(key: string, folded: Folded): void {
    const size = key.length + sizeOf(folded.state);
    const [room, other] = size <= small ? [this.#small, this.#large] : [this.#large, this.#small];
    other.delete(key);
    room.set(key, folded, size);
  }
}

interface Entry {
  readonly folded: Folded;
  readonly size: number;
  /** Which placing it was, counted from the first. */
  readonly placed: number;
}

/** In the order in which they were placed, which is nearly that in which they were used. */
class Room {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #size = 0;
  #placed = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Among the newest quarter nothing is placed anew: each placing costs as much as a hundred looks. */
  get(key: string): Folded | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (this.#placed - entry.placed > this.#entries.size / 4) {
      this.#entries.delete(key);
      this.#entries.set(key, { ...entry, placed: ++this.#placed });
    }
    return entry.folded;
  }

  set(key: string, folded: Folded, size: number): void {
    this.delete(key);
    if (size > this.#limit) return;
    this.#entries.set(key, { folded, size, placed: ++this.#placed });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#limit) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#size -= entry.size;
  }
}
/** About the length of the value's JSON, without making it. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 16;
  if (value instanceof Map || value instanceof Set) {
    for (const item of value) size += sizeOf(item);
    return size;
  }
  for (const [key, item] of Object.entries(value)) size += key.length + 4 + sizeOf(item);
  return size;
}
