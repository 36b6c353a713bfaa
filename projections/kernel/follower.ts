import type { EventStore } from '../../domain/kernel/index.ts';
import { pause } from './pause.ts';
import type { Projection } from './projection.ts';
import type { ReadStore } from './read-store.ts';
import type { ProjectionRunner, ProjectionStatus } from './runner-port.ts';
import { Waiting } from './waiting.ts';

export interface ProjectionFollowerOptions {
  readonly events: Pick<EventStore, 'lastPosition' | 'subscribe'>;
  readonly read: Pick<ReadStore, 'open' | 'watch'>;
  readonly projections: readonly Projection[];
  /** How far an event moves the position, roughly; 1, the default, where they are counted. */
  readonly positionsPerEvent?: number;
  /** Pause before a log that failed is followed again; default 1 s. */
  readonly retryMs?: number;
}

/**
 * The projections as a server sees them that does not write them: it watches how far the other one is. `rebuild` and
 * `retry` reject; they are the other server's.
 */
export function createProjectionFollower(options: ProjectionFollowerOptions): ProjectionRunner {
  return new Follower(options);
}

class Follower implements ProjectionRunner {
  readonly #options: ProjectionFollowerOptions;
  readonly #stop = new AbortController();
  readonly #waiting = new Waiting();
  /** Positions of those that are there. */
  readonly #positions = new Map<string, number>();
  readonly #failures = new Map<string, ProjectionStatus['error']>();
  #logEnd = 0;
  #unwatch: (() => void) | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(options: ProjectionFollowerOptions) {
    this.#options = options;
  }

  /** Where a store cannot be reached it is tried again; until then nothing counts as reached. */
  async start(): Promise<void> {
    this.#unwatch = this.#options.read.watch?.(({ projection, position, failure }) => {
      this.#positions.set(projection, position);
      this.#failures.set(projection, failure);
      this.#waiting.check();
    });
    const opened = await this.#open();
    this.#following = this.#follow(opened);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#unwatch?.();
    this.#waiting.giveUp();
    await this.#following;
  }

  reached(
    position: number,
    { projections, timeoutMs = 10_000 }: Parameters<ProjectionRunner['reached']>[1] = {},
  ): Promise<boolean> {
    const all = this.#options.projections.map(({ name }) => name);
    return this.#waiting.until(() => {
      const asked = projections ?? all.filter(name => !this.#failures.get(name));
      return asked.every(name => (this.#positions.get(name) ?? -1) >= position);
    }, timeoutMs);
  }

  status(): readonly ProjectionStatus[] {
    const { projections, positionsPerEvent = 1 } = this.#options;
    return projections.map(({ name, version }) => {
      const position = this.#positions.get(name);
      const error = this.#failures.get(name) ?? null;
      const behind = this.#logEnd - (position ?? 0);
      const going = position === undefined ? 'stopped' : behind > 0 ? 'catching-up' : 'live';
      return {
        name,
        version,
        state: error ? 'failed' : going,
        position: position ?? 0,
        lag: Math.max(0, Math.ceil(behind / positionsPerEvent)),
        progress: null,
        error,
        note: null,
      };
    });
  }

  rebuild(name: string): Promise<void> {
    return Promise.reject(new Error(`${name} is written by another server`));
  }

  retry(name: string): Promise<void> {
    return this.rebuild(name);
  }

  async #open(): Promise<boolean> {
    const { events, read, projections } = this.#options;
    try {
      this.#logEnd = Math.max(this.#logEnd, await events.lastPosition());
      for (const projection of projections) {
        const { state, position } = await read.open(projection);
        if (state === 'ready') this.#positions.set(projection.name, position);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** The log only for how far behind the projections are: who reads it for more says what is wrong with it. */
  async #follow(opened: boolean): Promise<void> {
    const { signal } = this.#stop;
    const { retryMs = 1_000 } = this.#options;
    while (!opened && !signal.aborted) {
      await pause(retryMs, signal);
      opened = await this.#open();
    }
    while (!signal.aborted)
      try {
        for await (const message of this.#options.events.subscribe(this.#logEnd, {}, signal)) {
          const position = message.kind === 'events' ? message.events.at(-1)?.position : message.position;
          this.#logEnd = Math.max(this.#logEnd, position ?? 0);
        }
      } catch {
        await pause(retryMs, signal);
      }
  }
}
