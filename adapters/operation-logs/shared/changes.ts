import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '../../../domain/kernel/index.ts';
import { operationRecordsCategory } from '../../../domain/operation-logs/index.ts';
import { Notices } from '../notices.ts';

const againAfterMs = 1_000;

/** Hears of what any server records, while somebody listens. */
export class Changes {
  readonly #events: Pick<EventStore, 'subscribe' | 'lastPosition'>;
  readonly #notices = new Notices();
  #listeners = 0;
  #following: AbortController | undefined;

  constructor(events: Pick<EventStore, 'subscribe' | 'lastPosition'>) {
    this.#events = events;
  }

  add(listener: () => void): () => void {
    const stop = this.#notices.add(listener);
    this.#listeners++;
    if (!this.#following) {
      this.#following = new AbortController();
      void this.#follow(this.#following.signal);
    }
    let added = true;
    return () => {
      if (!added) return;
      added = false;
      stop();
      if (--this.#listeners === 0) this.#end();
    };
  }

  /** This server has changed something. */
  changed(): void {
    this.#notices.changed();
  }

  close(): void {
    this.#end();
    this.#notices.close();
  }

  #end(): void {
    this.#following?.abort();
    this.#following = undefined;
  }

  /** What happens while the log is away is heard of when it is back. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        const categories = [operationRecordsCategory];
        const from = await this.#events.lastPosition();
        for await (const { kind } of this.#events.subscribe(from, { categories }, signal))
          if (kind === 'events') this.#notices.changed();
      } catch {
        await pause(againAfterMs, undefined, { signal, ref: false }).catch(() => undefined);
        this.#notices.changed();
      }
  }
}
