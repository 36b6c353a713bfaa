/** Questions that wait until something has become true, each with its own patience. */
export class Waiting {
  readonly #open = new Set<{ readonly test: () => boolean; readonly end: (answer: boolean) => void }>();

  /** True as soon as the test holds, false after the time. The test is asked now and at each `check`. */
  until(test: () => boolean, timeoutMs: number): Promise<boolean> {
    if (test()) return Promise.resolve(true);
    return new Promise(resolve => {
      const entry = {
        test,
        end: (answer: boolean) => {
          clearTimeout(timer);
          this.#open.delete(entry);
          resolve(answer);
        },
      };
      const timer = setTimeout(() => entry.end(false), timeoutMs);
      this.#open.add(entry);
    });
  }

  check(): void {
    for (const entry of [...this.#open]) if (entry.test()) entry.end(true);
  }

  /** Answers everybody with false. */
  giveUp(): void {
    for (const entry of [...this.#open]) entry.end(false);
  }
}
