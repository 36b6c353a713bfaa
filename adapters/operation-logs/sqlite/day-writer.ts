import type { EncodedPart } from '../encode-batch.ts';
import { RunWriter } from './run-writer.ts';
import { openDayForWriting, pageSizeOf, type Connection } from './schema.ts';
import type { Segment } from '../segment/builder.ts';
import { writeSegment } from './write-segment.ts';

/** Runs that are carried from one file to another in one commit. */
const runsAtOnce = 1_000;

/** The writing end of one day's file. */
export class DayWriter {
  readonly #db: Connection;
  readonly #runs: RunWriter;
  #next: number;
  /** Records that no segment covers. */
  #unindexed: number;

  constructor(file: string, isNew: boolean) {
    this.#db = openDayForWriting(file, isNew);
    this.#runs = new RunWriter(this.#db);
    this.#next = 1 + lastRun(this.#db);
    this.#unindexed = this.#uncovered();
  }

  get unindexed(): number {
    return this.#unindexed;
  }

  /** Stores the parts in one commit, which is on disk when it returns; answers which of them were there already. */
  record(parts: readonly EncodedPart[]): boolean[] {
    const before = this.#next;
    try {
      return this.#db
        .transaction(() => {
          const repeated = parts.map(part => !this.#add(part));
          this.#runs.count();
          return repeated;
        })
        .immediate();
    } catch (error) {
      this.#runs.forget();
      this.#next = before;
      this.#unindexed = this.#uncovered();
      throw error;
    }
  }

  addSegment(segment: Segment): void {
    this.#db.transaction(() => writeSegment(this.#db, segment, pageSizeOf(this.#db))).immediate();
    this.#unindexed = this.#uncovered();
  }

  /** The next runs after a number, with their bodies, none at the end: what another file lacks. */
  runsAfter(no: number): { readonly device: string; readonly no: number; readonly body: Buffer }[] {
    return this.#db
      .prepare(
        `SELECT device.id AS device, run.no, b AS body FROM run JOIN device ON device.no = dev
          JOIN body ON body.no = run.body WHERE run.no > ? ORDER BY run.no LIMIT ${runsAtOnce}`,
      )
      .all(no) as { device: string; no: number; body: Buffer }[];
  }

  /** Moves commits from the write-ahead log into the file; false: a reader kept some from being moved. */
  settle(): boolean {
    const [moved] = this.#db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    return moved !== undefined && moved.log === moved.checkpointed;
  }

  close(): void {
    this.#db.close();
  }

  #add({ device, facts, body }: EncodedPart): boolean {
    const no = this.#next;
    if (!this.#runs.add(device, facts, { no, body: no, first: 0 })) return false;
    this.#runs.addBody(no, body);
    this.#next++;
    this.#unindexed += facts.n;
    return true;
  }

  #uncovered(): number {
    return this.#db
      .prepare('SELECT total(n) FROM run WHERE no > ?')
      .pluck()
      .get(coveredUpTo(this.#db)) as number;
  }
}

/** Number of the last run; of one that was lost when the day was written anew, too: no number is given twice. */
export function lastRun(db: Connection): number {
  return db
    .prepare('SELECT max(sealed_no, (SELECT coalesce(max(no), 0) FROM run)) FROM head')
    .pluck()
    .get() as number;
}

/** Number of the last body that segments cover; those of merged bodies are below `sealed_no`. */
export function coveredUpTo(db: Connection): number {
  return db
    .prepare('SELECT max(sealed_no, (SELECT coalesce(max(last), 0) FROM segment)) FROM head')
    .pluck()
    .get() as number;
}
