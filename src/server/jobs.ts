import type { Clock, Ids } from '../../domain/kernel/index.ts';
import type { Job } from './contract.ts';

/** Finished jobs remembered; the oldest are forgotten. */
const remembered = 200;

export interface JobControl {
  /** Aborted when somebody cancels or the server ends. */
  readonly signal: AbortSignal;
  report(done: number, total: number | null): void;
}

export type JobWork = (control: JobControl) => Promise<Readonly<Record<string, unknown>> | void>;

interface Running {
  job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Work that outlasts its request: progress, cancel, result. Lives with the process; what a job did is in the
 * log, the job itself is only how it went.
 */
export class Jobs {
  readonly #clock: Clock;
  readonly #ids: Ids;
  /** Milliseconds since 1970. */
  readonly #since: number;
  readonly #jobs = new Map<string, Running>();
  readonly #listeners = new Set<(job: Job) => void>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
    this.#since = Date.parse(clock.now());
  }

  start(kind: string, startedBy: string, work: JobWork): Job {
    const id = this.#ids.next();
    const abort = new AbortController();
    const job: Job = {
      id,
      kind,
      state: 'running',
      startedAt: this.#clock.now(),
      finishedAt: null,
      startedBy,
      done: 0,
      total: null,
      result: null,
      error: null,
    };
    // The work starts in a later microtask, when the entry stands.
    const ended = Promise.resolve().then(() => this.#run(id, abort, work));
    this.#jobs.set(id, { job, abort, ended });
    this.#forget();
    this.#tell(job);
    return job;
  }

  list(): readonly Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).reverse();
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id)?.job;
  }

  /** Whether an id may be that of a job of an earlier run: ids carry the time they were made. */
  isOfEarlierRun(id: string): boolean {
    const madeAt = madeAtOf(id);
    return madeAt !== null && madeAt < this.#since;
  }

  /** Asks it to stop; false where it has ended already. */
  cancel(id: string): boolean {
    const running = this.#jobs.get(id);
    if (!running || running.job.state !== 'running') return false;
    running.abort.abort();
    return true;
  }

  /** Resolves when the job has ended, however. */
  async ended(id: string): Promise<Job | undefined> {
    await this.#jobs.get(id)?.ended;
    return this.get(id);
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const { abort } of this.#jobs.values()) abort.abort();
    await Promise.all([...this.#jobs.values()].map(({ ended }) => ended));
  }

  async #run(id: string, abort: AbortController, work: JobWork): Promise<void> {
    const report = (done: number, total: number | null) => this.#update(id, { done, total });
    try {
      const result = (await work({ signal: abort.signal, report })) ?? null;
      this.#finish(id, abort.signal.aborted ? 'cancelled' : 'done', { result: result && { ...result } });
    } catch (error) {
      if (abort.signal.aborted) this.#finish(id, 'cancelled', {});
      else this.#finish(id, 'failed', { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #finish(id: string, state: Job['state'], rest: Partial<Job>): void {
    this.#update(id, { ...rest, state, finishedAt: this.#clock.now() });
  }

  #update(id: string, change: Partial<Job>): void {
    const running = this.#jobs.get(id);
    if (!running) return;
    running.job = { ...running.job, ...change };
    this.#tell(running.job);
  }

  #tell(job: Job): void {
    for (const listener of this.#listeners) listener(job);
  }

  #forget(): void {
    for (const [id, { job }] of this.#jobs) {
      if (this.#jobs.size <= remembered) return;
      if (job.state !== 'running') this.#jobs.delete(id);
    }
  }
}

/** The time in an id of version 7 (RFC 9562 §5.7), milliseconds since 1970; null for anything else. */
function madeAtOf(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(id);
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : null;
}
