import type { Entry } from './entry.ts';

/** Files by their size: a copy is as large as what it is a copy of. */
export class SizeIndex {
  readonly #entries = new Map<number, Set<Entry>>();

  add(entry: Entry): void {
    if (entry.isFolder || entry.size === 0) return;
    const same = this.#entries.get(entry.size);
    if (same) same.add(entry);
    else this.#entries.set(entry.size, new Set([entry]));
  }

  remove(entry: Entry): void {
    const same = this.#entries.get(entry.size);
    if (same?.delete(entry) && same.size === 0) this.#entries.delete(entry.size);
  }

  /** Files of this size. */
  of(size: number): Iterable<Entry> {
    return this.#entries.get(size) ?? [];
  }
}
