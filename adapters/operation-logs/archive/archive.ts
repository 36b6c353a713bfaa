import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { mostRecords, type OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type {
  OperationFilter,
  OperationUpload,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import { batchName, Tally, uploadOf } from './batches.ts';
import { cellsOf, operationOf } from './columns.ts';
import { ArchiveFault, faultOf } from './faults.ts';
import { ArchiveFolder, type ArchivedDay } from './folder.ts';
import { FolderLook, type Found } from './look.ts';
import { manifestName, type Manifest } from './manifest.ts';
import { ArchiveProcess } from './process/link.ts';
import type { ArchiveOrder, ArchiveQuestion, DayFiles } from './process/messages.ts';

/** Rows that cross between the processes at once. */
const rowsAtOnce = 5_000;

/** Days that are asked, and of each the computers that are not. */
export type DaySelection = ReadonlyMap<OperationDay, readonly string[]>;

export interface DayWritten {
  readonly day: OperationDay;
  /** Every record of the day, or those that came after it had left. */
  readonly pages: AsyncIterable<readonly StoredOperation[]>;
  /** Merkle root of what is written. */
  readonly root: string;
  /** RFC 3339. */
  readonly at: string;
  /** How many records there are to be; absent: more may come meanwhile. */
  readonly records?: number;
  /** They stand beside what the archive has of the day already, and do not replace it. */
  readonly added: boolean;
}

/**
 * The archive of operation logs: Parquet files of whole days in a folder, written and read by DuckDB in a process of its
 * own. Everything rejects with ArchiveFault.
 */
export class OperationArchive {
  readonly folder: ArchiveFolder;
  readonly #process: ArchiveProcess;
  /** Days that turned out unreadable, and the marks of their files then. */
  readonly #unreadable = new Map<OperationDay, string>();
  readonly #look: FolderLook;
  #next = 0;

  /** `log`: see ArchiveFolder. */
  constructor(folder: string, scratch: string, log: string | null = null) {
    this.folder = new ArchiveFolder(folder, log);
    this.#look = new FolderLook(this.folder);
    this.#process = new ArchiveProcess({ folder, scratch });
  }

  /** What the folder holds, as of at most two seconds ago. */
  async days(): Promise<Found> {
    const days = new Map(await this.#look.days());
    for (const [day, before] of this.#unreadable) {
      const found = days.get(day);
      if (found && found !== 'damaged' && found.mark === before)
        days.set(day, { ...found, damaged: found.manifest.files.map(({ name }) => name) });
      else this.#unreadable.delete(day);
    }
    return days;
  }

  /** The next look is a new one. */
  lookAgain(): void {
    this.#look.again();
  }

  /** Whether one can write there now. Rejects with ArchiveFault. */
  probe(): Promise<void> {
    return this.#look.probe();
  }

  /** The files of the days that are asked and can be read, newest day first. `seen`: as they were found before. */
  async filesOf(selection: DaySelection, seen?: Found): Promise<DayFiles[]> {
    const days = seen ?? (await this.days());
    return [...selection]
      .flatMap(([day, without]): DayFiles[] => {
        const found = days.get(day);
        if (!found || found === 'damaged' || found.damaged.length > 0) return [];
        return [{ day, paths: found.paths, ...(without.length > 0 && { without }) }];
      })
      .sort((one, other) => (one.day < other.day ? 1 : -1));
  }

  /** Asks about days; those that cannot be read are left out, and are shown as damaged from then on. */
  async ask<Result>(
    days: readonly DayFiles[],
    filter: OperationFilter,
    none: Result,
    work: (question: ArchiveQuestion, process: ArchiveProcess) => Promise<Result>,
  ): Promise<Result> {
    if (days.length === 0) return none;
    try {
      return await work({ ...filter, days }, this.#process);
    } catch (error) {
      const sound = await this.#soundOf(days);
      // Files of a day that was written anew meanwhile are others.
      if (isDeepStrictEqual(sound, days)) throw error;
      return this.ask(sound, filter, none, work);
    }
  }

  /** Everything that matches, in pages. */
  async *read(
    days: readonly DayFiles[],
    filter: OperationFilter,
    order: ArchiveOrder,
  ): AsyncGenerator<readonly StoredOperation[]> {
    if (days.length === 0) return;
    const reader = ++this.#next;
    const release = this.#process.hold();
    try {
      await this.#process.call('open', { reader, question: { ...filter, days }, order });
      for (;;) {
        const rows = await this.#process.call('next', { reader, most: rowsAtOnce });
        if (!rows) return;
        yield rows.map(operationOf);
      }
    } catch (error) {
      // What cannot be read is left out from now on, and shown as damaged.
      if (error instanceof ArchiveFault) await this.#soundOf(days);
      throw error;
    } finally {
      await this.#process.call('end', { reader }).catch(() => undefined);
      release();
    }
  }

  /** The batches of a day as they were taken, by computer and number. */
  async *batches(day: OperationDay, devices?: ReadonlySet<string>): AsyncGenerator<OperationUpload> {
    const files = await this.filesOf(new Map([[day, []]]));
    let open: StoredOperation[] = [];
    for await (const page of this.read(files, devices ? { devices } : {}, 'batches'))
      for (const operation of page) {
        if (open.length > 0 && batchName(open[0]!) !== batchName(operation)) {
          yield uploadOf(open);
          open = [];
        }
        open.push(operation);
        if (open.length > mostRecords)
          throw new ArchiveFault('corrupt', `a batch of ${day} has too many records`);
      }
    if (open.length > 0) yield uploadOf(open);
  }

  /** Resolves once everything is on the disk; what fails leaves the day as it was. */
  async write({ day, pages, root, at, added, records }: DayWritten): Promise<Manifest> {
    const { folder } = this;
    const writer = ++this.#next;
    const release = this.#process.hold();
    try {
      await folder.prepare(day);
      await folder.tidy(day);
      const found = (await folder.days()).get(day);
      const unchanged = async (): Promise<boolean> =>
        markOf((await folder.days()).get(day)) === markOf(found);
      const before = added && found && found !== 'damaged' ? found.manifest : undefined;
      const series = randomBytes(4).toString('hex');
      await this.#process.call('begin', { writer, folder: folder.placeOf(day), day, series });
      const told = new Tally();
      const known = before && new Map<string, boolean>();
      let read = 0;
      for await (const whole of pages) {
        read += whole.length;
        const page = known ? await this.#fresh(day, whole, known) : whole;
        if (page.length === 0) continue;
        told.add(page);
        await this.#process.call('append', { writer, cells: cellsOf(page) });
      }
      if (records !== undefined && read !== records)
        throw new ArchiveFault(
          'data',
          `${records} records of ${day} were wanted, and ${read} could be read`,
          [day],
        );
      const files = await this.#process.call('finish', { writer });
      if (told.records === 0 && !before) throw new ArchiveFault('internal', `there are no records of ${day}`);
      const manifest: Manifest = {
        format: 'muster-operations',
        version: 1,
        day,
        records: told.records + (before?.records ?? 0),
        batches: told.batches + (before?.batches ?? 0),
        devices: Math.max(told.devices, before?.devices ?? 0),
        first: before?.first ?? told.first,
        roots: [...(before?.roots ?? []), root],
        written: at,
        files: [...(before?.files ?? []), ...files],
      };
      // Another server that took over, while this one was paused, may have been quicker.
      if (!(await unchanged()))
        throw new ArchiveFault('archive', `${day} was written by another server meanwhile`, [day]);
      await folder.keep(manifest);
      return manifest;
    } catch (error) {
      await this.#process.call('abort', { writer }).catch(() => undefined);
      throw faultOf(error);
    } finally {
      this.lookAgain();
      release();
    }
  }

  /** Names of the files of a day that are not as they were written: each is read whole. */
  async verify(day: OperationDay): Promise<readonly string[]> {
    const found = (await this.folder.days()).get(day);
    if (!found) return [];
    if (found === 'damaged') return [manifestName];
    const wrong = new Set(found.damaged);
    for (const [index, { name, sha256 }] of found.manifest.files.entries()) {
      if (wrong.has(name)) continue;
      const path = found.paths[index]!;
      if ((await this.#process.call('digest', { path })) !== sha256) wrong.add(name);
    }
    if (wrong.size > 0) this.#unreadable.set(day, found.mark);
    return [...wrong];
  }

  async drop(day: OperationDay): Promise<void> {
    await this.folder.drop(day);
    this.lookAgain();
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  /** Without batches that the archive has; `known` remembers what was asked. */
  async #fresh(
    day: OperationDay,
    page: readonly StoredOperation[],
    known: Map<string, boolean>,
  ): Promise<readonly StoredOperation[]> {
    const names = new Set(page.map(batchName).filter(name => !known.has(name)));
    if (names.size > 0) {
      const days = await this.filesOf(new Map([[day, []]]));
      const filter = { op: 'in' as const, column: 'id', values: [...names].map(name => `${name}.0`) };
      const devices = new Set(page.map(({ device }) => device));
      const question = { days, filter, devices };
      const rows = await this.#process.call('page', { question, order: 'oldest', most: names.size });
      for (const name of names) known.set(name, false);
      for (const row of rows) known.set(batchName(operationOf(row)), true);
    }
    return page.filter(operation => known.get(batchName(operation)) === false);
  }

  async #soundOf(days: readonly DayFiles[]): Promise<DayFiles[]> {
    this.lookAgain();
    const now = await this.days();
    const sound: DayFiles[] = [];
    for (const day of days) {
      const found = now.get(day.day);
      if (!found || found === 'damaged' || found.damaged.length > 0) continue;
      const asked = { ...day, paths: found.paths };
      try {
        await this.#process.call('page', { question: { days: [asked] }, order: 'oldest', most: 1 });
        sound.push(asked);
      } catch {
        this.#unreadable.set(day.day, found.mark);
      }
    }
    return sound;
  }
}

function markOf(found: ArchivedDay | 'damaged' | undefined): string | undefined {
  return typeof found === 'object' ? found.mark : found;
}
