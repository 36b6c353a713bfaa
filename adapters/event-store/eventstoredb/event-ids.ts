import type { LogReader } from './log-reader.ts';

interface Known {
  readonly revisions: Map<string, number>;
  /** Every event before this revision is known. */
  next: number;
}

/** Ids remembered of all streams together. */
const mostIds = 200_000;
const pageSize = 1_000;

/**
 * Revisions by event id. The server has no such index: a stream is read once, and later only what was added,
 * since every command asks whether it was handled before.
 */
export class EventIds {
  readonly #reader: LogReader;
  readonly #streams = new Map<string, Known>();
  #count = 0;

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  async revisionOf(stream: string, id: string): Promise<number> {
    const known = this.#streams.get(stream) ?? { revisions: new Map<string, number>(), next: 0 };
    this.forget(stream);
    for (;;) {
      const events = await this.#reader.stream(stream, known.next, pageSize);
      for (const event of events) {
        known.revisions.set(event.id, event.revision);
        known.next = event.revision + 1;
      }
      if (events.length < pageSize) break;
    }
    this.#keep(stream, known);
    return known.revisions.get(id) ?? -1;
  }

  /** Its events are no longer what they were. */
  forget(stream: string): void {
    const known = this.#streams.get(stream);
    if (!known) return;
    this.#streams.delete(stream);
    this.#count -= known.revisions.size;
  }

  #keep(stream: string, known: Known): void {
    this.forget(stream);
    this.#streams.set(stream, known);
    this.#count += known.revisions.size;
    for (const oldest of this.#streams.keys()) {
      if (this.#count <= mostIds || oldest === stream) return;
      this.forget(oldest);
    }
  }
}
