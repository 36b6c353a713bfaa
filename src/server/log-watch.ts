import { setTimeout as pause } from 'node:timers/promises';
import type { EventFilter, EventStore, Position, StoredEvent } from '../../domain/kernel/index.ts';

const retryMs = 1_000;

/**
 * Hears of events from the moment it is started on, whichever server appended them. Where the log cannot be followed
 * for a while, or what is told of them fails, it tries again from where it was.
 */
export class LogWatch {
  readonly #events: Pick<EventStore, 'lastPosition' | 'subscribe'>;
  /** What it hears of. */
  readonly filter: EventFilter;
  readonly #tell: (events: readonly StoredEvent[]) => void | Promise<void>;
  readonly #stopping = new AbortController();
  #heard: Position = 0;
  #following = false;

  constructor(
    events: Pick<EventStore, 'lastPosition' | 'subscribe'>,
    filter: EventFilter,
    tell: (events: readonly StoredEvent[]) => void | Promise<void>,
  ) {
    this.#events = events;
    this.filter = filter;
    this.#tell = tell;
  }

  /** What happened up to here is known. */
  get heard(): Position {
    return this.#heard;
  }

  /** Whether everything is heard as it happens; if not, what was read before may have changed unheard. */
  get following(): boolean {
    return this.#following;
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async start(): Promise<void> {
    this.#heard = await this.#events.lastPosition();
    void this.#follow();
  }

  /** Tells of nothing any more. */
  stop(): void {
    this.#stopping.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for await (const message of this.#events.subscribe(this.#heard, this.filter, signal)) {
          if (message.kind === 'events') {
            await this.#tell(message.events);
            this.#heard = message.events.at(-1)?.position ?? this.#heard;
          } else {
            this.#heard = Math.max(this.#heard, message.position);
            this.#following = true;
          }
        }
      } catch {
        // Whoever looks meanwhile is told that nobody follows.
      }
      this.#following = false;
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
