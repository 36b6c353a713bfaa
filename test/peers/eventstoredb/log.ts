import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';

/** An event in the log of the test server. */
export interface LogRecord {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export type NewRecord = Pick<LogRecord, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;
/** Revision -1: no stream. */
export type Expected = number | 'any' | 'stream_exists';

export type Written =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  | { readonly kind: 'conflict'; readonly current: number }
  | { readonly kind: 'deleted' };

const softDeleted = 9_223_372_036_854_775_807;
/** What the server adds to each event on disk, roughly. */
const overhead = 120;

/**
 * The log of the test server: revisions, positions that are byte offsets, idempotency strong for exact
 * revisions and weak for others, retention judged on reading, removal from the whole log by a scavenge only.
 */
export class Log extends EventEmitter {
  records: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();
  /** Also of events that were scavenged: their positions stay valid. */
  readonly #boundaries = new Set<number>();
  readonly #tombstones = new Set<string>();
  /** Ids of appends that named no revision; forgotten when the server restarts. */
  #recent = new Map<string, LogRecord>();
  #next = 0;

  constructor() {
    super();
    this.setMaxListeners(0);
    // A server writes of its own before anybody else does.
    this.append('$$$settings', -1, [json('$metadata', { $acl: {} })]);
  }

  append(stream: string, expected: Expected, events: readonly NewRecord[]): Written {
    if (this.#tombstones.has(stream)) return { kind: 'deleted' };
    const records = this.#streams.get(stream) ?? [];
    const last = records.length - 1;
    const repeat =
      typeof expected === 'number' ? this.#strong(records, expected, events) : this.#weak(stream, events);
    if (repeat === 'partly') return { kind: 'conflict', current: last };
    if (repeat) return { kind: 'written', revision: repeat.revision, position: repeat.position };
    const current = this.#cutOf(stream) === softDeleted && expected === -1 ? -1 : last;
    if (typeof expected === 'number' && expected !== current) return { kind: 'conflict', current: last };
    if (expected === 'stream_exists' && last < 0) return { kind: 'conflict', current: -1 };
    if (events.length === 0) return { kind: 'written', revision: Math.max(0, last), position: this.#next };
    this.#streams.set(stream, records);
    for (const event of events) {
      const record = {
        ...event,
        stream,
        revision: records.length,
        position: this.#next,
        created: Date.now(),
      };
      this.#boundaries.add(record.position);
      this.#next += overhead + stream.length + event.data.length + event.metadata.length;
      records.push(record);
      this.records.push(record);
      if (typeof expected !== 'number') this.#recent.set(event.id, record);
    }
    this.emit('grown');
    return { kind: 'written', revision: records.length - 1, position: records.at(-1)!.position };
  }

  #strong(
    records: readonly LogRecord[],
    expected: number,
    events: readonly NewRecord[],
  ): LogRecord | 'partly' | undefined {
    const there = records.slice(expected + 1, expected + 1 + events.length);
    if (there.length === 0 || there[0]!.id !== events[0]?.id) return undefined;
    const same = there.length === events.length && there.every(({ id }, index) => id === events[index]!.id);
    return same ? there.at(-1) : 'partly';
  }

  #weak(stream: string, events: readonly NewRecord[]): LogRecord | 'partly' | undefined {
    const found = events.map(({ id }) => this.#recent.get(id));
    if (found[0]?.stream !== stream) return undefined;
    return found.every(record => record?.stream === stream) ? found.at(-1) : 'partly';
  }

  /** Null for a stream that does not exist or was deleted. */
  visible(stream: string): readonly LogRecord[] | null {
    const records = this.#streams.get(stream);
    if (!records || this.#cutOf(stream) === softDeleted) return null;
    const { $tb = 0, $maxCount = Infinity, $maxAge = Infinity } = this.#metadataOf(stream);
    const oldest = Date.now() - $maxAge * 1_000;
    return records.filter(
      ({ revision, created }) =>
        revision >= Math.max($tb, records.length - $maxCount) && created >= oldest && revision >= 0,
    );
  }

  isDeleted(stream: string): boolean {
    return this.#tombstones.has(stream);
  }

  tombstone(stream: string): void {
    this.#tombstones.add(stream);
  }

  setMetadata(stream: string, values: object): void {
    const metastream = `$$${stream}`;
    this.append(metastream, (this.#streams.get(metastream)?.length ?? 0) - 1, [json('$metadata', values)]);
  }

  isBoundary(position: number): boolean {
    return this.#boundaries.has(position) || position >= this.#next;
  }

  /** Index of the first record at or beyond a position. */
  indexAt(position: number): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes from the whole log what streams no longer show; the next event begins a new chunk. */
  scavenge(): void {
    const shown = new Map<string, Set<LogRecord>>();
    for (const stream of this.#streams.keys()) shown.set(stream, new Set(this.visible(stream) ?? []));
    this.records = this.records.filter(record => shown.get(record.stream)!.has(record));
    this.#next = (Math.floor(this.#next / chunk) + 1) * chunk;
  }

  /** A restart forgets what was remembered in memory only. */
  restarted(): void {
    this.#recent = new Map();
  }

  /** As a restore from an older backup: everything from a position on is gone. */
  cut(position: number): void {
    for (const record of this.records.splice(this.indexAt(position))) {
      this.#streams.get(record.stream)!.splice(record.revision);
      this.#boundaries.delete(record.position);
    }
    this.#next = position;
  }

  #cutOf(stream: string): number {
    return this.#metadataOf(stream).$tb ?? 0;
  }

  #metadataOf(stream: string): { $tb?: number; $maxCount?: number; $maxAge?: number } {
    if (stream.startsWith('$$')) return { $maxCount: 1 };
    const last = this.#streams.get(`$$${stream}`)?.at(-1);
    return last ? (JSON.parse(last.data.toString()) as object) : {};
  }
}

const chunk = 256 * 1024 * 1024;

export function json(type: string, data: object): NewRecord {
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from(JSON.stringify(data)),
    metadata: Buffer.alloc(0),
  };
}
