import { categoryOf, type Position, type Retention, type StoredEvent } from '../../../domain/kernel/index.ts';

/** What is kept of one category, and how far its events were looked through for what is not. */
export interface CategoryRule {
  readonly retention: Retention;
  /** All events of the category up to here have expired by age. */
  readonly agedTo: Position;
  /** Streams that got no event beyond here have no more than they may. */
  readonly countedTo: Position;
  /** Events beyond here cannot have been removed yet. */
  readonly removedTo: Position;
}

/** First revision kept of a stream; 0 where nothing was removed. */
export type ReadCut = (stream: string) => Promise<number>;

/** Streams whose cut is remembered. */
const mostCuts = 100_000;

/**
 * The server shows removed events in its whole log until somebody scavenges it. They are left out here by
 * the cut of their stream, asked for once.
 */
export class Expired {
  readonly #readCut: ReadCut;
  readonly #cuts = new Map<string, number>();
  rules: ReadonlyMap<string, CategoryRule> = new Map();

  constructor(readCut: ReadCut) {
    this.#readCut = readCut;
  }

  /** May this stream have lost its beginning? */
  concerns(stream: string): boolean {
    return this.rules.has(categoryOf(stream));
  }

  async without(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    if (this.rules.size === 0) return events;
    const doubtful = events.filter(
      event => event.position <= (this.rules.get(categoryOf(event.stream))?.removedTo ?? 0),
    );
    if (doubtful.length === 0) return events;
    const streams = [...new Set(doubtful.map(event => event.stream))];
    const cuts = new Map(
      await Promise.all(streams.map(async stream => [stream, await this.cutOf(stream)] as const)),
    );
    const gone = new Set(doubtful.filter(event => event.revision < cuts.get(event.stream)!));
    return events.filter(event => !gone.has(event));
  }

  async cutOf(stream: string): Promise<number> {
    const cut = this.#cuts.get(stream) ?? (await this.#readCut(stream));
    this.remember(stream, cut);
    return cut;
  }

  remember(stream: string, cut: number): void {
    if (!this.#cuts.has(stream) && this.#cuts.size >= mostCuts)
      this.#cuts.delete(this.#cuts.keys().next().value!);
    this.#cuts.set(stream, cut);
  }
}
