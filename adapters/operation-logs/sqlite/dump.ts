import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { recordId } from '../../../projections/operation-logs/record-id.ts';
import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { translated } from '../../shared/sqlite-errors.ts';
import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { storedContents, type DayContents, type StoredRun } from './day-contents.ts';
import { salvaged } from './salvage/salvage.ts';
import { openDayForReading } from './schema.ts';

const minuteMs = 60_000;

export interface DumpQuestion {
  /** Milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly until?: number | undefined;
  /** Id of a device. */
  readonly device?: string | undefined;
}

/** What could not be read of a file. */
export interface DumpFaults {
  readonly batches: number;
  readonly records: number;
  /** More is missing than the file can tell, or it could only be read page by page. */
  readonly isDamaged: boolean;
}

/**
 * Reads the file of a day without the store it belongs to, beside a running server too: device by device, the records
 * of each in the order of time, batch by batch. What cannot be read is passed over and counted.
 */
export class DayDump {
  readonly #path: string;
  readonly #closers: (() => void)[] = [];
  #batches = 0;
  #records = 0;
  #isDamaged = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Complete once everything was read. */
  get faults(): DumpFaults {
    return { batches: this.#batches, records: this.#records, isDamaged: this.#isDamaged };
  }

  *read(question: DumpQuestion = {}): Generator<readonly StoredOperation[]> {
    let contents = this.#opened();
    /** Runs that were passed: where reading goes on page by page, they are not given twice. */
    const passed = new Set<number>();
    for (;;)
      try {
        for (const { no, id } of contents.devices) {
          if (question.device !== undefined && id !== question.device) continue;
          for (const run of contents.runsOf(no)) {
            if (passed.has(run.no)) continue;
            yield* this.#recordsOf(contents, id, run, question);
            passed.add(run.no);
          }
        }
        this.#isDamaged ||= contents.lacksMore;
        return;
      } catch (error) {
        if (this.#isDamaged || !isCorrupt(this.#path, error)) throw error;
        contents = this.#byPages();
      }
  }

  close(): void {
    for (const close of this.#closers.splice(0)) close();
  }

  #opened(): DayContents {
    try {
      const db = openDayForReading(this.#path);
      this.#closers.push(() => db.close());
      db.exec('BEGIN');
      return storedContents(db);
    } catch (error) {
      if (!(translated(this.#path, error) instanceof StoreUnavailableError)) throw error;
      // On a medium that is read-only SQLite opens no file that was last written with a write-ahead log.
      const contents = this.#byPages();
      this.#isDamaged = isCorrupt(this.#path, error);
      return contents;
    }
  }

  #byPages(): DayContents {
    this.#isDamaged = true;
    const contents = salvaged(this.#path);
    this.#closers.push(() => contents.close());
    return contents;
  }

  *#recordsOf(
    contents: DayContents,
    device: string,
    run: StoredRun,
    { from = -Infinity, until = Infinity }: DumpQuestion,
  ): Generator<readonly StoredOperation[]> {
    if (run.tMax < from || run.tMin >= until) return;
    const records = readRun(contents, device, run);
    if (records) {
      const wanted = records.filter(({ record: { time } }) => time >= from && time < until);
      if (wanted.length > 0) yield wanted;
      return;
    }
    this.#batches++;
    this.#records += run.n;
  }
}

function readRun(contents: DayContents, device: string, run: StoredRun): StoredOperation[] | undefined {
  try {
    const stored = contents.body(run.body);
    const body = stored && Body.unpacked(stored);
    const held = body?.runs.find(({ seq, first }) => seq === run.seq && first === run.first);
    if (!body || !held) return undefined;
    const { tz, receivedAt, seq, first, n } = held;
    return Array.from({ length: n }, (_, row) => {
      const record = body.record(first + row);
      const day = new Date(record.time + tz * minuteMs).toISOString().slice(0, 10);
      return { id: recordId({ day, device, seq, row }), device, tz, receivedAt, record };
    });
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function isCorrupt(path: string, error: unknown): boolean {
  const told = translated(path, error);
  return told instanceof StoreUnavailableError && told.reason === 'corrupt';
}
