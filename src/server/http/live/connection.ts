import { PassThrough } from 'node:stream';

const coalesceMs = 250;
/** More ids of one collection than this are told as "many": the client then loads its page again. */
const idLimit = 200;
/** A reader that lets this much pile up gets no more until it has read. */
const backlogBytes = 128 * 1024;

interface Pending {
  ids: Set<string> | 'many';
  position: number;
}

export interface Changes {
  readonly collection: string;
  /** Null: more than can be named. */
  readonly ids: readonly string[] | null;
  readonly position: number;
}

/** One open live stream. Changes are gathered a quarter of a second and told once; memory is bounded. */
export class LiveConnection {
  readonly stream = new PassThrough({ highWaterMark: backlogBytes });
  readonly #pending = new Map<string, Pending>();
  readonly #visible: (changes: Changes) => Promise<Changes | null>;
  #timer: NodeJS.Timeout | null = null;

  /** `visible` leaves of some changes what this reader may know. */
  constructor(visible: (changes: Changes) => Promise<Changes | null>) {
    this.#visible = visible;
    // First bytes open the stream in browsers and proxies; then a lost connection is tried again after 3 s.
    this.stream.write('retry: 3000\n\n');
    this.stream.once('close', () => this.close());
  }

  /** No ids: anything may have changed. */
  changed(collection: string, ids: readonly string[], position: number): void {
    const pending = this.#pending.get(collection) ?? { ids: new Set<string>(), position };
    pending.position = position;
    if (ids.length === 0) pending.ids = 'many';
    if (pending.ids !== 'many') {
      for (const id of ids) pending.ids.add(id);
      if (pending.ids.size > idLimit) pending.ids = 'many';
    }
    this.#pending.set(collection, pending);
    this.#schedule();
  }

  send(event: string, data: unknown): void {
    if (this.stream.writable && !this.#isBehind())
      this.stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  heartbeat(): void {
    if (this.stream.writable && !this.#isBehind()) this.stream.write(': here\n\n');
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending.clear();
    if (!this.stream.writableEnded) this.stream.end();
  }

  #isBehind(): boolean {
    return this.stream.readableLength + this.stream.writableLength > backlogBytes;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.#flush(), coalesceMs);
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    if (!this.stream.writable) return;
    if (this.#isBehind()) return this.#schedule();
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const [collection, { ids, position }] of pending) {
      const changes = await this.#visible({
        collection,
        ids: ids === 'many' ? null : [...ids],
        position,
      }).catch(() => null);
      if (changes) this.send('changes', changes);
    }
  }
}
