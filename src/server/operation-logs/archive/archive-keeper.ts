import type { OperationArchive } from '../../../../adapters/operation-logs/archive/archive.ts';
import { ArchiveFault } from '../../../../adapters/operation-logs/archive/faults.ts';
import { DayTaken } from '../../../../adapters/operation-logs/archive/restored-days.ts';
import type { Manifest } from '../../../../adapters/operation-logs/archive/manifest.ts';
import { dayOf, type OperationDay } from '../../../../domain/operation-logs/index.ts';
import type { OperationDayStatus, OperationStore } from '../../../../projections/operation-logs/index.ts';
import { bySystem, type OperationArchiving } from './archiving.ts';
import { Failures } from './failures.ts';
import { howToWrite } from './how-to-write.ts';
import { exportDay, isExported } from './periodic-export.ts';

/** Bytes whose hashes are compared at each round: an archive of years is gone through in weeks. */
const verifiedBytes = 1024 ** 3;
/** Days back for which the folder of exports is kept complete. */
const exportedDays = 7;
const dayMs = 86_400_000;

/** What one server does for the archive: days go into it before they leave, come back, and are looked after. */
export class ArchiveKeeper {
  readonly #archiving: OperationArchiving;
  readonly #live: OperationStore;
  /** Days whose files were compared, and the marks of their files then. */
  readonly #verified = new Map<OperationDay, string>();
  #stopping = new AbortController();

  constructor(archiving: OperationArchiving) {
    this.#archiving = archiving;
    this.#live = archiving.store.live;
  }

  /** A server that leads may be replaced, and lead again. */
  start(): void {
    this.#stopping = new AbortController();
  }

  /** What is under way ends as soon as it can. */
  stop(): void {
    this.#stopping.abort();
  }

  /** The first day that is kept at hand; null: no archive is set, and older days are removed. */
  async firstAtHand(now: number, daysKept: number): Promise<OperationDay | null> {
    const { settings } = await this.#archiving.state();
    return settings.folder === null ? null : dayOf(now - (settings.automaticDays ?? daysKept) * dayMs, 0);
  }

  /** Before days are sealed anew: with what came since, they would be another part of the day. */
  async begin(): Promise<void> {
    await this.#archiving.store.leaving.leaveAdded();
  }

  /**
   * One round. What goes wrong is told, and does not keep the rest. `mayLeave`: whether a day may leave those at hand;
   * it goes into the archive all the same.
   */
  async tend(
    now: number,
    first: OperationDay | null,
    mayLeave: (day: OperationDay) => Promise<boolean> = async () => true,
  ): Promise<void> {
    const { settings } = await this.#archiving.state();
    const archive = await this.#archiving.store.archive();
    if (!archive || first === null) {
      if (settings.export) await this.#unset('export');
      if (settings.automaticDays !== null) await this.#unset('automatic');
      return this.#archiving.store.leaving.sweep();
    }
    this.#archiving.store.changed();
    try {
      await archive.probe();
    } catch (error) {
      return this.#archiving.failed('archive', error, []);
    }
    const failures = new Failures();
    const { written, roots } = await this.#archiveSealed(archive, failures);
    await this.#tellMissing();
    await this.#leave(roots, first, mayLeave);
    await this.#archiving.store.leaving.sweep();
    await this.#verify(archive, failures);
    await failures.tell(this.#archiving, 'archive');
    if (settings.automaticDays !== null) await this.#bringBack(first);
    if (settings.export) await this.#export(archive, now, written);
  }

  #unset(work: 'export' | 'automatic'): Promise<void> {
    return this.#archiving.note({ type: 'NoteFailed', work, cause: 'unset', days: [], files: [] });
  }

  /**
   * Sealed days that the archive has not, or has otherwise, are written. Answers these, and of all that it has now the
   * root they have at hand.
   */
  async #archiveSealed(archive: OperationArchive, failures: Failures) {
    const written = new Set<OperationDay>();
    const roots = new Map<OperationDay, string>();
    for (const status of (await this.#live.days()).toReversed()) {
      if (status.state !== 'sealed' || this.#stopping.signal.aborted) continue;
      const { day } = status;
      try {
        const { archived } = await this.#archiving.state();
        const how = howToWrite(status, await this.#archiving.store.view(), archived[day]?.root);
        if (how !== null) {
          if (!(await this.#write(archive, status, how === 'added'))) continue;
          written.add(day);
        }
        roots.set(day, status.root!);
      } catch (error) {
        if (this.#stopping.signal.aborted) break;
        failures.add(day, error);
      }
    }
    return { written, roots };
  }

  /** False: more came meanwhile, and it is written again. */
  async #write(
    archive: OperationArchive,
    { day, root, records }: OperationDayStatus,
    added: boolean,
  ): Promise<boolean> {
    const { leaving } = this.#archiving.store;
    const pages = leaving.sealed(day, root!, this.#stopping.signal);
    const at = this.#archiving.now();
    const manifest = await archive.write({
      day,
      pages,
      root: root!,
      at,
      added,
      ...(leaving.isExact && { records }),
    });
    const wrong = await archive.verify(day);
    if (wrong.length > 0)
      throw new ArchiveFault('archive', `files of ${day} are not what was written`, [...wrong]);
    if (!(await leaving.isStill(day, root!))) return false;
    await this.#archiving.note({
      type: 'NoteArchived',
      day,
      folder: archive.folder.folder,
      ...sizesOf(manifest),
      root: root!,
      parts: manifest.roots.length,
    });
    return true;
  }

  /** Days of which the log says that they lie in this folder. */
  async #tellMissing(): Promise<void> {
    const { archived, settings } = await this.#archiving.state();
    const { days } = await this.#archiving.store.view();
    const missing = Object.keys(archived)
      .filter(day => archived[day]!.folder === settings.folder && !days.has(day))
      .sort();
    if (missing.length > 0)
      await this.#archiving.note({
        type: 'NoteFailed',
        work: 'archive',
        cause: 'missing',
        days: missing,
        files: missing,
      });
  }

  async #leave(
    roots: ReadonlyMap<OperationDay, string>,
    first: OperationDay,
    mayLeave: (day: OperationDay) => Promise<boolean>,
  ): Promise<void> {
    const { days, fragments } = await this.#archiving.store.view();
    const leaving: OperationDay[] = [];
    for (const [day, root] of roots) {
      const found = days.get(day);
      if (!found || found === 'damaged' || found.damaged.length > 0) continue;
      if (found.manifest.roots.at(-1) !== root) continue;
      if (fragments.has(day) || (day < first && (await mayLeave(day)))) leaving.push(day);
    }
    const { restored } = await this.#archiving.state();
    const back = Object.keys(restored).filter(day => !restored[day]!.manual && day < first);
    const going = [...leaving, ...back].sort();
    if (going.length === 0) return;
    await this.#archiving.note({ type: 'NoteCleanup', step: 'started', days: going });
    try {
      await this.#archiving.removeRestored(back, bySystem);
      const stayed = new Set<OperationDay>();
      for (const day of leaving)
        if (!(await this.#archiving.store.leaving.leave(day, roots.get(day)!))) stayed.add(day);
      const gone = going.filter(day => !stayed.has(day));
      await this.#archiving.note({ type: 'NoteCleanup', step: 'finished', days: gone });
    } catch (error) {
      await this.#archiving.failed('cleanup', error, going);
    }
  }

  async #verify(archive: OperationArchive, failures: Failures): Promise<void> {
    let bytes = 0;
    for (const [day, found] of await archive.days()) {
      if (this.#stopping.signal.aborted) return;
      const seen = found !== 'damaged' && this.#verified.get(day) === found.mark;
      const known = found === 'damaged' ? [day] : found.damaged;
      if (known.length === 0 && (seen || bytes > verifiedBytes)) continue;
      if (known.length === 0 && found !== 'damaged') bytes += found.bytes;
      const wrong = known.length > 0 ? known : await archive.verify(day);
      if (wrong.length === 0 && found !== 'damaged') this.#verified.set(day, found.mark);
      if (wrong.length === 0) continue;
      const gone = found !== 'damaged' && wrong.every(name => found.missing.includes(name));
      const reason = gone ? 'missing' : 'corrupt';
      failures.add(day, new ArchiveFault(reason, `files of ${day} are not as they were written`, wrong));
    }
  }

  /** Days of the period that are in the archive alone. */
  async #bringBack(first: OperationDay): Promise<void> {
    const { selection, days } = await this.#archiving.store.view();
    const { settings, restored } = await this.#archiving.state();
    const manual = Object.values(restored).filter(one => one.manual).length;
    if ((settings.automaticDays ?? 0) + manual > settings.mostDays) {
      await this.#archiving.note({
        type: 'NoteFailed',
        work: 'automatic',
        cause: 'too-many-days',
        days: [],
        files: [],
      });
      return;
    }
    const { signal } = this.#stopping;
    const failures = new Failures();
    for (const day of [...selection.keys()].filter(one => one >= first).sort()) {
      const found = days.get(day);
      if (signal.aborted || found === 'damaged' || (found?.damaged.length ?? 0) > 0) continue;
      try {
        await this.#archiving.restorer.restore({ day, devices: null, manual: false, by: bySystem, signal });
      } catch (error) {
        // Somebody's order brings it back.
        if (!signal.aborted && !(error instanceof DayTaken)) failures.add(day, error);
      }
    }
    await failures.tell(this.#archiving, 'automatic');
  }

  /** Days of the last week that have ended. `anew`: written again, since more came. */
  async #export(archive: OperationArchive, now: number, anew: ReadonlySet<OperationDay>): Promise<void> {
    const since = dayOf(now - exportedDays * dayMs, 0);
    const { folder } = archive.folder;
    const failures = new Failures();
    for (const [day] of await archive.days()) {
      if (
        this.#stopping.signal.aborted ||
        (!anew.has(day) && (day < since || (await isExported(folder, day))))
      )
        continue;
      try {
        await exportDay(folder, day, this.#archiving.store.read({ day }, this.#stopping.signal));
      } catch (error) {
        if (!this.#stopping.signal.aborted) failures.add(day, error);
      }
    }
    await failures.tell(this.#archiving, 'export');
  }
}

function sizesOf({ records, files }: Manifest) {
  return { records, files: files.length, bytes: files.reduce((sum, one) => sum + one.bytes, 0) };
}
