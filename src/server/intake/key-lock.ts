/**
 * Work that shares a key runs one after the other, everything else side by side. All keys are taken at once and
 * in the order of the calls, so two callers never wait for each other.
 */
export class KeyLock {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = [...new Set(keys.map(key => this.#tails.get(key)).filter(tail => tail !== undefined))];
    let release = (): void => undefined;
    const own = new Promise<void>(resolve => {
      release = resolve;
    });
    for (const key of keys) this.#tails.set(key, own);
    try {
      if (before.length > 0) await Promise.all(before);
      return await work();
    } finally {
      release();
      for (const key of keys) if (this.#tails.get(key) === own) this.#tails.delete(key);
    }
  }
}
