const most = 20_000;

/** Hashes of bodies that were just stored: they need not be sent again, and agents repeat themselves. */
export class JustStored {
  readonly #hashes = new Set<string>();

  has(hash: string): boolean {
    return this.#hashes.has(hash);
  }

  add(hash: string): void {
    if (this.#hashes.size >= most) this.#hashes.clear();
    this.#hashes.add(hash);
  }
}
