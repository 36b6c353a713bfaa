import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { SqliteOperationStore } from '../sqlite.ts';
import { OperationArchive } from './archive.ts';
import type { ArchiveFault } from './faults.ts';
import { ArchiveFolder } from './folder.ts';
import type { RestoredDays } from './restored-days.ts';
import { viewOf, type ArchiveFacts, type ArchiveView, type LiveDays } from './view.ts';

/** Milliseconds for which it counts who answers for which day, where nothing here changes it. */
const viewForMs = 2_000;

/** Days at hand; a store that reads uploads off this thread leaves some days out when told to. */
export type LiveOperations = LiveDays & Partial<Pick<SqliteOperationStore, 'receiveBut'>>;

export interface ArchivedStoreOptions {
  readonly live: LiveOperations;
  /** Days that are brought back, opened once there are any. */
  readonly openRestored: () => Promise<RestoredDays>;
  /** Folder for what DuckDB cannot keep in memory. */
  readonly scratch: string;
  readonly facts: () => Promise<ArchiveFacts>;
  /** Where several servers share the archive: the log that it is marked with (`ArchiveFolder`). */
  readonly log?: () => Promise<string | null>;
  /** Told once while the archive cannot be looked at. */
  readonly onFault?: (fault: ArchiveFault) => void;
}

/** The places that days can be in: opened as the facts want it, and who of them answers for which day. */
export class ArchivePlaces {
  readonly #options: ArchivedStoreOptions;
  readonly #busy = new Set<OperationDay>();
  #archive: OperationArchive | null = null;
  #restored: Promise<RestoredDays> | null = null;
  #view:
    { readonly at: number; readonly facts: ArchiveFacts; readonly view: Promise<ArchiveView> } | undefined;
  #told = '';
  #known: string | null = null;

  constructor(options: ArchivedStoreOptions) {
    this.#options = options;
  }

  /** Several servers have it. */
  get isShared(): boolean {
    return this.#options.log !== undefined;
  }

  /** As the facts are now, whichever server changed them. */
  async view(): Promise<ArchiveView> {
    if (!this.isShared) return this.recentView();
    const facts = await this.#options.facts();
    return this.#kept(facts.revision) ?? this.#begin(facts);
  }

  /** Other servers may have changed something within the last seconds. */
  async recentView(): Promise<ArchiveView> {
    return this.#kept() ?? this.#begin(await this.#options.facts());
  }

  changed(): void {
    this.#view = undefined;
    this.#archive?.lookAgain();
  }

  async archive(): Promise<OperationArchive | null> {
    const { folder } = await this.#options.facts();
    return this.#archiveIn(folder);
  }

  /** A folder that may become the archive. */
  async folderAt(folder: string): Promise<ArchiveFolder> {
    return new ArchiveFolder(folder, await this.#log());
  }

  restored(): Promise<RestoredDays> {
    return (this.#restored ??= this.#options.openRestored());
  }

  /** Null: nobody has needed it yet. */
  async restoredIfOpen(): Promise<RestoredDays | null> {
    return this.#restored;
  }

  async bringing<Result>(day: OperationDay, work: () => Promise<Result>): Promise<Result> {
    this.#busy.add(day);
    this.changed();
    try {
      return await work();
    } finally {
      this.#busy.delete(day);
      this.changed();
    }
  }

  async close(): Promise<void> {
    await this.#archive?.close();
    await (await this.#restored)?.close();
    await this.#options.live.close();
  }

  #kept(revision?: number): Promise<ArchiveView> | undefined {
    const kept = this.#view;
    if (!kept || Date.now() - kept.at > viewForMs) return undefined;
    return kept.facts.revision === (revision ?? kept.facts.revision) ? kept.view : undefined;
  }

  #begin(facts: ArchiveFacts): Promise<ArchiveView> {
    const begun = { at: Date.now(), facts, view: this.#look(facts) };
    this.#view = begun;
    begun.view.catch(() => {
      if (this.#view === begun) this.#view = undefined;
    });
    return begun.view;
  }

  async #look(facts: ArchiveFacts): Promise<ArchiveView> {
    const archive = await this.#archiveIn(facts.folder);
    const brought = facts.restored.size > 0 || this.#restored ? await this.restored() : null;
    const { live } = this.#options;
    const view = await viewOf({ facts, archive, live, brought, busy: this.#busy });
    this.#tell(view.fault);
    return view;
  }

  #tell(fault: ArchiveFault | null): void {
    const said = fault?.message ?? '';
    if (fault && said !== this.#told) this.#options.onFault?.(fault);
    this.#told = said;
  }

  async #archiveIn(folder: string | null): Promise<OperationArchive | null> {
    const log = folder === null ? null : await this.#log();
    if ((this.#archive?.folder.folder ?? null) !== folder) {
      void this.#archive?.close();
      this.#archive = folder === null ? null : new OperationArchive(folder, this.#options.scratch, log);
    }
    return this.#archive;
  }

  /** It stays what it is once there is one. */
  async #log(): Promise<string | null> {
    return (this.#known ??= (await this.#options.log?.()) ?? null);
  }
}
