/** Work that is done every so often, once at a time. What fails is told, and does not keep the next round. */
export class Rounds {
  readonly #work: () => Promise<void>;
  readonly #everyMs: number;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(everyMs: number, work: () => Promise<void>, failed: (error: unknown) => void) {
    this.#everyMs = everyMs;
    this.#work = work;
    this.#failed = failed;
  }

  /** The first round begins at once. */
  start(): void {
    this.#timer = setInterval(() => void this.run(), this.#everyMs).unref();
    void this.run();
  }

  /** Waits for the round that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** A round out of its turn, or the one that is under way. Never rejects. */
  run(): Promise<void> {
    return (this.#running ??= this.#work()
      .catch(this.#failed)
      .finally(() => (this.#running = undefined)));
  }

  /** A round that begins from now on: after the one that is under way. */
  async runAnew(): Promise<void> {
    await this.#running;
    await this.run();
  }
}
