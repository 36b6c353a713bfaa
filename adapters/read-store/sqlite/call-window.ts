/**
 * Lets so many calls be under way before `add` waits. The first failure is told by the next `add` or by `drained`,
 * and nothing is called after it.
 */
export class CallWindow {
  private readonly size: number;
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(size: number) {
    this.size = size;
  }

  async add(call: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.size) await Promise.race(this.running);
    this.throwFailure();
    const running: Promise<void> = call()
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  async drained(): Promise<void> {
    await Promise.all(this.running);
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
