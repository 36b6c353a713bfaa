import type { SharedOperationStore } from '../../../adapters/operation-logs/shared.ts';
import type { Duty } from '../duties.ts';
import { Rounds } from '../rounds.ts';
import type { Services } from '../services.ts';

const lookEveryMs = 2_000;
/** Records without an index that are worth a segment at once; fewer wait for this long. */
const enough = 65_536;
const indexEveryMs = 10 * 60_000;
const expireEveryMs = 3_600_000;

/** What the server that leads does for operation logs on stores that several share. */
export class OperationIndex implements Duty {
  readonly #ports: Pick<Services, 'clock' | 'log'>;
  readonly #store: SharedOperationStore;
  readonly #daysKept: () => Promise<number>;
  readonly #rounds: Rounds;
  #indexedAt = -Infinity;
  #expiredAt = -Infinity;

  constructor(
    ports: Pick<Services, 'clock' | 'log'>,
    store: SharedOperationStore,
    daysKept: () => Promise<number>,
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#daysKept = daysKept;
    this.#rounds = new Rounds(
      lookEveryMs,
      () => this.#look(),
      error => ports.log.error({ err: error }, 'operation logs are not indexed'),
    );
  }

  /** Begins with what the server that led before may have left undone. */
  start(): void {
    this.#indexedAt = -Infinity;
    this.#rounds.start();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #look(): Promise<void> {
    const now = performance.now();
    if (now - this.#indexedAt >= indexEveryMs || (await this.#store.unindexed()) >= enough) {
      await this.#store.index();
      this.#indexedAt = now;
    }
    if (now - this.#expiredAt < expireEveryMs) return;
    this.#expiredAt = now;
    const removed = await this.#store.expire(await this.#daysKept(), this.#ports.clock.now());
    if (removed > 0)
      this.#ports.log.info({ events: removed }, 'operation logs that are no longer kept were removed');
  }
}
