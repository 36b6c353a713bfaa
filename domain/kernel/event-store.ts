import type { NewEvent, Position, StoredEvent } from './event.ts';

/**
 * What the writer believes about the stream: its last revision, `none` (it must not exist), `exists`
 * or `any`. Only `none` and a number recognise a repeated append for ever; `any` and `exists` do so
 * as long as the store remembers (an EventStoreDB forgets on restart).
 */
export type ExpectedRevision = number | 'none' | 'exists' | 'any';

export type AppendResult =
  | {
      readonly kind: 'appended';
      /** Revision and position of the last event of this append. */
      readonly revision: number;
      readonly position: Position;
      /** True where the same events were already there: nothing was written again. */
      readonly repeated: boolean;
    }
  /** `actual` is the stream's last revision, -1 where the stream does not exist. */
  | { readonly kind: 'conflict'; readonly actual: number };

export interface EventFilter {
  readonly types?: readonly string[];
  readonly categories?: readonly string[];
}

export interface ReadAllOptions extends EventFilter {
  /** Default forward. Backward reads from `after` (exclusive; `Infinity` = the end) towards the start. */
  readonly direction?: 'forward' | 'backward';
  /** Stop at this position, inclusive (the lowest one wanted when reading backward). */
  readonly until?: Position;
  /** Events per batch handed out; default 1,000. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

export type SubscriptionMessage =
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  /** Everything up to `position` was delivered or filtered out; sent after catching up and when filters skip much. */
  | { readonly kind: 'caught-up'; readonly position: Position };

/** Business facts never expire; categories of bulk records may. */
export interface Retention {
  /** Days since `at`. */
  readonly maxAgeDays?: number;
  /** Newest events kept of each stream. */
  readonly maxCount?: number;
}

/**
 * Thrown, never returned: the store cannot take or give events now. Nothing of the append was kept, except
 * that after `timeout` and `unreachable` a store on another machine may have it: the same append made again
 * finds out, for a repeat is recognised.
 */
export class StoreUnavailableError extends Error {
  readonly reason: 'disk-full' | 'unreachable' | 'corrupt' | 'closed' | 'timeout' | 'denied' | 'read-only';
  constructor(reason: StoreUnavailableError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
    this.reason = reason;
  }
}

/** An event larger than the store takes: `limit` and `size` in bytes of its JSON. */
export class EventTooLargeError extends Error {
  readonly size: number;
  readonly limit: number;
  constructor(size: number, limit: number) {
    super(`event of ${size} bytes; the store takes ${limit}`);
    this.name = 'EventTooLargeError';
    this.size = size;
    this.limit = limit;
  }
}

/**
 * The log. Few operations, and what keeps it in bounds. Reads given a `signal` throw its reason when it
 * aborts, so that a part is never taken for the whole; only `subscribe` simply ends.
 */
export interface EventStore {
  /**
   * All events or none. An answered append survives a crash of process and machine. No events: only the
   * expectation is checked, and the answer names the stream's last event (revision -1, position 0: none).
   * The store may move `at` forward by less than a minute, so that it never goes back in the log's order.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;
  /** In order, from revision `from` (inclusive, default 0), in batches; a missing stream gives none. */
  readStream(
    stream: string,
    options?: { readonly from?: number; readonly maxCount?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<readonly StoredEvent[]>;
  /**
   * The log beyond `after` (exclusive), in global order, in batches. Quick where `after` is 0, `Infinity` or a
   * position that the store has answered; any other number is right, but may cost a walk through the log.
   */
  readAll(after: Position, options?: ReadAllOptions): AsyncIterable<readonly StoredEvent[]>;
  /** The event at exactly this position; undefined where there is none, whatever the number. */
  eventAt(position: Position): Promise<StoredEvent | undefined>;
  /** As `readAll`, then live; ends only with `signal`. Never a gap, never a repeat. */
  subscribe(after: Position, filter: EventFilter, signal: AbortSignal): AsyncIterable<SubscriptionMessage>;
  /** Revision of the event with this id in the stream, -1 where there is none: recognises a repeated command. */
  revisionOf(stream: string, eventId: string): Promise<number>;
  /** 0 for an empty log. */
  lastPosition(): Promise<Position>;
  setRetention(category: string, retention: Retention): Promise<void>;
  /** Removes what the retention of its category no longer keeps; answers how many. `now` is RFC 3339. */
  expire(now: string): Promise<number>;
  close(): Promise<void>;
}

/** Reads a whole stream into one array; for aggregates, whose streams are short. */
export async function readWholeStream(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  from = 0,
): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const batch of store.readStream(stream, { from })) all.push(...batch);
  return all;
}
