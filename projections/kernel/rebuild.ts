import type { EventStore, StoredEvent } from '../../domain/kernel/index.ts';
import type { EventChanges } from './collection.ts';
import type { Failure, ProjectionLine } from './projection-line.ts';
import { projected } from './projection-line.ts';
import type { ReadStore, Rebuild } from './read-store.ts';

/** Within this many positions of the end of the log, building stops the old line and takes the rest. */
const CLOSE = 1_000;
/** Changes handed over at once; more than live, a build has nobody waiting for it. */
const MOST_CHANGES = 20_000;

/** Why a build was given up, at which event. */
export interface BuildFailure {
  readonly event: Pick<StoredEvent, 'position' | 'type'>;
  readonly error: unknown;
  readonly cause: Failure['cause'];
}

interface Build {
  readonly line: ProjectionLine;
  readonly rebuild: Rebuild;
  pending: EventChanges[];
  size: number;
}

/**
 * Builds fresh collections for some projections with one reading of the log, while the old ones serve and
 * follow, then swaps each. Afterwards a line that succeeded stands where the log ended; one that did not is as
 * before, and among the failures.
 */
export class Rebuilding {
  readonly failures = new Map<ProjectionLine, BuildFailure>();
  readonly #builds = new Set<Build>();
  readonly #events: EventStore;
  readonly #read: ReadStore;
  readonly #signal: AbortSignal;
  #position = 0;

  constructor(events: EventStore, read: ReadStore, signal: AbortSignal) {
    this.#events = events;
    this.#read = read;
    this.#signal = signal;
  }

  async run(lines: readonly ProjectionLine[]): Promise<void> {
    for (const line of lines) {
      line.progress = 0;
      try {
        const rebuild = await this.#read.beginRebuild(line.projection);
        this.#builds.add({ line, rebuild, pending: [], size: 0 });
      } catch (error) {
        this.failures.set(line, { event: { position: 0, type: '' }, error, cause: 'store' });
      }
    }
    try {
      await this.#build();
    } catch (error) {
      // The log could not be read, or the runner stops.
      for (const build of this.#builds)
        await this.#giveUp(build, { event: { position: this.#position, type: '' }, error, cause: 'store' });
    }
    for (const line of lines) line.progress = null;
  }

  async #build(): Promise<void> {
    let end = await lastEvent(this.#events);
    while (end && end.position - this.#position > CLOSE) {
      await this.#readTo(end.position);
      end = await lastEvent(this.#events);
    }
    for (const { line } of this.#builds) await line.detach();
    end = await lastEvent(this.#events);
    if (end && end.position > this.#position) await this.#readTo(end.position);
    for (const build of this.#builds) await this.#swap(build, end);
  }

  async #readTo(until: number): Promise<void> {
    const types = [...new Set([...this.#builds].flatMap(({ line }) => [...line.handles]))];
    for await (const batch of this.#events.readAll(this.#position, { types, until, signal: this.#signal })) {
      await Promise.all([...this.#builds].map(build => this.#feed(build, batch)));
      this.#position = batch.at(-1)?.position ?? this.#position;
      for (const { line } of this.#builds) line.progress = Math.min(1, this.#position / until);
    }
    this.#position = until;
  }

  async #feed(build: Build, batch: readonly StoredEvent[]): Promise<void> {
    for (const event of batch) {
      if (!build.line.handles.has(event.type)) continue;
      try {
        const changes = projected(build.line.projection, event);
        if (!changes) continue;
        build.pending.push(changes);
        build.size += changes.changes.length;
      } catch (error) {
        return this.#giveUp(build, { event, error, cause: 'event' });
      }
      if (build.size >= MOST_CHANGES && !(await this.#flush(build, event))) return;
    }
  }

  async #flush(build: Build, event: BuildFailure['event']): Promise<boolean> {
    const { pending } = build;
    build.pending = [];
    build.size = 0;
    try {
      await build.rebuild.apply(pending);
      return true;
    } catch (error) {
      await this.#giveUp(build, { event, error, cause: 'store' });
      return false;
    }
  }

  async #swap(build: Build, end: StoredEvent | undefined): Promise<void> {
    const { line, rebuild, pending } = build;
    const last = end ?? { position: 0, type: '', at: new Date(0).toISOString() };
    if (pending.length > 0 && !(await this.#flush(build, last))) return;
    try {
      await rebuild.finish(last.position, last.at);
    } catch (error) {
      return this.#giveUp(build, { event: last, error, cause: 'store' });
    }
    this.#builds.delete(build);
    line.position = last.position;
    line.failure = null;
    line.usable = true;
    line.storeFailures = 0;
  }

  async #giveUp(build: Build, failure: BuildFailure): Promise<void> {
    this.#builds.delete(build);
    this.failures.set(build.line, failure);
    await build.rebuild.abort();
  }
}

async function lastEvent(events: EventStore): Promise<StoredEvent | undefined> {
  for await (const [event] of events.readAll(Infinity, { direction: 'backward', batchSize: 1 })) return event;
  return undefined;
}
