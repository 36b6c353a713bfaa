import type { Position } from '../../../domain/kernel/index.ts';

/** The farthest position this process knows of: read, followed or acknowledged. */
export class Frontier {
  #position: Position = 0;
  #confirmed: Position = 0;

  get position(): Position {
    return this.#position;
  }

  /** The log was seen to reach here since the connection stands. */
  get confirmed(): Position {
    return this.#confirmed;
  }

  reached(position: Position): void {
    if (position > this.#position) this.#position = position;
    this.confirm(position);
  }

  confirm(position: Position): void {
    if (position > this.#confirmed) this.#confirmed = position;
  }

  /** The server may come back with another log. */
  doubt(): void {
    this.#confirmed = 0;
  }
}
