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
import { idOf } from '../order.ts';
import { Subject } from '../search/subject.ts';
import { pathOf, sizeOf, type DayFile } from './day-files.ts';
import { openDayForReading, type Connection } from './schema.ts';
import { SegmentLookup } from './segment/lookup.ts';
import { Tail } from './tail.ts';

export interface DayHead {
  readonly records: number;
  readonly batches: number;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
  readonly sealedNo: number;
  readonly root: string | null;
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
  readonly #path: string;
  readonly #bodies: Bodies;
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #devices = new Map<number, string>();
  #damaged = false;

  constructor(folder: string, file: DayFile, bodies: Bodies) {
    this.file = file;
    this.#path = pathOf(folder, file);
    this.#bodies = bodies;
    this.db = openDayForReading(this.#path);
    this.#statements = prepareAll(this.db);
    this.index = new SegmentLookup(this.db);
    this.tail = new Tail(this.db);
  }

  head(): DayHead {
    return this.#statements.head.get() as DayHead;
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
    const run = dev === undefined ? undefined : (this.#statements.run.get(dev, seq) as RunRow | undefined);
    if (!run || dev === undefined || row >= run.n) return undefined;
    const subject = this.subject(run.body, dev);
    return subject && storedAt(subject, run.first + row);
  }

  status(): OperationDayStatus {
    const { records, batches, root } = this.head();
    const state: DayState = this.#damaged ? 'damaged' : root === null ? 'open' : 'sealed';
    const devices = this.#statements.devices.get() as number;
    return { day: this.file.day, state, records, batches, devices, bytes: sizeOf(this.#path), root };
  }

  close(): void {
    this.db.close();
  }
}

interface RunRow {
  readonly body: number;
  readonly first: number;
  readonly n: number;
}

/** A record of a body as it is given out. */
export function storedAt(subject: Subject, row: number): StoredOperation {
  const { tz, receivedAt } = subject.body.runAt(row);
  const { device } = subject;
  return { id: idOf(nameIn(subject, row)), device, tz, receivedAt, record: subject.body.record(row) };
}

function prepareAll(db: Connection) {
  return {
    head: db.prepare(
      `SELECT records, batches, t_min AS tMin, t_max AS tMax, sealed_no AS sealedNo, root FROM head`,
    ),
    body: db.prepare('SELECT b FROM body WHERE no = ?').pluck(),
    run: db.prepare('SELECT body, first, n FROM run WHERE dev = ? AND seq = ?'),
    device: db.prepare('SELECT id FROM device WHERE no = ?').pluck(),
    deviceNo: db.prepare('SELECT no FROM device WHERE id = ?').pluck(),
    userNo: db.prepare('SELECT no FROM user WHERE name = ?').pluck(),
    devices: db.prepare('SELECT count(*) FROM device').pluck(),
  };
}
