import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import type {
  LostOperations,
  OperationDayStatus,
} from '../../../projections/operation-logs/operation-store.ts';
import type { Turns } from '../../shared/turns.ts';
import type { Damage } from './damage.ts';
import { hasLostCommits, pathOf, removeFile, type DayFile } from './day-files.ts';
import type { Indexing } from './indexing.ts';
import type { DayFault } from './messages.ts';
import type { Threads } from './threads.ts';

export interface DayKeepingPorts {
  readonly folder: string;
  /** The file of each day, as it is at the moment. */
  readonly files: Map<OperationDay, DayFile>;
  readonly threads: Threads;
  readonly turns: Turns;
  readonly indexing: Pick<Indexing, 'later'>;
  readonly damage: Damage;
}

/** What is done to whole days: sealed, removed, checked and mended, one thing at a time each. */
export class DayKeeping {
  readonly #ports: DayKeepingPorts;
  readonly #held = new Set<OperationDay>();

  constructor(ports: DayKeepingPorts) {
    this.#ports = ports;
  }

  /** Nothing is written to a day whose file is read by its pages. */
  isHeld(day: OperationDay): boolean {
    return this.#held.has(day);
  }

  seal(day: OperationDay): Promise<OperationDayStatus> {
    const { turns, threads, damage } = this.#ports;
    return turns.take(day, async () => {
      const file = this.#fileOf(day);
      const before = await this.#statusOf(day);
      if (before.state === 'sealed') return before;
      const { upTo } = await threads.keeper
        .call({ op: 'remake', file, how: 'seal', lacksMore: false })
        .catch((error: unknown) => {
          if (isCorrupt(error)) damage.note(day);
          throw error;
        });
      await this.#replaced(file, upTo);
      return this.#statusOf(day);
    });
  }

  /** Whether it was there. */
  drop(day: OperationDay): Promise<boolean> {
    const { turns, threads, damage, files } = this.#ports;
    return turns.take(day, async () => {
      if (!files.delete(day)) return false;
      damage.settle(day);
      await threads.writer.call({ op: 'drop', day });
      await threads.forget(day);
      return true;
    });
  }

  check(day: OperationDay): Promise<readonly LostOperations[]> {
    const { turns, threads, damage, folder } = this.#ports;
    return turns.take(day, async () => {
      const file = this.#fileOf(day);
      const fault = await threads.keeper.call({ op: 'check', file });
      if (fault !== 'none' || hasLostCommits(pathOf(folder, file))) await this.#mend(file, fault);
      damage.settle(day);
      return threads.keeper.call({ op: 'lost', file: this.#fileOf(day) });
    });
  }

  /** Writes a day anew that has not been found sound. */
  async #mend(file: DayFile, fault: DayFault): Promise<void> {
    const { threads, folder } = this.#ports;
    const { day } = file;
    const lacksMore = hasLostCommits(pathOf(folder, file));
    if (fault !== 'structure') {
      const { upTo } = await threads.keeper.call({ op: 'remake', file, how: 'mend', lacksMore });
      return this.#replaced(file, upTo);
    }
    this.#held.add(day);
    try {
      await threads.writer.call({ op: 'letGo', day });
      await threads.forget(day);
      await threads.keeper.call({ op: 'remake', file, how: 'salvage', lacksMore });
      await this.#replaced(file, null);
    } finally {
      this.#held.delete(day);
    }
  }

  async #replaced(file: DayFile, upTo: number | null): Promise<void> {
    const { folder, files, threads, indexing } = this.#ports;
    files.set(file.day, await threads.writer.call({ op: 'replace', file, upTo }));
    await threads.forget(file.day);
    removeFile(pathOf(folder, file));
    indexing.later(file.day);
  }

  async #statusOf(day: OperationDay): Promise<OperationDayStatus> {
    const [status] = await this.#ports.threads.reader().call({ op: 'days', files: [this.#fileOf(day)] });
    return status as OperationDayStatus;
  }

  #fileOf(day: OperationDay): DayFile {
    const file = this.#ports.files.get(day);
    if (!file) throw new RangeError(`there are no operation logs of ${day}`);
    return file;
  }
}

/** What is stored is damaged. */
export function isCorrupt(error: unknown): boolean {
  return error instanceof StoreUnavailableError && error.reason === 'corrupt';
}
