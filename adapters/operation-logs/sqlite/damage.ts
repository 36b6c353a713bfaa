import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';

/** Days of which something cannot be read, and who wants to hear of them. */
export class Damage {
  readonly #days = new Set<OperationDay>();
  readonly #listeners = new Set<(day: OperationDay) => void>();

  /** Listeners hear of a day once, until it is settled. */
  note(day: OperationDay): void {
    if (this.#days.has(day)) return;
    this.#days.add(day);
    for (const listener of this.#listeners) listener(day);
  }

  has(day: OperationDay): boolean {
    return this.#days.has(day);
  }

  /** It has been read from end to end, and mended where that was wanted. */
  settle(day: OperationDay): void {
    this.#days.delete(day);
  }

  /** Also of what is known already. Returns the unsubscriber. */
  add(listener: (day: OperationDay) => void): () => void {
    this.#listeners.add(listener);
    for (const day of this.#days) listener(day);
    return () => void this.#listeners.delete(listener);
  }
}
