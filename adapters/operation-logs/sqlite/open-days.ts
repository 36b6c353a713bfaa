import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { OperationDayStatus } from '../../../projections/operation-logs/operation-store.ts';
import { translated } from '../../shared/sqlite-errors.ts';
import { bodiesOf, DayReader } from './day-reader.ts';
import { pathOf, sizeOf, type DayFile } from './day-files.ts';

const mostOpen = 100;
/** Bodies that stay opened: those of the pages that people look at. */
const bodyBytes = 32 * 1024 * 1024;

/** The files that one thread reads, those used last. A file that is damaged is noted and passed over. */
export class OpenDays {
  readonly #folder: string;
  readonly #open = new Map<string, DayReader>();
  readonly #damaged = new Set<string>();
  readonly #bodies = bodiesOf(bodyBytes);
  readonly #onDamage: () => void;
  #untold = new Set<OperationDay>();

  /** `onDamage`: something could not be read, and `newlyDamaged` says where. */
  constructor(folder: string, onDamage: () => void) {
    this.#folder = folder;
    this.#onDamage = onDamage;
  }

  /** Since it was asked last. */
  newlyDamaged(): readonly OperationDay[] {
    const days = [...this.#untold];
    this.#untold = new Set();
    return days;
  }

  /** What is asked of one file, as of one moment; `otherwise` where the file cannot be read. */
  reading<Answer>(file: DayFile, otherwise: Answer, ask: (day: DayReader) => Answer): Answer {
    const path = pathOf(this.#folder, file);
    try {
      return this.#reader(file, path).asOfNow(ask);
    } catch (error) {
      const told = translated(path, error);
      if (!(told instanceof StoreUnavailableError) || told.reason !== 'corrupt') throw told;
      if (!this.#damaged.has(path)) this.#tell(file.day);
      this.#damaged.add(path);
      return otherwise;
    }
  }

  status(file: DayFile): OperationDayStatus {
    const path = pathOf(this.#folder, file);
    const unknown = {
      day: file.day,
      state: 'damaged',
      records: 0,
      batches: 0,
      devices: 0,
      bytes: sizeOf(path),
      root: null,
    } as const;
    const told = this.reading<OperationDayStatus>(file, unknown, day => day.status());
    return this.#damaged.has(path) ? { ...told, state: 'damaged' } : told;
  }

  forget(day: string): void {
    for (const [path, reader] of this.#open)
      if (reader.file.day === day) {
        reader.close();
        this.#open.delete(path);
      }
  }

  close(): void {
    for (const reader of this.#open.values()) reader.close();
    this.#open.clear();
  }

  #tell(day: OperationDay): void {
    this.#untold.add(day);
    this.#onDamage();
  }

  #reader(file: DayFile, path: string): DayReader {
    const held = this.#open.get(path);
    this.#open.delete(path);
    const reader = held ?? new DayReader(this.#folder, file, this.#bodies, () => this.#tell(file.day));
    this.#open.set(path, reader);
    const [oldest] = this.#open.keys();
    if (this.#open.size > mostOpen && oldest !== undefined) {
      this.#open.get(oldest)?.close();
      this.#open.delete(oldest);
    }
    return reader;
  }
}
