import { setTimeout as later } from 'node:timers';
import type { Clock, Ids, Whiteboard } from '../../domain/kernel/index.ts';
import type { Job } from './contract.ts';
import { JobNotes } from './job-notes.ts';
import type { Peers } from './peers.ts';

/** Milliseconds between telling the other servers how far a job has come. */
const tellEveryMs = 500;
/** Milliseconds between looks at the jobs of other servers, and at what they ask of the ones here. */
const lookEveryMs = 1_000;

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

export interface JobsOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly board: Whiteboard;
  readonly peers: Pick<Peers, 'server' | 'isAlive'>;
}

/**
 * Work that outlasts its request: progress, cancel, result. It runs on the server that was asked and ends with it;
 * every server knows how it goes, and any may ask it to stop. What a job did is in the log, the job itself is only how
 * it went.
 */
export class Jobs {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #notes: JobNotes;
  readonly #server: string;
  /** Milliseconds since 1970. */
  readonly #since: number;
  /** Those that run here. */
  readonly #running = new Map<string, Running>();
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #toTell = new Set<string>();
  #telling: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
  #starting: Promise<unknown> = Promise.resolve();
  /** Jobs of other servers that were running at the last look, as JSON. */
  #elsewhere: ReadonlyMap<string, string> = new Map();
  #looking: NodeJS.Timeout | undefined;

  constructor({ clock, ids, board, peers }: JobsOptions) {
    this.#clock = clock;
    this.#ids = ids;
    this.#notes = new JobNotes(board, clock, peers);
    this.#server = peers.server;
    this.#since = Date.parse(clock.now());
  }

  /** Answers it once every server can see it. */
  async start(kind: string, startedBy: string, work: JobWork): Promise<Job> {
    const job = this.#newJob(kind, startedBy);
    await this.#notes.write(job);
    return this.#begin(job, work);
  }

  /**
   * Undefined, and nothing done, where one of its kind runs, here or elsewhere. Of two that are asked for at the same
   * moment on two servers both may be refused, never both begun.
   */
  startOnly(kind: string, startedBy: string, work: JobWork): Promise<Job | undefined> {
    const started = this.#starting.then(() => this.#startOnly(kind, startedBy, work));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  /** Shown first, then looked for others: of two that do so at least one sees the other. */
  async #startOnly(kind: string, startedBy: string, work: JobWork): Promise<Job | undefined> {
    const job = this.#newJob(kind, startedBy);
    await this.#notes.write(job);
    const others = (await this.#notes.running()).filter(
      other => other.kind === kind && other.state === 'running' && other.id !== job.id,
    );
    if (others.length === 0) return this.#begin(job, work);
    await this.#notes.withdraw(job);
    return undefined;
  }

  #newJob(kind: string, startedBy: string): Job {
    return {
      id: this.#ids.next(),
      kind,
      state: 'running',
      startedAt: this.#clock.now(),
      finishedAt: null,
      startedBy,
      server: this.#server,
      done: 0,
      total: null,
      result: null,
      error: null,
    };
  }

  #begin(job: Job, work: JobWork): Job {
    const abort = new AbortController();
    // The work starts in a later microtask, when the entry stands.
    const ended = Promise.resolve().then(() => this.#run(job.id, abort, work));
    this.#running.set(job.id, { job, abort, ended });
    this.#tell(job);
    return job;
  }

  /** Of all servers, newest first. */
  async list(): Promise<readonly Job[]> {
    const all = (await this.#notes.all()).map(job => this.#running.get(job.id)?.job ?? job);
    // Ids grow with time.
    return all.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async get(id: string): Promise<Job | undefined> {
    return this.#running.get(id)?.job ?? this.#notes.get(id);
  }

  /** How many run on this server. */
  get runningHere(): number {
    return [...this.#running.values()].filter(({ job }) => job.state === 'running').length;
  }

  /** Whether an id may be that of a job of an earlier run: ids carry the time they were made. */
  isOfEarlierRun(id: string): boolean {
    const madeAt = madeAtOf(id);
    return madeAt !== null && madeAt < this.#since;
  }

  /** Asks it to stop, wherever it runs; false where it runs nowhere any more. */
  async cancel(id: string): Promise<boolean> {
    const here = this.#running.get(id);
    if (here) {
      here.abort.abort();
      return here.job.state === 'running';
    }
    if ((await this.#notes.get(id))?.state !== 'running') return false;
    await this.#notes.askToCancel(id);
    return true;
  }

  /** Resolves when the job has ended, however; one that does not run here counts as it stands. */
  async ended(id: string): Promise<Job | undefined> {
    await this.#running.get(id)?.ended;
    return this.get(id);
  }

  /** Jobs of other servers are told of as they are seen, within a second. */
  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins to look what other servers run and ask. */
  watch(): void {
    const again = () => {
      if (this.#looking) this.watch();
    };
    this.#looking = later(() => void this.look().then(again, again), lookEveryMs).unref();
  }

  async look(): Promise<void> {
    if (this.#running.size > 0)
      for (const id of await this.#notes.askedToCancel()) this.#running.get(id)?.abort.abort();
    const running = (await this.#notes.running()).filter(({ server }) => server !== this.#server);
    const seen = new Map(running.map(job => [job.id, JSON.stringify(job)]));
    for (const job of running) if (this.#elsewhere.get(job.id) !== seen.get(job.id)) this.#tell(job);
    for (const id of this.#elsewhere.keys()) {
      const ended = seen.has(id) ? undefined : await this.#notes.get(id);
      if (ended) this.#tell(ended);
    }
    this.#elsewhere = seen;
  }

  async close(): Promise<void> {
    clearTimeout(this.#looking);
    this.#looking = undefined;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
    clearTimeout(this.#telling);
  }

  async #run(id: string, abort: AbortController, work: JobWork): Promise<void> {
    const report = (done: number, total: number | null) => this.#progressed(id, { done, total });
    try {
      const result = (await work({ signal: abort.signal, report })) ?? null;
      await this.#finish(id, abort.signal.aborted ? 'cancelled' : 'done', {
        result: result && { ...result },
      });
    } catch (error) {
      if (abort.signal.aborted) await this.#finish(id, 'cancelled', {});
      else
        await this.#finish(id, 'failed', { error: error instanceof Error ? error.message : String(error) });
    }
  }

  async #finish(id: string, state: Job['state'], rest: Partial<Job>): Promise<void> {
    const job = this.#update(id, { ...rest, state, finishedAt: this.#clock.now() });
    this.#toTell.add(id);
    await this.#tellOthers();
    if (job) this.#tell(job);
  }

  #progressed(id: string, progress: Pick<Job, 'done' | 'total'>): void {
    const job = this.#update(id, progress);
    if (!job) return;
    this.#tell(job);
    this.#toTell.add(id);
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#telling ??= later(() => {
      this.#telling = undefined;
      void this.#tellOthers();
    }, tellEveryMs).unref();
  }

  /** One write after the other: a step forward must not be written over the end. */
  #tellOthers(): Promise<void> {
    this.#written = this.#written.then(() => this.#write());
    return this.#written;
  }

  /** What cannot be written is tried again until this server ends. */
  async #write(): Promise<void> {
    for (const id of [...this.#toTell]) {
      this.#toTell.delete(id);
      const job = this.#running.get(id)?.job;
      if (!job) continue;
      try {
        await this.#notes.write(job);
        if (job.finishedAt !== null) this.#running.delete(id);
      } catch {
        this.#toTell.add(id);
        this.#tellSoon();
      }
    }
  }

  #update(id: string, change: Partial<Job>): Job | undefined {
    const running = this.#running.get(id);
    if (!running) return undefined;
    return (running.job = { ...running.job, ...change });
  }

  #tell(job: Job): void {
    for (const listener of this.#listeners) listener(job);
  }
}

/** The time in an id of version 7 (RFC 9562 §5.7), milliseconds since 1970; null for anything else. */
function madeAtOf(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(id);
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : null;
}
