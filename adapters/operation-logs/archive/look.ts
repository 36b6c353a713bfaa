import { ArchiveFault } from './faults.ts';
import type { ArchiveFolder } from './folder.ts';

/** Milliseconds for which a look at the folder counts. */
const lookForMs = 2_000;
/** Milliseconds for which a folder is waited for: a share of the network may not answer at all. */
const patienceMs = 10_000;

export type Found = Awaited<ReturnType<ArchiveFolder['days']>>;

/**
 * Looks at a folder of the archive, one look at a time and none that is waited for without end: a share that does not
 * answer must not take all threads that wait for files.
 */
export class FolderLook {
  readonly #folder: ArchiveFolder;
  /** Rises when somebody knows that the folder has changed. */
  #version = 0;
  #seen: { readonly version: number; readonly at: number; readonly days: Found } | undefined;
  #looking: { readonly version: number; readonly since: number; readonly days: Promise<Found> } | undefined;

  constructor(folder: ArchiveFolder) {
    this.#folder = folder;
  }

  /** As of at most two seconds ago. Rejects with ArchiveFault. */
  async days(): Promise<Found> {
    if (this.#looking && Date.now() - this.#looking.since > patienceMs) throw unanswered();
    return within(patienceMs, this.#look());
  }

  /** The next look is a new one. */
  again(): void {
    this.#version++;
  }

  /** Whether one can write there now. Rejects with ArchiveFault. */
  probe(): Promise<void> {
    return within(patienceMs, this.#folder.probe());
  }

  async #look(): Promise<Found> {
    for (const wanted = this.#version; ;) {
      if (this.#seen && this.#seen.version >= wanted && Date.now() - this.#seen.at < lookForMs)
        return this.#seen.days;
      const looking = (this.#looking ??= this.#begin());
      const days = await looking.days;
      if (looking.version >= wanted) return days;
    }
  }

  #begin() {
    const version = this.#version;
    const days = this.#folder
      .days()
      .then(found => {
        this.#seen = { version, at: Date.now(), days: found };
        return found;
      })
      .finally(() => (this.#looking = undefined));
    return { version, since: Date.now(), days };
  }
}

/** Rejects where it takes longer; what was begun goes on. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unanswered()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(): ArchiveFault {
  return new ArchiveFault('unreachable', 'the folder does not answer');
}
