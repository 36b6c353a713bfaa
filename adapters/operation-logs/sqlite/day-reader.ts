import type {
  DayState,
  OperationDayStatus,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import { ByteCache } from '../../read-store/columnar/lru.ts';
import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { unpackBody } from '../format/pack.ts';
import { nameIn } from '../search/matcher.ts';
import { Subject } from '../search/subject.ts';
import { pathOf, sizeOf, type DayFile } from './day-files.ts';
import { openDayForReading, type Connection } from './schema.ts';
import { SegmentLookup } from './segment/lookup.ts';
import { RunQueries } from './run-queries.ts';
import { Tail } from './tail.ts';
import { recordId } from '../../../projections/operation-logs/record-id.ts';

export interface DayHead {
  readonly records: number;
  readonly batches: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
  readonly sealedNo: number;
  readonly root: string | null;
}

/** How many records a quarter of an hour has of one detail, marked or not. */
export interface RollRow {
  readonly quarter: number;
  readonly detail: number;
  readonly marked: number;
  readonly n: number;
}

/** Bodies that were opened, of all days of a thread. */
export type Bodies = ByteCache<Subject>;

export function bodiesOf(bytes: number): Bodies {
  return new ByteCache(bytes);
}

/** The reading end of one day's file. Whatever cannot be read is noted and passed over. */
export class DayReader {
  readonly file: DayFile;
  readonly db: Connection;
  readonly index: SegmentLookup;
  readonly tail: Tail;
  readonly runs: RunQueries;
  readonly #path: string;
  readonly #bodies: Bodies;
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #devices = new Map<number, string>();
  #head: DayHead | undefined;
  #version = -1;
  #countsOfDay: readonly RollRow[] | undefined;
  #damaged = false;

  constructor(folder: string, file: DayFile, bodies: Bodies) {
    this.file = file;
    this.#path = pathOf(folder, file);
    this.#bodies = bodies;
    this.db = openDayForReading(this.#path);
    this.#statements = prepareAll(this.db);
    this.index = new SegmentLookup(this.db);
    this.tail = new Tail(this.db);
    this.runs = new RunQueries(this.db);
  }

  /** Answers as of one moment; what it keeps of the file is read anew only where the file has changed. */
  asOfNow<Answer>(ask: (day: DayReader) => Answer): Answer {
    this.#statements.begin.run();
    try {
      const version = this.#statements.version.get() as number;
      if (version !== this.#version) {
        this.#head = this.#statements.head.get() as DayHead;
        this.index.refresh();
        this.tail.refresh(Math.max(this.#head.sealedNo, this.index.last));
        this.#countsOfDay = undefined;
        this.#version = version;
      }
      return ask(this);
    } finally {
      this.#statements.commit.run();
    }
  }

  /** As of the moment of the question. */
  get head(): DayHead {
    if (!this.#head) throw new Error('nothing has been asked of the file yet');
    return this.#head;
  }

  /** The id of a device of this file. */
  deviceOf(dev: number): string {
    let id = this.#devices.get(dev);
    if (id === undefined) this.#devices.set(dev, (id = this.#statements.device.get(dev) as string));
    return id;
  }

  numberOf(device: string): number | undefined {
    return this.#statements.deviceNo.get(device) as number | undefined;
  }

  numberOfUser(user: string): number | undefined {
    return this.#statements.userNo.get(user) as number | undefined;
  }

  /** Undefined: it cannot be read. */
  subject(no: number, dev: number): Subject | undefined {
    const key = `${this.file.day}.${this.file.generation}.${no}`;
    const held = this.#bodies.get(key);
    if (held) return held;
    try {
      const stored = this.#statements.body.get(no) as Buffer | undefined;
      if (!stored) throw new FormatError('it is missing');
      const bytes = unpackBody(stored);
      const subject = new Subject(new Body(bytes), this.file.day, this.deviceOf(dev));
      // With what is read of it later.
      this.#bodies.set(key, subject, bytes.length * 3);
      return subject;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#damaged = true;
      return undefined;
    }
  }

  /** One record; undefined: there is no such record, or none that can be read. */
  record(device: string, seq: number, row: number): StoredOperation | undefined {
    const dev = this.numberOf(device);
    const run = dev === undefined ? undefined : this.runs.named(dev, seq);
    if (!run || dev === undefined || row >= run.n) return undefined;
    const subject = this.subject(run.body, dev);
    return subject && storedAt(subject, run.first + row);
  }

  /** Records by quarter, detail and mark, of quarters from `first` to before `end`. */
  counts(first: number, end: number): RollRow[] {
    return this.#statements.counts.all(first, end) as RollRow[];
  }

  /** Records of each quarter from one on, in their order. */
  quarters(first: number): (readonly [number, number])[] {
    return this.#statements.quarters.raw().all(first) as [number, number][];
  }

  /** As `counts`, of the whole day. */
  countsOfDay(): readonly RollRow[] {
    return (this.#countsOfDay ??= this.#statements.countsOfDay.all() as RollRow[]);
  }

  status(): OperationDayStatus {
    const { records, batches, root } = this.head;
    const state: DayState = this.#damaged ? 'damaged' : root === null ? 'open' : 'sealed';
    const devices = this.#statements.devices.get() as number;
    return { day: this.file.day, state, records, batches, devices, bytes: sizeOf(this.#path), root };
  }

  close(): void {
    this.db.close();
  }
}

/** A record of a body as it is given out. */
export function storedAt(subject: Subject, row: number): StoredOperation {
  const { tz, receivedAt, rules } = subject.body.runAt(row);
  const { device } = subject;
  return {
    id: recordId(nameIn(subject, row)),
    device,
    tz,
    receivedAt,
    ...(rules === undefined ? {} : { rules }),
    record: subject.body.record(row),
  };
}

function prepareAll(db: Connection) {
  return {
    begin: db.prepare('BEGIN'),
    commit: db.prepare('COMMIT'),
    version: db.prepare('PRAGMA data_version').pluck(),
    countsOfDay: db.prepare(
      'SELECT min(quarter) AS quarter, detail, marked, sum(n) AS n FROM roll GROUP BY detail, marked',
    ),
    quarters: db.prepare(
      'SELECT quarter, sum(n) FROM roll WHERE quarter >= ? GROUP BY quarter ORDER BY quarter',
    ),
    counts: db.prepare('SELECT quarter, detail, marked, n FROM roll WHERE quarter >= ? AND quarter < ?'),
    head: db.prepare(
      `SELECT records, batches, t_min AS tMin, t_max AS tMax, sealed_no AS sealedNo, root FROM head`,
    ),
    body: db.prepare('SELECT b FROM body WHERE no = ?').pluck(),
    device: db.prepare('SELECT id FROM device WHERE no = ?').pluck(),
    deviceNo: db.prepare('SELECT no FROM device WHERE id = ?').pluck(),
    userNo: db.prepare('SELECT no FROM user WHERE name = ?').pluck(),
    devices: db.prepare('SELECT count(*) FROM device').pluck(),
  };
}
