import type { Clock, Note, Whiteboard } from '../../domain/kernel/index.ts';
import type { Job } from './contract.ts';
import type { Peers } from './peers.ts';

const running = 'job-running';
const ended = 'job-ended';
const cancel = 'job-cancel';
const dayMs = 24 * 60 * 60_000;
const endedKeptMs = 30 * dayMs;
/** Written anew with each step forward. */
const runningKeptMs = 7 * dayMs;
/** Ended jobs remembered; the oldest are forgotten. */
const remembered = 200;

/** Jobs as all servers see them. Only the server that runs a job writes it. */
export class JobNotes {
  readonly #board: Whiteboard;
  readonly #clock: Clock;
  readonly #peers: Pick<Peers, 'isAlive'>;

  constructor(board: Whiteboard, clock: Clock, peers: Pick<Peers, 'isAlive'>) {
    this.#board = board;
    this.#clock = clock;
    this.#peers = peers;
  }

  async write(job: Job): Promise<void> {
    if (job.finishedAt === null) return this.#put(running, job, runningKeptMs);
    // Noted as ended first: who looks in between finds it in both places, not in none.
    await this.#put(ended, job, endedKeptMs);
    await this.#board.remove(running, job.id);
    await this.#board.remove(cancel, job.id);
    const all = await this.#board.list(ended);
    // Ids grow with time.
    for (const { id } of all.slice(0, Math.max(0, all.length - remembered)))
      await this.#board.remove(ended, id);
  }

  /** As if it had never been. */
  async withdraw({ id }: Job): Promise<void> {
    await this.#board.remove(running, id);
  }

  async get(id: string): Promise<Job | undefined> {
    const note = (await this.#board.get(running, id)) ?? (await this.#board.get(ended, id));
    return note && this.#seen(note);
  }

  async running(): Promise<readonly Job[]> {
    return (await this.#board.list(running)).map(note => this.#seen(note));
  }

  async all(): Promise<readonly Job[]> {
    // In this order: one that ends meanwhile is found twice, and as ended.
    const found = [...(await this.#board.list(running)), ...(await this.#board.list(ended))];
    return [...new Map(found.map(note => [note.id, this.#seen(note)])).values()];
  }

  /** Tells the server that runs it. */
  askToCancel(id: string): Promise<void> {
    return this.#board.put(cancel, id, {}, this.#inMs(dayMs));
  }

  async askedToCancel(): Promise<readonly string[]> {
    return (await this.#board.list(cancel)).map(({ id }) => id);
  }

  #put(kind: string, job: Job, keptMs: number): Promise<void> {
    return this.#board.put(kind, job.id, { ...job }, this.#inMs(keptMs));
  }

  #inMs(ms: number): string {
    return new Date(Date.parse(this.#clock.now()) + ms).toISOString();
  }

  #seen({ value }: Note): Job {
    const job = value as Job;
    return job.state === 'running' && !this.#peers.isAlive(job.server) ? { ...job, state: 'lost' } : job;
  }
}
