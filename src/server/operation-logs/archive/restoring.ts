import { ArchiveFault } from '../../../../adapters/operation-logs/archive/faults.ts';
import type { ArchivedOperationStore } from '../../../../adapters/operation-logs/archive/joined.ts';
import { DayTaken } from '../../../../adapters/operation-logs/archive/restored-days.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import type {
  OperationArchiveCommand,
  OperationArchiveState,
  OperationDay,
} from '../../../../domain/operation-logs/index.ts';

interface Facts {
  readonly restored: () => Promise<OperationArchiveState['restored']>;
  readonly note: (command: OperationArchiveCommand, by: { readonly actor: Actor }) => Promise<void>;
}

export interface DayOrder {
  readonly day: OperationDay;
  /** Null: of all computers. */
  readonly devices: readonly string[] | null;
  /** Somebody ordered it. */
  readonly manual: boolean;
  readonly by: { readonly actor: Actor };
  readonly signal: AbortSignal;
}

/** Brings days back from the archive into the store of restored days. */
export class DayRestorer {
  readonly #store: ArchivedOperationStore;
  readonly #facts: Facts;

  constructor(store: ArchivedOperationStore, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  /**
   * A day of some computers, or of all, beside what is back of it already. The files are compared with their hashes
   * before, and what came of them afterwards: the number of records, and of a whole day its Merkle root. Answers how many
   * records came. Where it fails or is cancelled the day is in the archive alone.
   */
  async restore({ day, devices, manual, by, signal }: DayOrder): Promise<number> {
    const archive = await this.#store.archive();
    const found = (await archive?.days())?.get(day);
    if (!archive || !found) throw new ArchiveFault('missing', `the archive has no ${day}`, [day]);
    const wrong = await archive.verify(day);
    if (found === 'damaged' || wrong.length > 0)
      throw new ArchiveFault('corrupt', `files of ${day} are not as they were written`, [...wrong]);
    const { records, roots } = found.manifest;
    const before = (await this.#facts.restored())[day];
    // A day that was added to since is brought back anew.
    const there = before?.parts === roots.length ? before.devices : [];
    const wanted = there === null || devices === null ? null : [...new Set([...there, ...devices])];
    const whole = wanted === null;
    return this.#store.bringing(day, async () => {
      const store = await this.#store.restored();
      try {
        const came = await store.bring({
          day,
          devices: wanted,
          parts: roots.length,
          uploads: archive.batches(day, whole ? undefined : new Set(wanted)),
          signal,
          verify: told => {
            const same = told.records === (whole ? records : told.came);
            // Of a day that was added to there is no root of all together.
            if (!same || (whole && roots.length === 1 && told.root !== roots[0]))
              throw new ArchiveFault('corrupt', `what came back of ${day} is not what was archived`, [day]);
          },
        });
        const fact = { devices: wanted, records: came, parts: roots.length };
        await this.#facts.note(
          { type: 'NoteRestored', day, ...fact, manual: manual || before?.manual === true },
          by,
        );
        return came;
      } catch (error) {
        if (error instanceof DayTaken) throw error;
        await store.drop(day);
        await this.#facts.note({ type: 'RemoveRestored', days: [day] }, by);
        throw error;
      }
    });
  }
}
