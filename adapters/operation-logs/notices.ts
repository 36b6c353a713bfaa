const everyMs = 250;

/** Tells listeners that something changed, at most four times a second. */
export class Notices {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(): void {
    if (this.#listeners.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#listeners) listener();
    }, everyMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }
}
