import type { Connection } from './schema.ts';

/** A run and where it lies. */
export interface RunRow {
  readonly no: number;
  /** Number of its device in the file. */
  readonly dev: number;
  readonly body: number;
  readonly first: number;
  readonly n: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
  readonly details: number;
}

const columns = 'no, dev, body, first, n, t_min AS tMin, t_max AS tMax, details';

/** Questions about the runs of a file, prepared once. Spans are inclusive and exclusive. */
export class RunQueries {
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: Connection) {
    this.#statements = prepareAll(db);
  }

  /** One after the other, by last record (newest first) or by first record (oldest first). */
  inOrder(order: 'newest' | 'oldest', from: number, until: number): IterableIterator<RunRow> {
    return this.#statements[order].iterate(from, until) as IterableIterator<RunRow>;
  }

  ofDevice(dev: number, from: number, until: number): RunRow[] {
    return this.#statements.ofDevice.all(dev, from, until) as RunRow[];
  }

  /** Numbers of the runs that have records of a user, at most so many. */
  ofUser(user: number, most: number): number[] {
    return this.#statements.ofUser.all(user, most) as number[];
  }

  byNumber(no: number): RunRow {
    return this.#statements.byNumber.get(no) as RunRow;
  }

  /** Undefined: this device has no run of that `seq`. */
  named(dev: number, seq: number): RunRow | undefined {
    return this.#statements.named.get(dev, seq) as RunRow | undefined;
  }
}

function prepareAll(db: Connection) {
  const where = 't_max >= ? AND t_min < ?';
  return {
    newest: db.prepare(`SELECT ${columns} FROM run WHERE ${where} ORDER BY t_max DESC`),
    oldest: db.prepare(`SELECT ${columns} FROM run WHERE ${where} ORDER BY t_min`),
    ofDevice: db.prepare(`SELECT ${columns} FROM run WHERE dev = ? AND ${where}`),
    ofUser: db.prepare('SELECT run FROM run_of_user WHERE user = ? LIMIT ?').pluck(),
    byNumber: db.prepare(`SELECT ${columns} FROM run WHERE no = ?`),
    named: db.prepare(`SELECT ${columns} FROM run WHERE dev = ? AND seq = ?`),
  };
}
