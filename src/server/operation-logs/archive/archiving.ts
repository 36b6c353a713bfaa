import path from 'node:path';
import { faultOf } from '../../../../adapters/operation-logs/archive/faults.ts';
import type { ArchivedOperationStore } from '../../../../adapters/operation-logs/archive/joined.ts';
import {
  operationArchive,
  operationArchiveStream,
  type ArchiveSettings,
  type ArchiveWork,
  type OperationArchiveCommand,
  type OperationArchiveState,
  type OperationDay,
} from '../../../../domain/operation-logs/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { Services } from '../../services.ts';
import { DayRestorer } from './restoring.ts';

export type ArchivingPorts = Pick<Services, 'clock' | 'commands' | 'log'>;

export interface By {
  readonly actor: Actor;
  readonly correlationId?: string;
  readonly dryRun?: boolean;
}

/** What is wanted back. Days are `2026-09-01`, both inclusive. */
export interface RestoreWanted {
  readonly from: OperationDay;
  readonly until: OperationDay;
  /** Null: of all computers. */
  readonly devices: readonly string[] | null;
}

/** Records that come back within a second on a processor that has little else to do (docs/operation-logs.md). */
const recordsASecond = 10_000;

export function estimatedSeconds(records: number): number {
  return Math.ceil(records / recordsASecond);
}

export const bySystem = { actor: 'system:operation-logs' } as const;

/** The archive of operation logs as administrators have it: where it is, what is in it, what is brought back. */
export class OperationArchiving {
  readonly store: ArchivedOperationStore;
  readonly restorer: DayRestorer;
  readonly #ports: ArchivingPorts;
  /** Folder that holds what must not be put into an archive. */
  readonly #dataFolder: string;

  constructor(ports: ArchivingPorts, store: ArchivedOperationStore, dataFolder: string) {
    this.#ports = ports;
    this.store = store;
    this.#dataFolder = dataFolder;
    this.restorer = new DayRestorer(store, {
      restored: async () => (await this.state()).restored,
      note: (command, by) => this.note(command, by),
    });
  }

  /** RFC 3339. */
  now(): string {
    return this.#ports.clock.now();
  }

  async state(): Promise<OperationArchiveState & { readonly revision: number }> {
    const { state, revision } = await this.#ports.commands.load(operationArchiveStream, operationArchive);
    return { ...state, revision };
  }

  /** The settings, and what there is of the archive. */
  async status() {
    const { settings, restored, revision } = await this.state();
    const archive = await this.store.archive();
    const problem = await archive?.probe().then(
      () => null,
      (error: unknown) => faultOf(error).reason,
    );
    const { days } = await this.store.view();
    const whole = [...days.values()].filter(day => day !== 'damaged');
    return {
      ...settings,
      revision,
      problem: problem ?? null,
      manualDays: Object.values(restored).filter(({ manual }) => manual).length,
      archivedDays: days.size,
      records: whole.reduce((sum, { manifest }) => sum + manifest.records, 0),
      bytes: whole.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** Of archived days together. */
  async recordsOf(days: readonly OperationDay[]): Promise<number> {
    const { days: archived } = await this.store.view();
    return days.reduce((sum, day) => {
      const found = archived.get(day);
      return sum + (found && found !== 'damaged' ? found.manifest.records : 0);
    }, 0);
  }

  /** Throws OPERATION_ARCHIVE_UNUSABLE where the folder cannot be written to. */
  async configure(settings: ArchiveSettings, by: By) {
    const { settings: before, archived } = await this.state();
    const { folder } = settings;
    // What several servers share is marked again each time: it may have been set before they were several.
    if (folder !== null && (folder !== before.folder || this.store.isShared)) {
      const there = Object.keys(archived).filter(day => archived[day]!.folder === folder);
      await this.#tryOut(folder, there, by.dryRun);
    }
    const command = { type: 'ConfigureArchive', settings } as const;
    const result = await this.#ports.commands.handle(operationArchiveStream, operationArchive, command, by);
    this.store.changed();
    return result;
  }

  /** Orders what is not there yet. The days of the order; none: everything is there. */
  async order({ from, until, devices }: RestoreWanted, by: By): Promise<readonly OperationDay[]> {
    this.store.changed();
    const { days, left, fault } = await this.store.view();
    if (fault) throw fault;
    const archived = [...days.keys()].filter(day => day >= from && day <= until).sort();
    const atHand = archived.filter(day => days.get(day) !== 'damaged' && !left.has(day));
    const command = { type: 'OrderRestore', from, until, devices, archived, atHand } as const;
    const result = await this.#ports.commands.handle(operationArchiveStream, operationArchive, command, by);
    const ordered = accepted(result).events.find(({ type }) => type === 'OperationRestoreOrdered');
    return (ordered?.data as { readonly days: readonly OperationDay[] } | undefined)?.days ?? [];
  }

  /** Brings the days of an order back, one after the other; what fails is told of and thrown. */
  async restore(
    { from, until, devices }: RestoreWanted,
    days: readonly OperationDay[],
    by: By,
    progress: { readonly signal: AbortSignal; report(done: number, total: number): void },
  ): Promise<{ readonly days: number; readonly records: number; readonly missing: readonly OperationDay[] }> {
    let records = 0;
    let done = 0;
    for (const day of days) {
      if (progress.signal.aborted) break;
      progress.report(done, days.length);
      try {
        records += await this.restorer.restore({ day, devices, manual: true, by, signal: progress.signal });
      } catch (error) {
        if (progress.signal.aborted) break;
        await this.failed('restore', error, [day], by);
        throw error;
      }
      done++;
    }
    progress.report(done, days.length);
    const missing = await this.#missingIn(from, until);
    if (!progress.signal.aborted)
      await this.note({ type: 'NoteRestoreFinished', from, until, days: done, records, missing }, by);
    return { days: done, records, missing };
  }

  /** Days that were brought back are in the archive alone again. */
  async removeRestored(days: readonly OperationDay[], by: By): Promise<readonly OperationDay[]> {
    const { restored } = await this.state();
    const there = days.filter(day => restored[day] !== undefined);
    // First the fact: a day that nobody tells of is not shown, whatever is still left of it.
    await this.note({ type: 'RemoveRestored', days: there }, by);
    this.store.changed();
    if (by.dryRun !== true && there.length > 0) {
      const store = await this.store.restored();
      for (const day of there) await store.drop(day);
    }
    return there;
  }

  async note(command: OperationArchiveCommand, by: By = bySystem): Promise<void> {
    accepted(await this.#ports.commands.handle(operationArchiveStream, operationArchive, command, by));
    this.store.changed();
  }

  /** Tells what went wrong, once for the same. */
  async failed(
    work: ArchiveWork,
    error: unknown,
    days: readonly OperationDay[],
    by: By = bySystem,
  ): Promise<void> {
    const { reason: cause, files } = faultOf(error);
    this.#ports.log.warn({ err: error, work, days }, 'the archive of operation logs has a problem');
    await this.note({ type: 'NoteFailed', work, cause, days, files }, { actor: by.actor });
  }

  /** What was archived here once and is not there now. */
  async #missingIn(from: OperationDay, until: OperationDay): Promise<OperationDay[]> {
    const { archived, settings } = await this.state();
    const { days } = await this.store.view();
    return Object.keys(archived)
      .filter(day => day >= from && day <= until && !days.has(day))
      .filter(day => archived[day]!.folder === settings.folder)
      .sort();
  }

  async #tryOut(folder: string, archived: readonly OperationDay[], dryRun = false): Promise<void> {
    const place = path.resolve(folder);
    const within = (outer: string, inner: string) =>
      inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
    if (within(path.resolve(this.#dataFolder), place))
      throw new AppError('OPERATION_ARCHIVE_UNUSABLE', { details: { folder, cause: 'data' } });
    try {
      const found = await this.store.folderAt(folder);
      await (dryRun ? found.tryOut() : found.mark(archived));
    } catch (error) {
      throw new AppError('OPERATION_ARCHIVE_UNUSABLE', { details: { folder, cause: faultOf(error).reason } });
    }
  }
}
