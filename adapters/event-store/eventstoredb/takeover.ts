import { randomUUID } from 'node:crypto';
import { categoryOf, StoreUnavailableError, type StoredEvent } from '../../../domain/kernel/index.ts';
import type { LogLimits, LogTakeover, OpenedEventStore } from '../contract.ts';
import type { Appender } from './appender.ts';
import type { Driver } from './driver.ts';
import type { Expired } from './expired.ts';
import { cutIn, type Expiry } from './expiry.ts';
import { faultOf } from './fault.ts';
import { toStored, type MovedEvent } from './form.ts';
import type { StreamMetadata } from './metadata.ts';
import type { Patience } from './patience.ts';

/** Never written to; its metadata says whether the log is being filled. */
const markStream = 'muster-takeover';
/** Of one append: one stream's events that follow one another. */
const mostEvents = 500;
const mostCharacters = 4 * 1024 * 1024;
const fillersAtOnce = 1_000;

/** @throws StoreUnavailableError where the log on the server is not complete */
export async function assertComplete(metadata: StreamMetadata, where: string): Promise<void> {
  if ((await metadata.read(markStream)).filling === true)
    throw new StoreUnavailableError(
      'denied',
      `${where}: its log is being filled by "muster migrate" and is not complete; run that to its end`,
    );
}

export interface TakeoverParts {
  readonly store: OpenedEventStore;
  readonly where: string;
  readonly driver: Driver;
  readonly patience: Patience;
  readonly metadata: StreamMetadata;
  readonly appender: Appender;
  readonly expiry: Expiry;
  readonly expired: Expired;
}

/**
 * Fills the log of a server with the events of another. Its positions are other ones, so each event carries its former
 * one. One append after the other: the order of the log is part of what seals prove, and of two appends under way
 * the second could be kept alone.
 */
export class Takeover implements LogTakeover {
  readonly log: OpenedEventStore;
  readonly #parts: TakeoverParts;

  constructor(parts: TakeoverParts) {
    this.log = parts.store;
    this.#parts = parts;
  }

  /** Marks an empty log as one that is being filled. Throws StoreUnavailableError where there is a log already. */
  async begin(): Promise<void> {
    const { metadata, where } = this.#parts;
    if ((await metadata.read(markStream)).filling === true) return;
    if ((await this.log.lastPosition()) > 0)
      throw new StoreUnavailableError('denied', `${where} holds a log already; name a server without one`);
    await this.#mark(true);
  }

  async last(): Promise<StoredEvent | undefined> {
    for await (const events of this.log.readAll(Infinity, { direction: 'backward', batchSize: 1 }))
      return events[0];
    return undefined;
  }

  async take(events: readonly StoredEvent[]): Promise<void> {
    for (const run of runsOf(events))
      await this.#append(run.map(event => ({ ...event, formerPosition: event.position })));
  }

  async limit({ retentions, beginnings }: LogLimits): Promise<void> {
    const { expiry } = this.#parts;
    for (const [category, retention] of retentions) await expiry.setRetention(category, retention);
    const cuts = Map.groupBy(beginnings, ([stream]) => categoryOf(stream));
    for (const [category, streams] of cuts) {
      for (const [stream, next] of streams) await this.#beginAt(stream, next);
      await expiry.cut(category, new Map(streams));
    }
  }

  async complete(moved: StoredEvent): Promise<void> {
    await this.#append([moved]);
    await this.#mark(false);
  }

  close(): Promise<void> {
    return this.log.close();
  }

  async #append(events: readonly (StoredEvent & MovedEvent)[]): Promise<void> {
    const { stream, revision } = events[0]!;
    const expected = revision === 0 ? 'none' : revision - 1;
    let result = await this.#parts.appender.append(stream, expected, events);
    if (result.kind === 'conflict' && result.actual < revision - 1) {
      await this.#beginAt(stream, revision);
      result = await this.#parts.appender.append(stream, expected, events);
    }
    if (result.kind === 'conflict')
      throw new StoreUnavailableError(
        'corrupt',
        `${this.#parts.where}: ${stream} ends at revision ${result.actual} where ${revision} is to follow; begin again with a server without a log`,
      );
  }

  /**
   * A stream of a server counts from 0. One whose beginning has expired gets as many events that are none of ours,
   * and is cut behind them.
   */
  async #beginAt(stream: string, next: number): Promise<void> {
    const { driver, metadata, expired } = this.#parts;
    const [last] = await this.#call(() => driver.readStreamEnd(stream, 1));
    const cut = cutIn(await metadata.read(stream));
    const end = Math.max(last?.revision ?? -1, cut - 1);
    if (end >= next - 1) return;
    if (last && toStored(last))
      throw new StoreUnavailableError(
        'corrupt',
        `the log that is moved lacks events of ${stream} from revision ${end + 1} to ${next - 1}; restore it from a backup`,
      );
    for (let from = end + 1; from < next; from += fillersAtOnce) {
      const count = Math.min(fillersAtOnce, next - from);
      const fillers = Array.from({ length: count }, () => ({
        id: randomUUID(),
        type: 'Expired',
        data: null,
      }));
      await this.#call(() => driver.append(stream, from - 1, fillers));
    }
    await metadata.change(stream, values => ({ ...values, $tb: next }));
    expired.remember(stream, next);
  }

  async #mark(filling: boolean): Promise<void> {
    await this.#parts.metadata.change(markStream, values => ({ ...values, filling }));
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    const { patience } = this.#parts;
    return patience.persist(work).catch((error: unknown) => {
      throw error instanceof Error && error.name === 'Fault' ? patience.say(faultOf(error)) : error;
    });
  }
}

/** Neighbours in the log that follow one another in one stream, a few megabytes at most. */
function* runsOf(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let run: StoredEvent[] = [];
  let characters = 0;
  for (const event of events) {
    const size = JSON.stringify(event.data).length;
    const before = run.at(-1);
    const follows = before?.stream === event.stream && before.revision + 1 === event.revision;
    if (before && (!follows || run.length === mostEvents || characters + size > mostCharacters)) {
      yield run;
      run = [];
      characters = 0;
    }
    run.push(event);
    characters += size;
  }
  if (run.length > 0) yield run;
}
