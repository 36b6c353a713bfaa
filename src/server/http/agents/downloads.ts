import { AppError } from '../../errors/index.ts';

/** Files on their way at once from one server: more would only make all of them slower. */
const mostAtOnce = 40;
/** Seconds after which the next ones come back; an agent adds a share of its own. */
const againSeconds = 60;

/** How many agents are being handed a file; the others come back later. */
export class Downloads {
  readonly #most: number;
  #running = 0;

  constructor(most = mostAtOnce) {
    this.#most = most;
  }

  /**
   * Answers what is called once when it is over, however it ended.
   *
   * @throws AppError TOO_MANY_REQUESTS
   */
  begin(): () => void {
    if (this.#running >= this.#most) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: againSeconds });
    this.#running++;
    let over = false;
    return () => {
      if (!over) this.#running--;
      over = true;
    };
  }
}
