import type { Position, Retention } from '../../../domain/kernel/index.ts';
import { assertRetention, cutoffOf, momentOf } from '../retention.ts';
import type { EventIds } from './event-ids.ts';
import type { CategoryRule, Expired } from './expired.ts';
import type { LogReader } from './log-reader.ts';
import type { StreamMetadata } from './metadata.ts';

/** Never written to; its metadata holds the rules, so that whoever opens the log knows them. */
const ruleStream = 'muster-retention';
const pageSize = 1_000;

export interface ExpiryParts {
  readonly metadata: StreamMetadata;
  readonly reader: LogReader;
  readonly expired: Expired;
  readonly ids: EventIds;
}

/**
 * Removes by cutting streams (`$tb`). `$maxAge` and `$maxCount` would do it unasked: by the time of writing
 * instead of the time an event was learned, and without saying how much.
 */
export class Expiry {
  readonly #metadata: StreamMetadata;
  readonly #reader: LogReader;
  readonly #expired: Expired;
  readonly #ids: EventIds;

  constructor({ metadata, reader, expired, ids }: ExpiryParts) {
    this.#metadata = metadata;
    this.#reader = reader;
    this.#expired = expired;
    this.#ids = ids;
  }

  async load(): Promise<void> {
    const { rules } = await this.#metadata.read(ruleStream);
    this.#expired.rules = new Map(Object.entries((rules ?? {}) as Record<string, CategoryRule>));
  }

  async setRetention(category: string, retention: Retention): Promise<void> {
    assertRetention(retention);
    const removedTo = this.#expired.rules.get(category)?.removedTo ?? 0;
    await this.#save(category, { retention, agedTo: 0, countedTo: 0, removedTo });
  }

  async expire(now: string): Promise<number> {
    const moment = momentOf(now);
    let removed = 0;
    for (const category of [...this.#expired.rules.keys()]) {
      removed += await this.#expireByAge(category, moment);
      removed += await this.#expireByCount(category);
    }
    return removed;
  }

  /** Times never go back in the log, so everything up to the first event kept goes. */
  async #expireByAge(category: string, now: number): Promise<number> {
    const rule = this.#expired.rules.get(category)!;
    const cutoff = cutoffOf(rule.retention, now);
    if (cutoff === -Infinity) return 0;
    const cuts = new Map<string, number>();
    let agedTo = rule.agedTo;
    looking: for await (const events of this.#pages(category, rule.agedTo))
      for (const event of events) {
        if (Date.parse(event.at) >= cutoff) break looking;
        cuts.set(event.stream, event.revision + 1);
        agedTo = event.position;
      }
    return this.#cut(category, cuts, current => ({ ...current, agedTo }));
  }

  async #expireByCount(category: string): Promise<number> {
    const rule = this.#expired.rules.get(category)!;
    const { maxCount } = rule.retention;
    if (maxCount === undefined) return 0;
    const cuts = new Map<string, number>();
    let countedTo = rule.countedTo;
    for await (const events of this.#pages(category, rule.countedTo))
      for (const event of events) {
        if (event.revision >= maxCount) cuts.set(event.stream, event.revision + 1 - maxCount);
        countedTo = event.position;
      }
    return this.#cut(category, cuts, current => ({ ...current, countedTo }));
  }

  /** Removes what lies before these revisions; the category must have a rule. */
  async cut(category: string, cuts: ReadonlyMap<string, number>): Promise<number> {
    return this.#cut(category, cuts, rule => rule);
  }

  async *#pages(category: string, from: Position) {
    for (let after = from, end = false; !end;) {
      const page = await this.#reader.page({
        after,
        backward: false,
        limit: pageSize,
        categories: [category],
      });
      yield page.events;
      ({ position: after, end } = page);
    }
  }

  /** That something is being removed is noted first: a crash in between must not bring it back. */
  async #cut(
    category: string,
    cuts: ReadonlyMap<string, number>,
    done: (rule: CategoryRule) => CategoryRule,
  ): Promise<number> {
    if (cuts.size === 0) return 0;
    const removedTo = await this.#reader.lastPosition();
    await this.#save(category, { ...this.#expired.rules.get(category)!, removedTo });
    let removed = 0;
    const streams = [...cuts];
    while (streams.length > 0) {
      const some = streams.splice(0, 32).map(([stream, cut]) => this.#cutStream(stream, cut));
      for (const count of await Promise.all(some)) removed += count;
    }
    await this.#save(category, done(this.#expired.rules.get(category)!));
    return removed;
  }

  async #cutStream(stream: string, cut: number): Promise<number> {
    let before = cut;
    await this.#metadata.change(stream, values => {
      before = cutIn(values);
      return before >= cut ? null : { ...values, $tb: cut };
    });
    this.#expired.remember(stream, Math.max(before, cut));
    this.#ids.forget(stream);
    return Math.max(0, cut - before);
  }

  async #save(category: string, rule: CategoryRule): Promise<void> {
    await this.#metadata.change(ruleStream, values => ({
      ...values,
      rules: { ...(values.rules as object | undefined), [category]: rule },
    }));
    this.#expired.rules = new Map([...this.#expired.rules, [category, rule]]);
  }
}

/** First revision that the metadata of a stream keeps. */
export function cutIn(values: Readonly<Record<string, unknown>>): number {
  return typeof values.$tb === 'number' ? values.$tb : 0;
}
