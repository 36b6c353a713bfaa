import { catalogue, toAppError } from '../errors/index.ts';

/** Devices that are named for each reason. */
const namedAtMost = 10;

interface Reason {
  count: number;
  readonly devices: string[];
}

/** How an act went on its devices so far. */
export class BulkCounts {
  #changed = 0;
  #already = 0;
  readonly #refusals = new Map<string, Reason>();

  /** `work` answers whether the device changed. What refuses it is counted; a fault of the server ends the act. */
  async of(deviceId: string, work: () => Promise<boolean>): Promise<void> {
    try {
      if (await work()) this.#changed++;
      else this.#already++;
    } catch (error) {
      const { code } = toAppError(error);
      if (catalogue[code].status >= 500) throw error;
      this.refuse(deviceId, code);
    }
  }

  refuse(deviceId: string, code: string): void {
    const reason = this.#refusals.get(code) ?? { count: 0, devices: [] };
    this.#refusals.set(code, reason);
    reason.count++;
    if (reason.devices.length < namedAtMost) reason.devices.push(deviceId);
  }

  get numbers(): { readonly changed: number; readonly already: number; readonly refused: number } {
    const refused = [...this.#refusals.values()].reduce((sum, { count }) => sum + count, 0);
    return { changed: this.#changed, already: this.#already, refused };
  }

  /** How many it came to, the numbers, and why devices were refused, the most frequent reason first. */
  result(): Readonly<Record<string, unknown>> {
    const refusals = [...this.#refusals]
      .map(([code, { count, devices }]) => ({ code, count, devices }))
      .sort((one, two) => two.count - one.count);
    const { changed, already, refused } = this.numbers;
    return { devices: changed + already + refused, changed, already, refused, refusals };
  }
}
