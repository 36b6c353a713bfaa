import type { EventStore } from '../../domain/kernel/index.ts';

/** Which installation this is: its log is known by its first event, wherever it is moved. */
export class Installation {
  readonly #events: Pick<EventStore, 'readAll'>;
  #id: string | undefined;

  constructor(events: Pick<EventStore, 'readAll'>) {
    this.#events = events;
  }

  /** Undefined while the log is empty, which it is not once somebody can sign in. */
  async id(): Promise<string | undefined> {
    if (this.#id === undefined)
      for await (const [first] of this.#events.readAll(0)) {
        this.#id = first?.id;
        break;
      }
    return this.#id;
  }
}
