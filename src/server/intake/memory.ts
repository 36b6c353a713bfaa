import type { AgentDialect } from '../../../domain/devices/index.ts';

/** A map that forgets what was used longest ago. */
export class RecentMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/** What an agent last reported, and what came of it. */
export interface LastReport {
  readonly deviceId: string;
  /** False once the agent has reported for several devices: it lives in an image that was copied. */
  readonly alone: boolean;
  readonly dialect: AgentDialect;
  /** Of the normal form. */
  readonly hash: string;
  readonly free: readonly (readonly [free: number, total: number])[];
  /** The device's revision when it was compared. */
  readonly revision: number;
}

/**
 * Free space moves a little with every report. As long as it stays within a quarter of what the comparison of
 * devices calls a change (a tenth of the volume, a GiB at least), the report need not be compared again.
 */
export function freeSpaceStays(before: LastReport['free'], now: LastReport['free']): boolean {
  return (
    before.length === now.length &&
    before.every(([free], at) => {
      const [newFree = 0, total = 0] = now[at] ?? [];
      return Math.abs(newFree - free) * 4 < Math.max(1_024, total / 10);
    })
  );
}
