import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { OperationStore } from '../../../projections/operation-logs/operation-store.ts';
import type { SqliteOperationStore } from '../sqlite.ts';
import { OperationArchive } from './archive.ts';
import { ArchiveFault } from './faults.ts';
import { viewOf, type ArchiveFacts, type ArchiveView } from './view.ts';

/** Milliseconds for which it counts who answers for which day, where nothing here changes it. */
const viewForMs = 2_000;

/** Days at hand, in whichever store; one that reads uploads off this thread leaves some days out when told to. */
export type LiveOperations = OperationStore & Partial<Pick<SqliteOperationStore, 'receiveBut'>>;

export interface ArchivedStoreOptions {
  readonly live: LiveOperations;
  /** A store of the same kind for days that are brought back, opened once there are any. */
  readonly openRestored: () => Promise<OperationStore>;
  /** Folder for what DuckDB cannot keep in memory. */
  readonly scratch: string;
  readonly facts: () => Promise<ArchiveFacts>;
}

/** The places that days can be in: opened as the facts want it, and who of them answers for which day. */
export class ArchivePlaces {
  readonly #options: ArchivedStoreOptions;
  readonly #busy = new Set<OperationDay>();
  #archive: OperationArchive | null = null;
  #restored: Promise<OperationStore> | null = null;
  #view: { readonly at: number; readonly view: Promise<ArchiveView> } | undefined;

  constructor(options: ArchivedStoreOptions) {
    this.#options = options;
  }

  view(): Promise<ArchiveView> {
    const now = Date.now();
    if (this.#view && now - this.#view.at <= viewForMs) return this.#view.view;
    const begun = { at: now, view: this.#look() };
    this.#view = begun;
    begun.view.catch(() => {
      if (this.#view === begun) this.#view = undefined;
    });
    return begun.view;
  }

  changed(): void {
    this.#view = undefined;
    this.#archive?.lookAgain();
  }

  async archive(): Promise<OperationArchive | null> {
    const { folder } = await this.#options.facts();
    return this.#archiveIn(folder);
  }

  restored(): Promise<OperationStore> {
    return (this.#restored ??= this.#options.openRestored());
  }

  /** Null: nobody has needed it yet. */
  async restoredIfOpen(): Promise<OperationStore | null> {
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

  async #look(): Promise<ArchiveView> {
    const facts = await this.#options.facts();
    const archive = this.#archiveIn(facts.folder);
    const brought = facts.restored.size > 0 || this.#restored ? await this.restored() : null;
    const { live } = this.#options;
    try {
      return await viewOf(facts, archive, live, brought, this.#busy);
    } catch (error) {
      // A folder that is not there answers for nothing; the keeper says so.
      if (!(error instanceof ArchiveFault)) throw error;
      return viewOf(facts, null, live, brought, this.#busy);
    }
  }

  #archiveIn(folder: string | null): OperationArchive | null {
    if ((this.#archive?.folder.folder ?? null) !== folder) {
      void this.#archive?.close();
      this.#archive = folder === null ? null : new OperationArchive(folder, this.#options.scratch);
      this.#view = undefined;
    }
    return this.#archive;
  }
}
