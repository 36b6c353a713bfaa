import { RateBuckets, type OverRate } from '../rates/rate-buckets.ts';
import { SharedBuckets } from '../rates/shared-buckets.ts';
import type { Presented } from './credentials.ts';
import type { Clock, Whiteboard } from '../../../domain/kernel/index.ts';

export interface RateOptions {
  /** Messages a minute that one agent may send on and on; 0: no limit. */
  readonly perAgent: number;
  /** Messages a minute from one address, which may stand for a whole site; 0: no limit. */
  readonly perAddress: number;
}

export const defaultRates: RateOptions = { perAgent: 600, perAddress: 12_000 };

/** A bucket holds what may be sent in this time: agents are still for hours and then say much at once. */
const burstMinutes = 5;

/** Everybody behind an address is told another moment, or all would come back in the same one. */
const spreadSeconds = 60;

/** Who sends too much is told so; who shares an address with it is not made to pay. */
export class IntakeRates {
  readonly #addresses: SharedBuckets;
  readonly #agents: SharedBuckets;
  #spread = 0;

  constructor({ perAgent, perAddress }: RateOptions, board: Whiteboard, clock: Clock) {
    const bucketsOf = (kind: string, perMinute: number) =>
      new SharedBuckets(kind, new RateBuckets(perMinute, perMinute * burstMinutes), board, clock);
    this.#addresses = bucketsOf('rate-of-address', perAddress);
    this.#agents = bucketsOf('rate-of-agent', perAgent);
  }

  /** Tells the others what they do not know yet. */
  async stop(): Promise<void> {
    await Promise.all([this.#addresses.stop(), this.#agents.stop()]);
  }

  /** Before anything else is done for a message. */
  async fromAddress(address: string): Promise<OverRate | undefined> {
    const over = await this.#addresses.take(address);
    if (!over) return undefined;
    this.#spread = (this.#spread + 7) % spreadSeconds;
    return { ...over, retryAfterSeconds: over.retryAfterSeconds + this.#spread };
  }

  /**
   * Before the body is read, where the sender can be told by then: by a secret of its own, or by the agent id in the
   * header. That id is only claimed, so it counts for this secret from this address: nobody uses up another's.
   * What is refused here has cost next to nothing and is given back to the address.
   */
  async fromSender(
    presented: Presented,
    claimedId: string | undefined,
    address: string,
  ): Promise<OverRate | undefined> {
    const name =
      presented.kind === 'agent'
        ? presented.agentId
        : claimedId && `${claimedId} ${presented.secretHash} ${address}`;
    const over = name === undefined ? undefined : await this.#agents.take(`sender ${name}`);
    if (over) this.#addresses.giveBack(address);
    return over;
  }

  /** Once the body has told who sends it. Reading it was work, which stays on the address. */
  fromAgent(agentId: string): Promise<OverRate | undefined> {
    return this.#agents.take(`agent ${agentId}`);
  }
}
