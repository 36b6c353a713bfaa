import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import type { ArchivedDay } from './folder.ts';
import type { DayGate } from './gate.ts';
import type { ArchivePlaces, LiveOperations } from './places.ts';

/** How days at hand leave for the archive. Where several servers have them the store sees to what comes meanwhile. */
export class LeavingForArchive {
  readonly #live: LiveOperations;
  readonly #places: ArchivePlaces;
  readonly #gate: DayGate;

  constructor(live: LiveOperations, places: ArchivePlaces, gate: DayGate) {
    this.#live = live;
    this.#places = places;
    this.#gate = gate;
  }

  /** What this root covers of a day at hand, to be archived. */
  sealed(day: OperationDay, root: string, signal: AbortSignal): AsyncIterable<readonly StoredOperation[]> {
    return this.#live.readSealed?.(day, root, signal) ?? this.#live.read({ day }, signal);
  }

  /** What is read of a day is what its root covers, and no more. */
  get isExact(): boolean {
    return this.#live.readSealed !== undefined;
  }

  /** Whether what was read of a day at hand is what this root covers, whatever came meanwhile. */
  async isStill(day: OperationDay, root: string): Promise<boolean> {
    return this.isExact || (await this.#rootOf(day)) === root;
  }

  /**
   * A day leaves as this root covered it. Where several servers have it what came later stays; otherwise it has to be
   * all of it. False: it is not, or not any more.
   */
  async leave(day: OperationDay, root: string): Promise<boolean> {
    const { folder } = (await this.#places.view()).facts;
    if (this.#live.leave && folder !== null) {
      const left = await this.#live.leave(day, root, folder);
      this.#places.changed();
      return left;
    }
    return this.#gate.closed(day, async () => {
      if ((await this.#rootOf(day)) !== root) return false;
      await this.#live.dropDay(day);
      this.#places.changed();
      return true;
    });
  }

  /** What came of days that had left, and was added to the archive: it leaves where a server ended before that. */
  async leaveAdded(): Promise<void> {
    if (!this.#live.leave) return;
    const { days, left } = await this.#places.view();
    for (const day of left) {
      const found = days.get(day);
      if (isSound(found)) await this.leave(day, found.manifest.roots.at(-1)!);
    }
  }

  /** Removes what has left, or was brought back, and nobody asks for any more. */
  async sweep(): Promise<void> {
    if (!this.#live.sweep) return;
    const { facts, fault, days } = await this.#places.view();
    await this.#live.sweep(async (day, root, folder) => {
      if (folder !== facts.folder) return true;
      if (fault) return false;
      const found = days.get(day);
      // Removed by hand, and told of; until then it may be put back.
      if (!found) return !facts.archived.has(day);
      return isSound(found) && found.manifest.roots.includes(root);
    });
    await (await this.#places.restored()).sweep();
  }

  async #rootOf(day: OperationDay): Promise<string | null | undefined> {
    return (await this.#live.days()).find(one => one.day === day)?.root;
  }
}

function isSound(found: ArchivedDay | 'damaged' | undefined): found is ArchivedDay {
  return typeof found === 'object' && found.damaged.length === 0;
}
