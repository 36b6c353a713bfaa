import type { EventFilter, Position } from '../../../domain/kernel/index.ts';

/** An event as the server keeps it; what Muster adds to the data stands in the metadata. */
export interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

export interface Proposed {
  readonly id: string;
  readonly type: string;
  /** Must survive `JSON.stringify`: a client that cannot encode never answers. */
  readonly data: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Events found in the log in order, and how far it was looked through. */
export interface Scan {
  readonly events: readonly Recorded[];
  /** Everything up to here is in `events` or was filtered out. */
  readonly position: Position;
  /** There was nothing further. */
  readonly end: boolean;
}

export interface Follower {
  /** The server has taken the subscription. */
  confirmed?(): void;
  event(event: Recorded): void;
  /** Everything up to here was delivered or filtered out. */
  passed(position: Position): void;
}

/**
 * What the adapter needs of a client package; everything else it does itself. All of it may throw `Fault`,
 * and no call is left open behind an answer.
 */
export interface Driver {
  /** Appends behind exactly this revision, -1 for a stream that must not exist. A repeat is answered as the first time. */
  append(
    stream: string,
    revision: number,
    events: readonly Proposed[],
  ): Promise<{ readonly revision: number; readonly position: Position }>;
  /** From revision `from` on; a missing stream gives none. */
  readStream(stream: string, from: number, count: number): Promise<readonly Recorded[]>;
  /** The newest events, newest first. */
  readStreamEnd(stream: string, count: number): Promise<readonly Recorded[]>;
  /** Before `before` (exclusive; null: the end), newest first, system events among them. */
  readBack(before: Position | null, count: number): Promise<readonly Recorded[]>;
  /** What lies at a position exactly, system events too; `no-such-position` between two events. */
  readAt(position: Position): Promise<Recorded | undefined>;
  /** Beyond `after`, filtered by the server, without system events. */
  scan(after: Position, filter: EventFilter, count: number): Promise<Scan>;
  /** Delivers what comes beyond `after`, without system events; ends by the signal, throws when it drops. */
  follow(after: Position, follower: Follower, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface DriverTiming {
  /** A read that says nothing for so long is given up. Longer than the connection's own keep-alive. */
  readonly readMs: number;
  /** An append without an answer for so long is unknown. The server itself gives up after two seconds. */
  readonly appendMs: number;
  /** A subscription must be confirmed within this. */
  readonly confirmMs: number;
}
