import type { People } from '../people.ts';
import { ProcessTable, type Process } from '../process-table.ts';
import { pathOf, type Entry } from './entry.ts';

/** What is known of who did something to a file. */
export interface Doer {
  readonly user: string;
  readonly process?: string;
}

/** Looking at everything that is open costs; small files are written between two looks anyway. */
const everyMs = 1_000;

/**
 * Who writes files, by what processes have open. Where nobody was seen at it, it is laid to the owner of the file.
 */
export class Holders {
  readonly #table: ProcessTable;
  readonly #people: People;
  readonly #everyMs: number;
  readonly #found = new Map<Entry, Process>();
  #looked = -Infinity;

  constructor(root: string, people: People, pace: number) {
    this.#table = new ProcessTable(root);
    this.#people = people;
    this.#everyMs = everyMs * pace;
  }

  /** At files that are being written now. */
  async look(entries: readonly Entry[], now: number): Promise<void> {
    const there = new Set(entries);
    for (const entry of this.#found.keys()) if (!there.has(entry)) this.#found.delete(entry);
    const wanted = new Map(
      entries.filter(each => !each.isFolder && !this.#found.has(each)).map(each => [pathOf(each), each]),
    );
    if (wanted.size === 0 || now - this.#looked < this.#everyMs) return;
    this.#looked = now;
    const paths = new Set(wanted.keys());
    for (const pid of await this.#table.pids()) {
      if (pid === process.pid) continue;
      const written = await this.#table.writes(pid, paths);
      const by = written.length > 0 ? await this.#table.look(pid) : undefined;
      if (by) for (const path of written) this.#found.set(wanted.get(path)!, by);
    }
  }

  async of(entry: Entry): Promise<Doer> {
    const by = this.#found.get(entry);
    this.#found.delete(entry);
    if (!by) return { user: await this.#people.nameOf(entry.owner) };
    return { user: await this.#people.nameOf(by.loginUid ?? by.uid), process: by.name };
  }
}
