import type { Clock, EventStore, StoredEvent } from '../../domain/kernel/index.ts';
import type { Projection } from './projection.ts';
import { ProjectionLine } from './projection-line.ts';
import type { ReadStore } from './read-store.ts';
import type { BuildFailure } from './rebuild.ts';
import { Rebuilding } from './rebuild.ts';
import type { ProjectionRunner, ProjectionStatus } from './runner-port.ts';
import { Waiting } from './waiting.ts';

export interface ProjectionRunnerOptions {
  readonly events: EventStore;
  readonly read: ReadStore;
  /** For the times of failures. */
  readonly clock: Clock;
  readonly projections: readonly Projection[];
  /** First pause before a store that failed is tried again; it doubles up to `mostRetryMs`. Default 1 s, 30 s. */
  readonly retryMs?: number;
  readonly mostRetryMs?: number;
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
  readonly #lines: ReadonlyMap<string, ProjectionLine>;
  /** Those fed by the reader. */
  readonly #live = new Set<ProjectionLine>();
  readonly #waiting = new Waiting();
  readonly #stop = new AbortController();
  readonly #tasks = new Set<Promise<unknown>>();
  readonly #rebuilds = new Map<ProjectionLine, Promise<ReadonlyMap<ProjectionLine, BuildFailure>>>();
  readonly #retryMs: number;
  readonly #mostRetryMs: number;
  /** Last event the reader handed out: whoever is here or beyond misses nothing by joining. */
  #handedOut = 0;
  #logEnd = 0;
  #readerProblem: string | null = null;

  constructor({
    events,
    read,
    clock,
    projections,
    retryMs = 1_000,
    mostRetryMs = 30_000,
  }: ProjectionRunnerOptions) {
    this.#events = events;
    this.#read = read;
    this.#retryMs = retryMs;
    this.#mostRetryMs = mostRetryMs;
    this.#lines = new Map(projections.map(one => [one.name, new ProjectionLine(one, read, clock)]));
    if (this.#lines.size !== projections.length) throw new Error('two projections have one name');
  }

  /** An empty log is built at once; on any other, building and catching up go on after this has resolved. */
  async start(): Promise<void> {
    const behind: ProjectionLine[] = [];
    const unbuilt: ProjectionLine[] = [];
    for (const line of this.#lines.values()) {
      const { position, state, reason } = await this.#read.open(line.projection);
      line.position = position;
      line.usable = state === 'ready';
      line.note = line.usable ? null : `Rebuilt from the log: ${reason ?? 'its files were not there'}.`;
      (line.usable ? behind : unbuilt).push(line);
    }
    this.#handedOut = this.#logEnd = await this.#events.lastPosition();
    this.#spawn(this.#follow());
    for (const group of Map.groupBy(behind, line => line.position).values())
      this.#spawn(this.#catchUp(group));
    if (unbuilt.length === 0) return;
    const built = this.#rebuildAll(unbuilt);
    if (this.#logEnd === 0) await built;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
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
      const status = line.status(this.#logEnd);
      if (this.#readerProblem === null || line.failure) return status;
      return { ...status, state: 'catching-up', note: `The log cannot be read: ${this.#readerProblem}` };
    });
  }

  /** Rejects where the build failed; what was there before then serves on. */
  async rebuild(name: string): Promise<void> {
    const line = this.#line(name);
    if (this.#stop.signal.aborted) throw new Error('the projections are stopped');
    const running = this.#rebuilds.get(line) ?? this.#rebuildAll([line]);
    const failure = (await running).get(line);
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

  #rebuildAll(lines: readonly ProjectionLine[]): Promise<ReadonlyMap<ProjectionLine, BuildFailure>> {
    const work = this.#rebuildAndJoin(lines);
    for (const line of lines) this.#rebuilds.set(line, work);
    this.#spawn(work);
    return work;
  }

  async #rebuildAndJoin(
    lines: readonly ProjectionLine[],
  ): Promise<ReadonlyMap<ProjectionLine, BuildFailure>> {
    const rebuilding = new Rebuilding(this.#events, this.#read, this.#stop.signal);
    await rebuilding.run(lines);
    const { failures } = rebuilding;
    for (const line of lines) {
      this.#rebuilds.delete(line);
      const failure = failures.get(line);
      if (!failure || this.#stop.signal.aborted) continue;
      const { event, error, cause } = failure;
      line.note = `Building anew failed at event ${event.position}: ${said(error)}`;
      if (line.usable) continue;
      line.fail(event, error, cause);
      this.#afterFailure(line);
    }
    // Also those whose build failed: it may have taken them from the reader.
    const ready = lines.filter(line => line.usable && !line.failure);
    for (const line of ready) {
      await line.detach();
      this.#live.delete(line);
    }
    for (const group of Map.groupBy(ready, line => line.position).values()) this.#spawn(this.#catchUp(group));
    this.#waiting.check();
    return failures;
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
      let pause = this.#retryMs;
      !this.#stop.signal.aborted;
      pause = Math.min(pause * 2, this.#mostRetryMs)
    ) {
      try {
        for await (const message of this.#events.subscribe(this.#handedOut, {}, this.#stop.signal)) {
          this.#readerProblem = null;
          pause = this.#retryMs;
          if (message.kind === 'events') await this.#dispatch(message.events);
          else this.#logEnd = Math.max(this.#logEnd, message.position);
        }
      } catch (error) {
        await this.#readerFailed(error, pause);
      }
    }
  }

  async #readerFailed(error: unknown, pause: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#readerProblem = said(error);
    await this.#sleep(pause);
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
    const pause = Math.min(this.#retryMs * 2 ** (line.storeFailures - 1), this.#mostRetryMs);
    this.#spawn(
      this.#sleep(pause).then(async () => {
        if (line.failure === failure) await this.retry(line.projection.name);
      }),
    );
  }

  /** Work that `stop` waits for. What can go wrong in it stands in the status of its lines. */
  #spawn(work: Promise<unknown>): void {
    const task = work.catch(() => undefined).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  #sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#stop;
    if (signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
    });
  }

  #line(name: string): ProjectionLine {
    const line = this.#lines.get(name);
    if (!line) throw new Error(`there is no projection ${name}`);
    return line;
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
