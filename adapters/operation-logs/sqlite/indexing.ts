import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Turns } from '../../shared/turns.ts';
import type { DayFile } from './day-files.ts';
import type { Threads } from './threads.ts';

/** Records without an index that are worth a segment at once; fewer wait until nothing comes any more. */
const enough = 65_536;
const quietMs = 1_000;

/** Has the index built of what came, day by day. An index that fails to be built costs time only: it is tried again. */
export class Indexing {
  readonly #threads: Threads;
  readonly #turns: Turns;
  readonly #fileOf: (day: OperationDay) => DayFile | undefined;
  readonly #quiet = new Map<OperationDay, NodeJS.Timeout>();
  readonly #running = new Map<OperationDay, Promise<void>>();
  #closed = false;

  constructor(threads: Threads, turns: Turns, fileOf: (day: OperationDay) => DayFile | undefined) {
    this.#threads = threads;
    this.#turns = turns;
    this.#fileOf = fileOf;
  }

  /** So many records of a day have no index now. */
  grown(day: OperationDay, unindexed: number): void {
    if (unindexed >= enough) this.#begin(day);
    else if (unindexed > 0) this.later(day);
  }

  /** When nothing has come for a while. */
  later(day: OperationDay): void {
    if (this.#closed) return;
    const timer = this.#quiet.get(day);
    if (timer) timer.refresh();
    else
      this.#quiet.set(
        day,
        setTimeout(() => {
          this.#quiet.delete(day);
          this.#begin(day);
        }, quietMs).unref(),
      );
  }

  /** Does at once what would be done later; resolves when all that has come is indexed. */
  async settle(): Promise<void> {
    for (const [day, timer] of this.#quiet) {
      clearTimeout(timer);
      this.#quiet.delete(day);
      this.#begin(day);
    }
    await Promise.all(this.#running.values());
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#quiet.values()) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }

  #begin(day: OperationDay): void {
    if (this.#closed || this.#running.has(day)) return;
    const running = this.#turns
      .take(day, () => this.#index(day))
      .catch(() => this.later(day))
      .finally(() => this.#running.delete(day));
    this.#running.set(day, running);
  }

  async #index(day: OperationDay): Promise<void> {
    for (let left = Infinity; left > 0 && !this.#closed;) {
      const file = this.#fileOf(day);
      if (!file) return;
      const segment = await this.#threads.indexer.call({ op: 'index', file });
      if (!segment) return;
      left = await this.#threads.writer.call({ op: 'segment', file, segment });
      if (left < enough) return this.grown(day, left);
    }
  }
}
