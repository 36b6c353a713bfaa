/** Answers that are given in one turn of the event loop: a commit answers hundreds of uploads at once. */
const answersOfTurn = 32;

/**
 * Uploads between their first byte and their answer. How many bytes they may hold together is decided before any is
 * read, and how many are answered at once is bounded: whoever else asks the server waits for a few of them only.
 */
export class UploadsUnderWay {
  readonly #mostBytes: number;
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #answered = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Undefined: there is no room now. What it answers gives the room back; one upload alone always has room. */
  reserve(bytes: number): (() => void) | undefined {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#mostBytes) return undefined;
    this.#bytes += bytes;
    let held = true;
    return () => {
      if (held) this.#bytes -= bytes;
      held = false;
    };
  }

  /** Resolves when it is one's turn to answer. */
  async turn(): Promise<void> {
    if (this.#answered === 0) setImmediate(() => this.#next());
    if (this.#answered++ < answersOfTurn) return;
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  #next(): void {
    const now = this.#waiting.splice(0, answersOfTurn);
    this.#answered = now.length + this.#waiting.length;
    if (this.#answered > 0) setImmediate(() => this.#next());
    for (const resolve of now) resolve();
  }
}
