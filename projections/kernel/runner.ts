import type { Clock, EventStore, StoredEvent } from '../../domain/kernel/index.ts';
import { whyOfAnotherLog, type Reached } from './another-log.ts';
import { pause } from './pause.ts';
import type { ProjectionObserver } from './observer.ts';
import type { Projection } from './projection.ts';
import { ProjectionLine } from './projection-line.ts';
import type { ReadStore } from './read-store.ts';
import type { BuildFailure } from './rebuild.ts';
import { buildAnew } from './rebuild.ts';
import type { ProjectionRunner, ProjectionStatus } from './runner-port.ts';
import { Waiting } from './waiting.ts';

export interface ProjectionRunnerOptions {
  readonly events: EventStore;
  readonly read: ReadStore;
  /** For the times of failures. */
  readonly clock: Clock;
  readonly projections: readonly Projection[];
  /** Throws where a newer version of the program wrote the event; default: nothing is newer. */
  readonly requireKnown?: (event: StoredEvent) => void;
  /** First pause before a store that failed is tried again; it doubles up to `mostRetryMs`. Default 1 s, 30 s. */
  readonly retryMs?: number;
  readonly mostRetryMs?: number;
  /**
   * While the log grows, batches begin so far apart, milliseconds: each costs every projection a write of its own,
   * however few events it has. The first after a quiet moment begins at once. Default 0.
   */
  readonly batchEveryMs?: number;
  /** How far an event moves the position, roughly; 1, the default, where they are counted. */
  readonly positionsPerEvent?: number;
  readonly observer?: ProjectionObserver | undefined;
}

/**
 * One reader follows the log for all projections that are at its end and hands each batch to every one of them
 * at once. A projection that is behind (at start, after a retry, after a rebuild) reads on its own, together
 * with those at the same place, until it meets the reader, and joins.
 *
 * A batch is whatever the log has grown by while the one before was written: one event when it is quiet, a
 * thousand under load. A projection that fails leaves; an event it cannot fold waits for `retry`, a store that
 * does not take the changes is tried again by itself.
 */
export function createProjectionRunner(options: ProjectionRunnerOptions): ProjectionRunner {
  return new Runner(options);
}

class Runner implements ProjectionRunner {
  readonly #events: EventStore;
  readonly #read: ReadStore;
  readonly #requireKnown: (event: StoredEvent) => void;
  readonly #lines: ReadonlyMap<string, ProjectionLine>;
  /** Those fed by the reader. */
  readonly #live = new Set<ProjectionLine>();
  readonly #waiting = new Waiting();
  readonly #stop = new AbortController();
  readonly #tasks = new Set<Promise<unknown>>();
  /** Builds that go on, with what ends them. */
  readonly #rebuilds = new Map<ProjectionLine, PromiseWithResolvers<BuildFailure | undefined>>();
  readonly #retryMs: number;
  readonly #mostRetryMs: number;
  readonly #batchEveryMs: number;
  /** Last event the reader handed out: whoever is here or beyond misses nothing by joining. */
  #handedOut = 0;
  readonly #positionsPerEvent: number;
  #logEnd = 0;
  #readerProblem: string | null = null;
  #forgetDamage: (() => void) | undefined;

  constructor({
    events,
    read,
    clock,
    projections,
    requireKnown = () => undefined,
    retryMs = 1_000,
    mostRetryMs = 30_000,
    batchEveryMs = 0,
    positionsPerEvent = 1,
    observer,
  }: ProjectionRunnerOptions) {
    this.#events = events;
    this.#read = read;
    this.#requireKnown = requireKnown;
    this.#retryMs = retryMs;
    this.#positionsPerEvent = positionsPerEvent;
    this.#mostRetryMs = mostRetryMs;
    this.#batchEveryMs = batchEveryMs;
    this.#lines = new Map(
      projections.map(one => [one.name, new ProjectionLine(one, read, clock, requireKnown, observer)]),
    );
    if (this.#lines.size !== projections.length) throw new Error('two projections have one name');
  }

  /** An empty log is built at once; on any other, building and catching up go on after this has resolved. */
  async start(): Promise<void> {
    const behind: ProjectionLine[] = [];
    const unbuilt: ProjectionLine[] = [];
    this.#forgetDamage = this.#read.onDamage?.(({ projection, reason }) => this.#damaged(projection, reason));
    const why = new Map<ProjectionLine, string>();
    const reached = new Map<ProjectionLine, Reached>();
    for (const line of this.#lines.values()) {
      const { position, state, reason, eventId } = await this.#read.open(line.projection);
      line.position = position;
      reached.set(line, { position, eventId });
      if (state === 'rebuild-needed') why.set(line, reason ?? 'its files were not there');
    }
    this.#handedOut = this.#logEnd = await this.#events.lastPosition();
    for (const line of this.#lines.values()) {
      const reason = why.get(line) ?? (await whyOfAnotherLog(this.#events, reached.get(line)!, this.#logEnd));
      line.usable = reason === undefined;
      line.note = reason === undefined ? null : whyRebuilt(reason);
      (line.usable ? behind : unbuilt).push(line);
    }
    this.#spawn(this.#follow());
    for (const group of Map.groupBy(behind, line => line.position).values())
      this.#spawn(this.#catchUp(group));
    if (unbuilt.length === 0) return;
    this.#rebuildAll(unbuilt);
    if (this.#logEnd === 0) await Promise.all([...this.#rebuilds.values()].map(({ promise }) => promise));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#forgetDamage?.();
    while (this.#tasks.size > 0) await Promise.allSettled([...this.#tasks]);
    for (const line of this.#lines.values()) {
      await line.detach();
      if (!line.failure) line.state = 'stopped';
    }
    this.#waiting.giveUp();
  }

  reached(
    position: number,
    { projections, timeoutMs = 10_000 }: Parameters<ProjectionRunner['reached']>[1] = {},
  ): Promise<boolean> {
    const named = projections?.map(name => this.#line(name));
    return this.#waiting.until(() => {
      const asked = named ?? [...this.#lines.values()].filter(line => !line.failure);
      return asked.every(line => line.usable && line.position >= position);
    }, timeoutMs);
  }

  status(): readonly ProjectionStatus[] {
    return [...this.#lines.values()].map(line => {
      const status = line.status(this.#logEnd, this.#positionsPerEvent);
      if (this.#readerProblem === null || line.failure) return status;
      return { ...status, state: 'catching-up', note: `The log cannot be read: ${this.#readerProblem}` };
    });
  }

  /** Rejects where the build failed; what was there before then serves on. */
  async rebuild(name: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const line = this.#line(name);
    if (this.#stop.signal.aborted) throw new Error('the projections are stopped');
    if (!this.#rebuilds.has(line)) this.#rebuildAll([line], signal);
    const failure = await this.#rebuilds.get(line)?.promise;
    if (!failure) return;
    throw new Error(`${name} was not rebuilt: ${said(failure.error)}`, { cause: failure.error });
  }

  async retry(name: string): Promise<void> {
    const line = this.#line(name);
    if (!line.failure || this.#stop.signal.aborted) return;
    if (!line.usable) return this.rebuild(name);
    line.failure = null;
    this.#spawn(this.#catchUp([line]));
  }

  #rebuildAll(lines: readonly ProjectionLine[], cancel?: AbortSignal): void {
    for (const line of lines) this.#rebuilds.set(line, Promise.withResolvers());
    const work = buildAnew(lines, {
      events: this.#events,
      read: this.#read,
      requireKnown: this.#requireKnown,
      signal: cancel ? AbortSignal.any([this.#stop.signal, cancel]) : this.#stop.signal,
      settled: (line, failure) => this.#spawn(this.#built(line, failure)),
    });
    this.#spawn(work);
  }

  /** A build has ended, well or not. */
  async #built(line: ProjectionLine, failure: BuildFailure | undefined): Promise<void> {
    const build = this.#rebuilds.get(line);
    this.#rebuilds.delete(line);
    if (failure && !this.#stop.signal.aborted) {
      line.note = whyNotBuilt(failure);
      if (!line.usable) {
        line.fail(failure.event, failure.error, failure.cause === 'event' ? 'event' : 'store');
        this.#afterFailure(line);
      }
    }
    if (line.usable && !line.failure) {
      // Also where the build failed: it may have taken the line from the reader.
      await line.detach();
      this.#live.delete(line);
      this.#spawn(this.#catchUp([line]));
    }
    this.#waiting.check();
    build?.resolve(failure);
  }

  /** What serves cannot be trusted any more; the log can. */
  #damaged(name: string, reason: string): void {
    const line = this.#lines.get(name);
    if (!line || this.#stop.signal.aborted) return;
    line.usable = false;
    line.note = whyRebuilt(reason);
    if (!this.#rebuilds.has(line)) this.#rebuildAll([line]);
  }

  /** Reads for lines at one place until they meet the reader. */
  async #catchUp(lines: readonly ProjectionLine[]): Promise<void> {
    const epochs = new Map(lines.map(line => [line, line.epoch]));
    for (const line of lines) line.state = 'catching-up';
    while (epochs.size > 0 && !this.#stop.signal.aborted) {
      const from = Math.min(...[...epochs.keys()].map(line => line.position));
      const target = this.#handedOut;
      if (from >= target) {
        for (const [line] of epochs) {
          line.state = 'live';
          this.#live.add(line);
        }
        break;
      }
      try {
        for await (const batch of this.#events.readAll(from, { until: target, signal: this.#stop.signal }))
          await this.#handOut(batch, epochs);
        // The log may no longer hold the event at the target: bulk records expire.
        for (const line of epochs.keys()) line.position = Math.max(line.position, target);
      } catch (error) {
        await this.#readerFailed(error, this.#retryMs);
      }
    }
    this.#waiting.check();
  }

  async #follow(): Promise<void> {
    for (
      let retryMs = this.#retryMs;
      !this.#stop.signal.aborted;
      retryMs = Math.min(retryMs * 2, this.#mostRetryMs)
    ) {
      try {
        for await (const message of this.#events.subscribe(this.#handedOut, {}, this.#stop.signal)) {
          this.#readerProblem = null;
          retryMs = this.#retryMs;
          if (message.kind === 'events') {
            const next = performance.now() + this.#batchEveryMs;
            await this.#dispatch(message.events);
            await pause(next - performance.now(), this.#stop.signal);
          } else this.#logEnd = Math.max(this.#logEnd, message.position);
        }
      } catch (error) {
        await this.#readerFailed(error, retryMs);
      }
    }
  }

  async #readerFailed(error: unknown, milliseconds: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#readerProblem = said(error);
    await pause(milliseconds, this.#stop.signal);
  }

  async #dispatch(events: readonly StoredEvent[]): Promise<void> {
    this.#handedOut = events.at(-1)?.position ?? this.#handedOut;
    this.#logEnd = Math.max(this.#logEnd, this.#handedOut);
    const epochs = new Map([...this.#live].map(line => [line, line.epoch]));
    await this.#handOut(events, epochs);
    for (const line of this.#live) if (line.failure) this.#live.delete(line);
  }

  /** Takes out those that failed or were taken away. */
  async #handOut(events: readonly StoredEvent[], epochs: Map<ProjectionLine, number>): Promise<void> {
    const one = async (line: ProjectionLine, epoch: number) => {
      const went = await line.take(events, epoch);
      if (!went) epochs.delete(line);
      if (line.failure) this.#afterFailure(line);
      this.#waiting.check();
    };
    await Promise.all([...epochs].map(([line, epoch]) => one(line, epoch)));
  }

  /** A store may come back by itself; an event does not change. */
  #afterFailure(line: ProjectionLine): void {
    const { failure } = line;
    this.#live.delete(line);
    if (failure?.cause !== 'store') return;
    if (this.#rebuilds.has(line)) {
      // Nothing is to be tried again: what is being built takes its place.
      line.failure = null;
      return;
    }
    const retryMs = Math.min(this.#retryMs * 2 ** (line.storeFailures - 1), this.#mostRetryMs);
    this.#spawn(
      pause(retryMs, this.#stop.signal).then(async () => {
        if (line.failure === failure) await this.retry(line.projection.name);
      }),
    );
  }

  /** Work that `stop` waits for. What can go wrong in it stands in the status of its lines. */
  #spawn(work: Promise<unknown>): void {
    const task = work.catch(() => undefined).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  #line(name: string): ProjectionLine {
    const line = this.#lines.get(name);
    if (!line) throw new Error(`there is no projection ${name}`);
    return line;
  }
}

function whyRebuilt(reason: string): string {
  return `Rebuilt from the log: ${reason}.`;
}

function whyNotBuilt({ event, error, cause }: BuildFailure): string {
  return cause === 'cancelled'
    ? `Building anew was cancelled at event ${event.position}.`
    : `Building anew failed at event ${event.position}: ${said(error)}`;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
