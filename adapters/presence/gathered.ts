import type { Presence } from '../../projections/kernel/index.ts';
import { merged, type Touch } from './merge.ts';

export interface GatheringOptions {
  /** How long touches are gathered before they are written, in milliseconds; default 500. */
  readonly gatherMs?: number;
  /** Devices gathered at most; beyond it the oldest contacts are forgotten while the store refuses. */
  readonly maxGathered?: number;
  /** A write that failed; it is tried again with the next. */
  readonly onError?: (error: unknown) => void;
}

/** Devices written together. */
const chunk = 500;

/** Contacts gathered in memory, one entry per device however often it calls, and written together now and then. */
export class Gathered {
  readonly #write: (updates: readonly Presence[]) => void | Promise<void>;
  readonly #gatherMs: number;
  readonly #maxGathered: number;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Presence>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;

  /** `write` that is synchronous is done in the turn in which its entries leave memory. */
  constructor(
    write: (updates: readonly Presence[]) => void | Promise<void>,
    { gatherMs = 500, maxGathered = 100_000, onError = () => undefined }: GatheringOptions,
  ) {
    this.#write = write;
    this.#gatherMs = gatherMs;
    this.#maxGathered = maxGathered;
    this.#onError = onError;
  }

  touch(update: Touch): void {
    const before = this.#entries.get(update.deviceId);
    // Set anew at the end, so that the first entries are the oldest contacts.
    this.#entries.delete(update.deviceId);
    this.#entries.set(update.deviceId, merged(before, { ...update, contacts: 1 }));
    this.#bound();
    this.#schedule();
  }

  /** What is not written yet of a device. */
  get(deviceId: string): Presence | undefined {
    return this.#entries.get(deviceId);
  }

  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing.catch(() => undefined);
    this.#flushing = this.#writeAll().finally(() => {
      this.#flushing = null;
    });
    await this.#flushing;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.flush().catch((error: unknown) => {
        this.#onError(error);
        if (this.#entries.size > 0) this.#schedule();
      });
    }, this.#gatherMs).unref();
  }

  async #writeAll(): Promise<void> {
    const deviceIds = [...this.#entries.keys()];
    for (let from = 0; from < deviceIds.length; from += chunk) {
      const updates = deviceIds.slice(from, from + chunk).flatMap(id => this.#entries.get(id) ?? []);
      for (const { deviceId } of updates) this.#entries.delete(deviceId);
      try {
        await this.#write(updates);
      } catch (error) {
        this.#putBack(updates);
        throw error;
      }
    }
  }

  /** Before those that came meanwhile. */
  #putBack(updates: readonly Presence[]): void {
    const newer = [...this.#entries.values()];
    this.#entries.clear();
    for (const update of updates) this.#entries.set(update.deviceId, update);
    for (const update of newer) {
      const before = this.#entries.get(update.deviceId);
      this.#entries.delete(update.deviceId);
      this.#entries.set(update.deviceId, merged(before, update));
    }
    this.#bound();
  }

  #bound(): void {
    while (this.#entries.size > this.#maxGathered) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
