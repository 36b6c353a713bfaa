import { randomUUID } from 'node:crypto';
import type { Driver } from './driver.ts';
import { faultOf } from './fault.ts';
import type { Patience } from './patience.ts';
import type { Gate } from '../../shared/gate.ts';

type Values = Readonly<Record<string, unknown>>;

/** Others changed it at the same moment so often that something is wrong. */
const mostTries = 20;

/**
 * The metadata of streams, which the server keeps as the last event of a stream named `$$` and theirs.
 * Writing replaces all of it, so what others put there is read and written again.
 */
export class StreamMetadata {
  readonly #driver: Driver;
  readonly #gate: Gate;
  readonly #patience: Patience;

  constructor(driver: Driver, gate: Gate, patience: Patience) {
    this.#driver = driver;
    this.#gate = gate;
    this.#patience = patience;
  }

  async read(stream: string): Promise<Values> {
    return (await this.#last(stream)).values;
  }

  /** Writes what `change` makes of what is there; null writes nothing. */
  async change(stream: string, change: (values: Values) => Values | null): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { values, revision } = await this.#last(stream);
      const changed = change(values);
      if (changed === null) return;
      const event = { id: randomUUID(), type: '$metadata', data: changed };
      try {
        await this.#patience.persist(() =>
          this.#gate.pass(() => this.#driver.append(`$$${stream}`, revision, [event])),
        );
        return;
      } catch (error) {
        const conflict = error instanceof Error && faultOf(error).kind === 'conflict';
        if (!conflict || attempt === mostTries) throw this.#told(error);
      }
    }
  }

  async #last(stream: string): Promise<{ values: Values; revision: number }> {
    const [last] = await this.#patience
      .persist(() => this.#gate.pass(() => this.#driver.readStreamEnd(`$$${stream}`, 1)))
      .catch((error: unknown) => {
        throw this.#told(error);
      });
    const values = typeof last?.data === 'object' && last.data !== null ? (last.data as Values) : {};
    return { values, revision: last?.revision ?? -1 };
  }

  #told(error: unknown): unknown {
    return error instanceof Error && error.name === 'Fault' ? this.#patience.say(faultOf(error)) : error;
  }
}
