import type { Presented } from './credentials.ts';

export interface RateOptions {
  /** Messages a minute that one agent may send on and on; 0: no limit. */
  readonly perAgent: number;
  /** Messages a minute from one address, which may stand for a whole site; 0: no limit. */
  readonly perAddress: number;
}

export const defaultRates: RateOptions = { perAgent: 600, perAddress: 12_000 };

/** A bucket holds what may be sent in this time: agents are still for hours and then say much at once. */
const burstMinutes = 5;
/** Buckets kept; the ones used longest ago are full again or soon will be. */
const mostBuckets = 100_000;
/** Everybody behind an address is told another moment, or all would come back in the same one. */
const spreadSeconds = 60;

export interface OverRate {
  readonly retryAfterSeconds: number;
  /** False where the sender was told before and has not waited. */
  readonly first: boolean;
}

interface Bucket {
  level: number;
  atMs: number;
  told: boolean;
}

/** Token buckets by name; each refills steadily up to its burst. */
export class RateBuckets {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Takes one; undefined where there was one to take. */
  take(name: string, nowMs: number): OverRate | undefined {
    if (this.#perMinute === 0) return undefined;
    const bucket = this.#filled(name, nowMs);
    if (bucket.level >= 1) {
      bucket.level -= 1;
      bucket.told = false;
      return undefined;
    }
    const first = !bucket.told;
    bucket.told = true;
    return { retryAfterSeconds: Math.ceil(((1 - bucket.level) * 60) / this.#perMinute), first };
  }

  giveBack(name: string): void {
    const bucket = this.#buckets.get(name);
    if (bucket) bucket.level += 1;
  }

  #filled(name: string, nowMs: number): Bucket {
    const full = this.#perMinute * burstMinutes;
    const bucket = this.#buckets.get(name) ?? { level: full, atMs: nowMs, told: false };
    const passed = Math.max(0, nowMs - bucket.atMs) / 60_000;
    bucket.level = Math.min(full, bucket.level + passed * this.#perMinute);
    bucket.atMs = nowMs;
    // Set anew at the end, so that the first are those used longest ago.
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > mostBuckets) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }
}

/** Who sends too much is told so; who shares an address with it is not made to pay. */
export class IntakeRates {
  readonly #addresses: RateBuckets;
  readonly #agents: RateBuckets;
  #spread = 0;

  constructor({ perAgent, perAddress }: RateOptions) {
    this.#addresses = new RateBuckets(perAddress);
    this.#agents = new RateBuckets(perAgent);
  }

  /** Before anything else is done for a message. */
  fromAddress(address: string, nowMs: number): OverRate | undefined {
    const over = this.#addresses.take(address, nowMs);
    if (!over) return undefined;
    this.#spread = (this.#spread + 7) % spreadSeconds;
    return { ...over, retryAfterSeconds: over.retryAfterSeconds + this.#spread };
  }

  /**
   * Before the body is read, where the sender can be told by then: by a secret of its own, or by the agent id in the
   * header. That id is only claimed, so it counts for this secret from this address: nobody uses up another's.
   * What is refused here has cost next to nothing and is given back to the address.
   */
  fromSender(
    presented: Presented,
    claimedId: string | undefined,
    address: string,
    nowMs: number,
  ): OverRate | undefined {
    const name =
      presented.kind === 'agent'
        ? presented.agentId
        : claimedId && `${claimedId} ${presented.secretHash} ${address}`;
    const over = name === undefined ? undefined : this.#agents.take(`sender ${name}`, nowMs);
    if (over) this.#addresses.giveBack(address);
    return over;
  }

  /** Once the body has told who sends it. Reading it was work, which stays on the address. */
  fromAgent(agentId: string, nowMs: number): OverRate | undefined {
    return this.#agents.take(`agent ${agentId}`, nowMs);
  }
}
