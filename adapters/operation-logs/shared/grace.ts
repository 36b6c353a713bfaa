/** Longer than any server goes on by what it saw of the archive, or a file system shows what is old. */
export const defaultGraceMs = 10 * 60_000;

/** Waits before what has left is removed, by this process's own clock: nobody asks for it any more by then. */
export class Grace {
  readonly #ms: number;
  readonly #since = new Map<string, number>();

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Whether these were there so long ago already. What is not named any more is forgotten. */
  over(names: readonly string[]): ReadonlySet<string> {
    const now = performance.now();
    const known = new Set(names);
    for (const name of this.#since.keys()) if (!known.has(name)) this.#since.delete(name);
    return new Set(
      names.filter(name => {
        const since = this.#since.get(name) ?? now;
        this.#since.set(name, since);
        return now - since >= this.#ms;
      }),
    );
  }
}
