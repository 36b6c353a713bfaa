import { NewerEventError, type EventStore, type StoredEvent } from '../../domain/kernel/index.ts';
import type { EventChanges } from './collection.ts';
import { FoldError } from './fold-error.ts';
import { foldKnown, type Failure, type ProjectionLine } from './projection-line.ts';
import type { ReadStore, Rebuild } from './read-store.ts';

/** Within this many positions of the end of the log, building stops the old line and takes the rest. */
const CLOSE = 1_000;
/** Changes handed over at once; more than live, a build has nobody waiting for it. */
const MOST_CHANGES = 20_000;
/** A build of its own loads for a second before its first event: up to here it is fed sooner, beside others. */
const SHORT_LOG = 2_000;

/** Why a build was given up, at which event. */
export interface BuildFailure {
  readonly event: Pick<StoredEvent, 'position' | 'type'>;
  readonly error: unknown;
  /** `cancelled`: whoever asked for the build ended it. */
  readonly cause: Failure['cause'] | 'cancelled';
}

/** Told of each line as soon as its build has ended; a failure means that the line is as it was before. */
export type Settled = (line: ProjectionLine, failure?: BuildFailure) => void;

interface Surroundings {
  readonly events: EventStore;
  readonly read: ReadStore;
  readonly requireKnown: (event: StoredEvent) => void;
  readonly signal: AbortSignal;
  readonly settled: Settled;
}

interface Build {
  readonly line: ProjectionLine;
  readonly rebuild: Rebuild;
  pending: EventChanges[];
  size: number;
}

/**
 * Builds fresh collections for some projections while the old ones serve and follow, then swaps each. A build that
 * reads the log by itself goes its own way; the others are fed from one reading.
 */
export async function buildAnew(lines: readonly ProjectionLine[], surroundings: Surroundings): Promise<void> {
  // Where the log cannot be read, the building says so.
  const length = await surroundings.events.lastPosition().catch(() => Infinity);
  const short = length <= SHORT_LOG;
  const begun = await Promise.all(lines.map(line => begin(line, short, surroundings)));
  const [own, fed] = [[] as Build[], [] as Build[]];
  for (const build of begun) if (build) (build.rebuild.readLog ? own : fed).push(build);
  const groups = [...own.map(build => [build]), ...(fed.length > 0 ? [fed] : [])];
  await Promise.all(groups.map(group => new Building(group, surroundings).run()));
}

async function begin(
  line: ProjectionLine,
  short: boolean,
  { read, settled }: Surroundings,
): Promise<Build | undefined> {
  line.progress = 0;
  try {
    return { line, rebuild: await read.beginRebuild(line.projection, { short }), pending: [], size: 0 };
  } catch (error) {
    line.progress = null;
    settled(line, { event: { position: 0, type: '' }, error, cause: 'store' });
    return undefined;
  }
}

/** Builds that go along the log together. */
class Building {
  readonly #builds: Set<Build>;
  readonly #events: EventStore;
  readonly #requireKnown: (event: StoredEvent) => void;
  readonly #signal: AbortSignal;
  readonly #settled: Settled;
  #position = 0;

  constructor(builds: readonly Build[], { events, requireKnown, signal, settled }: Surroundings) {
    this.#builds = new Set(builds);
    this.#events = events;
    this.#requireKnown = requireKnown;
    this.#signal = signal;
    this.#settled = settled;
  }

  async run(): Promise<void> {
    try {
      let end = await lastEvent(this.#events);
      while (end && end.position - this.#position > CLOSE) {
        await this.#readTo(end.position);
        end = await lastEvent(this.#events);
      }
      for (const { line } of this.#builds) await line.detach();
      end = await lastEvent(this.#events);
      if (end && end.position > this.#position) await this.#readTo(end.position);
      await Promise.all([...this.#builds].map(build => this.#swap(build, end)));
    } catch (error) {
      // The log could not be read, or somebody ends it.
      const event = { position: this.#position, type: '' };
      const failure: BuildFailure = this.#signal.aborted
        ? { event, error, cause: 'cancelled' }
        : failureOf(error, event);
      for (const build of this.#builds) await this.#giveUp(build, failure);
    }
  }

  async #readTo(until: number): Promise<void> {
    const reached = (position: number) => {
      this.#position = position;
      for (const { line } of this.#builds) line.progress = Math.min(1, position / until);
    };
    const [first] = this.#builds;
    const { readLog } = first?.rebuild ?? {};
    if (readLog) await readLog(until, { signal: this.#signal, reached });
    else await this.#feedTo(until, reached);
    this.#position = until;
  }

  async #feedTo(until: number, reached: (position: number) => void): Promise<void> {
    // All types: one that is not known must be met, not passed over.
    for await (const batch of this.#events.readAll(this.#position, { until, signal: this.#signal })) {
      await Promise.all([...this.#builds].map(build => this.#feed(build, batch)));
      reached(batch.at(-1)?.position ?? this.#position);
    }
  }

  async #feed(build: Build, batch: readonly StoredEvent[]): Promise<void> {
    for (const event of batch) {
      try {
        const changes = foldKnown(build.line, event, this.#requireKnown);
        if (!changes) continue;
        build.pending.push(changes);
        build.size += changes.changes.length;
        if (build.size >= MOST_CHANGES) await this.#flush(build);
      } catch (error) {
        return this.#giveUp(build, failureOf(error, event));
      }
    }
  }

  async #flush(build: Build): Promise<void> {
    const { pending } = build;
    build.pending = [];
    build.size = 0;
    if (pending.length > 0) await build.rebuild.apply(pending);
  }

  async #swap(build: Build, end: StoredEvent | undefined): Promise<void> {
    const { line, rebuild } = build;
    const last = end ?? { position: 0, type: '', at: new Date(0).toISOString(), id: undefined };
    try {
      await this.#flush(build);
      await rebuild.finish(last.position, last.at, last.id);
    } catch (error) {
      return this.#giveUp(build, failureOf(error, last));
    }
    line.position = last.position;
    line.failure = null;
    line.usable = true;
    line.storeFailures = 0;
    this.#end(build);
  }

  async #giveUp(build: Build, failure: BuildFailure): Promise<void> {
    await build.rebuild.abort();
    this.#end(build, failure);
  }

  #end(build: Build, failure?: BuildFailure): void {
    this.#builds.delete(build);
    build.line.progress = null;
    this.#settled(build.line, failure);
  }
}

function failureOf(error: unknown, event: BuildFailure['event']): BuildFailure {
  if (error instanceof FoldError) return { event: error.event, error, cause: 'event' };
  return { event, error, cause: error instanceof NewerEventError ? 'event' : 'store' };
}

async function lastEvent(events: EventStore): Promise<StoredEvent | undefined> {
  for await (const [event] of events.readAll(Infinity, { direction: 'backward', batchSize: 1 })) return event;
  return undefined;
}
