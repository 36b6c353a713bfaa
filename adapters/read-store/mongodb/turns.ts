/** Many may look at once, or one may change; who waits longest comes first. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  readonly #looking = new Set<Promise<unknown>>();

  look<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    const ended: Promise<void> = turn.then(
      () => void this.#looking.delete(ended),
      () => void this.#looking.delete(ended),
    );
    this.#looking.add(ended);
    return turn;
  }

  change<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#last, ...this.#looking];
    const turn = Promise.all(before).then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
