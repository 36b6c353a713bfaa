import type { Logger } from 'pino';
import type { Clock, EventStore } from '../../domain/kernel/index.ts';
import type {
  Presence,
  PresenceNews,
  PresenceStore,
  ProjectionRunner,
  ReadStore,
} from '../../projections/kernel/index.ts';
import { onlineState } from '../../projections/kernel/index.ts';

export interface PresenceMirrorPorts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Pick<EventStore, 'lastPosition'>;
  readonly read: Pick<ReadStore, 'touch'>;
  readonly projections: Pick<ProjectionRunner, 'reached'>;
}

const collection = 'devices.list';
/** Contacts are shown at most this late. */
const flushMs = 2_000;
/** Silence is noticed at most this late. */
const sweepMs = 60_000;
const batchSize = 1_000;

/**
 * Brings who-is-here into the device list: contacts in batches, and by a regular look at everybody those who
 * have fallen silent. Only what the list does not show already is written.
 */
export class PresenceMirror {
  readonly #ports: PresenceMirrorPorts;
  readonly #presence: PresenceStore;
  /** What the list shows of each device, as `state lastContactAt lastInventoryAt`. */
  readonly #shown = new Map<string, string>();
  readonly #touched = new Set<string>();
  /** What servers that share their contacts have written up to here is shown. */
  #mark: PresenceNews['mark'] = null;
  #timers: readonly NodeJS.Timeout[] = [];
  #stopped = false;
  #working: Promise<void> = Promise.resolve();

  constructor(ports: PresenceMirrorPorts, presence: PresenceStore) {
    this.#ports = ports;
    this.#presence = presence;
  }

  /** The presence store to hand to whoever hears from devices. */
  get observed(): PresenceStore {
    const store = this.#presence;
    return {
      touch: update => {
        store.touch(update);
        if (!store.changedSince) this.#touched.add(update.deviceId);
      },
      get: deviceId => store.get(deviceId),
      all: () => store.all(),
      flush: () => store.flush(),
      close: () => store.close(),
    };
  }

  /** May be started again after `stop`: another server may have shown other things meanwhile. */
  start(): void {
    this.#shown.clear();
    this.#mark = null;
    this.#stopped = false;
    this.#timers = [
      setInterval(() => this.#inTurn(() => this.flush()), flushMs),
      setInterval(() => this.#inTurn(() => this.sweep()), sweepMs),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#inTurn(() => this.sweep());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    await this.#working;
  }

  /** Writes what was touched since the last time, here or on other servers. */
  async flush(): Promise<void> {
    if (this.#presence.changedSince) {
      for await (const { presences, mark } of this.#presence.changedSince(this.#mark)) {
        await this.#show(presences);
        this.#mark = mark;
      }
      return;
    }
    const ids = [...this.#touched];
    this.#touched.clear();
    if (ids.length === 0) return;
    const found = await Promise.all(ids.map(id => this.#presence.get(id)));
    await this.#show(found.filter(presence => presence !== undefined));
  }

  /** Looks at everybody: states change by waiting alone. */
  async sweep(): Promise<void> {
    for await (const batch of this.#presence.all()) await this.#show(batch);
  }

  async #show(batch: readonly Presence[]): Promise<void> {
    const now = Date.parse(this.#ports.clock.now());
    const news = batch
      .map(presence => ({ presence, online: onlineState(presence, now) }))
      .filter(({ presence, online }) => this.#shown.get(presence.deviceId) !== keyOf(presence, online));
    if (news.length === 0) return;
    // A device may have been heard of a moment before its row is there.
    await this.#ports.projections.reached(await this.#ports.events.lastPosition(), {
      projections: [collection],
      timeoutMs: 10_000,
    });
    if (this.#stopped) return;
    for (let start = 0; start < news.length; start += batchSize)
      await this.#ports.read.touch(
        collection,
        news.slice(start, start + batchSize).map(({ presence, online }) => ({
          id: presence.deviceId,
          columns: {
            lastSeenAt: presence.lastContactAt,
            lastInventoryAt: presence.lastInventoryAt,
            online,
          },
        })),
      );
    for (const { presence, online } of news) this.#shown.set(presence.deviceId, keyOf(presence, online));
  }

  #inTurn(work: () => Promise<void>): void {
    this.#working = this.#working.then(work).catch((error: unknown) => {
      this.#ports.log.warn({ err: error }, 'presence could not be shown; it is tried again');
    });
  }
}

function keyOf(presence: Presence, online: string): string {
  return `${online} ${presence.lastContactAt} ${presence.lastInventoryAt}`;
}
