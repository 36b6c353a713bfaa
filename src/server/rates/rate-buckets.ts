/** Buckets kept; the ones used longest ago are full again or soon will be. */
const mostBuckets = 100_000;
/** What one minute may take before other servers are told: this part of the limit. */
const quietPart = 1 / 50;
const minuteMs = 60_000;

export interface OverRate {
  readonly retryAfterSeconds: number;
  /** False where the sender was told before and has not waited. */
  readonly first: boolean;
}

/** A bucket as one server knows it. */
export interface BucketLevel {
  readonly level: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

interface Bucket {
  level: number;
  atMs: number;
  told: boolean;
  /** The minute being counted, and what it took. */
  minuteMs: number;
  inMinute: number;
  /** Taken here and not told to the others yet. */
  untold: number;
  /** What all servers had taken when last heard; null: never heard. */
  heard: number | null;
  heardMs: number;
}

/** Token buckets by name; each refills steadily up to its burst, and other servers may draw on it too. */
export class RateBuckets {
  readonly #perMinute: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  /** What a minute may take on and on, 0: no limit; and what may be taken at once after a time of rest. */
  constructor(perMinute: number, burst: number) {
    this.#perMinute = perMinute;
    this.#burst = burst;
  }

  /** Takes one; undefined where there was one to take. */
  take(name: string, nowMs: number): OverRate | undefined {
    if (this.#perMinute === 0) return undefined;
    const bucket = this.#filled(name, nowMs);
    if (bucket.level >= 1) {
      bucket.level -= 1;
      bucket.inMinute += 1;
      bucket.untold += 1;
      bucket.told = false;
      return undefined;
    }
    const first = !bucket.told;
    bucket.told = true;
    return { retryAfterSeconds: Math.ceil(((1 - bucket.level) * 60) / this.#perMinute), first };
  }

  giveBack(name: string): void {
    const bucket = this.#buckets.get(name);
    if (!bucket) return;
    bucket.level += 1;
    bucket.untold -= 1;
  }

  /** Whether it is drawn on so much that the servers have to agree on it. */
  isBusy(name: string): boolean {
    const bucket = this.#buckets.get(name);
    return bucket !== undefined && bucket.inMinute >= Math.max(1, this.#perMinute * quietPart);
  }

  /** Whether others may have drawn on it since they were last heard of it. */
  isStale(name: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(name);
    return bucket !== undefined && (bucket.heard === null || nowMs - bucket.heardMs >= minuteMs);
  }

  /** What the others are to be told. */
  untold(name: string): { readonly taken: number; readonly level: BucketLevel } | undefined {
    const bucket = this.#buckets.get(name);
    return bucket && { taken: bucket.untold, level: { level: bucket.level, atMs: bucket.atMs } };
  }

  /**
   * The others were told of `told`, and this is what stood there before: what all had taken, and the level as the
   * last of them knew it. What they took since they were last heard is taken from the level here; where they were
   * never heard, their level counts.
   */
  heard(
    name: string,
    told: number,
    before: { readonly taken: number; readonly level: BucketLevel } | undefined,
    nowMs: number,
  ): void {
    const bucket = this.#buckets.get(name);
    if (!bucket) return;
    bucket.untold -= told;
    if (before && bucket.heard !== null && before.taken >= bucket.heard)
      bucket.level = Math.max(-this.#perMinute, bucket.level - (before.taken - bucket.heard));
    else if (before) bucket.level = Math.min(bucket.level, this.#refilled(before.level, nowMs) - told);
    bucket.heard = (before?.taken ?? 0) + told;
    bucket.heardMs = nowMs;
  }

  #filled(name: string, nowMs: number): Bucket {
    const bucket = this.#buckets.get(name) ?? this.#full(nowMs);
    bucket.level = this.#refilled(bucket, nowMs);
    bucket.atMs = nowMs;
    if (Math.abs(nowMs - bucket.minuteMs) >= minuteMs) {
      // What one minute took and nobody asked about is little, and is forgotten.
      if (!this.isBusy(name)) bucket.untold = 0;
      bucket.minuteMs = nowMs;
      bucket.inMinute = 0;
    }
    // Set anew at the end, so that the first are those used longest ago.
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > mostBuckets) {
      const oldest = this.#buckets.keys().next();
      if (!oldest.done) this.#buckets.delete(oldest.value);
    }
    return bucket;
  }

  #full(nowMs: number): Bucket {
    return {
      level: this.#burst,
      atMs: nowMs,
      told: false,
      minuteMs: nowMs,
      inMinute: 0,
      untold: 0,
      heard: null,
      heardMs: nowMs,
    };
  }

  #refilled({ level, atMs }: BucketLevel, nowMs: number): number {
    const passed = Math.max(0, nowMs - atMs) / minuteMs;
    return Math.min(this.#burst, level + passed * this.#perMinute);
  }
}
