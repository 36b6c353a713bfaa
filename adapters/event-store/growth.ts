import { type Position, StoreUnavailableError } from '../../domain/kernel/index.ts';

/** Tells those who wait for it that the log has grown. Waiting costs nothing and never polls. */
export class Growth {
  #position: Position;
  #ended: StoreUnavailableError | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(position: Position = 0) {
    this.#position = position;
  }

  get position(): Position {
    return this.#position;
  }

  get watched(): boolean {
    return this.#waiting.size > 0;
  }

  reached(position: Position): void {
    if (position <= this.#position) return;
    this.#position = position;
    this.#wake();
  }

  close(): void {
    this.interrupt(new StoreUnavailableError('closed', 'the event store was closed'));
  }

  /** Those who wait are told this, until `resume`. */
  interrupt(reason: StoreUnavailableError): void {
    this.#ended = reason;
    this.#wake();
  }

  resume(): void {
    this.#ended = null;
  }

  /** Resolves once the log is longer than `position` or the signal aborts; throws when the store closes or is interrupted. */
  async beyond(position: Position, signal: AbortSignal): Promise<void> {
    while (this.#position <= position && !signal.aborted && !this.#ended) await this.#next(signal);
    if (this.#ended && !signal.aborted) throw this.#ended;
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
