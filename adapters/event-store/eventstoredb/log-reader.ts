import {
  categoryOf,
  StoreUnavailableError,
  type EventFilter,
  type Position,
  type StoredEvent,
} from '../../../domain/kernel/index.ts';
import type { Page, PageRequest } from '../paging.ts';
import type { Driver, Recorded, Scan } from './driver.ts';
import type { Expired } from './expired.ts';
import { faultOf } from './fault.ts';
import { toOwn, toStored } from './form.ts';
import type { Frontier } from './frontier.ts';
import type { Patience } from './patience.ts';
import type { Gate } from '../../shared/gate.ts';

/** Most events of one answer of the server. */
const mostAtOnce = 1_000;
/** Fewer than this are not asked for at once where many may be filtered out. */
const leastAtOnce = 64;

export interface ReaderParts {
  readonly driver: Driver;
  readonly gate: Gate;
  readonly patience: Patience;
  readonly frontier: Frontier;
  readonly expired: Expired;
}

/** Reads the server's log as the port's: only our events, none that expired, by any position. */
export class LogReader {
  readonly #driver: Driver;
  readonly #gate: Gate;
  readonly #patience: Patience;
  readonly #frontier: Frontier;
  readonly #expired: Expired;
  /** No event of ours lies between these two; beyond `to` nothing is known. */
  #lastKnown: { ours: Position; to: Position } = { ours: 0, to: 0 };

  constructor({ driver, gate, patience, frontier, expired }: ReaderParts) {
    this.#driver = driver;
    this.#gate = gate;
    this.#patience = patience;
    this.#frontier = frontier;
    this.#expired = expired;
  }

  async stream(stream: string, from: number, count: number): Promise<readonly StoredEvent[]> {
    const recorded = await this.#call(() =>
      this.#driver.readStream(stream, from, Math.min(count, mostAtOnce)),
    );
    const events = recorded.map(toOwn);
    if (!this.#expired.concerns(stream)) assertWhole(stream, from, events);
    return events;
  }

  async streamEnd(stream: string, count: number): Promise<readonly StoredEvent[]> {
    return (await this.#call(() => this.#driver.readStreamEnd(stream, count))).map(toOwn);
  }

  async eventAt(position: Position): Promise<StoredEvent | undefined> {
    if (!Number.isSafeInteger(position) || position <= 0) return undefined;
    const recorded = await this.#readAt(position);
    const event = recorded && toStored(recorded);
    if (!event) return undefined;
    return (await this.#expired.without([event]))[0];
  }

  /** Position of the last event of ours, expired or not; a log it stands in may end in the server's own. */
  async lastPosition(patienceMs?: number): Promise<Position> {
    let before: Position | null = null;
    let end: Position | null = null;
    let ours = 0;
    for (let count = 8; ours === 0; count = mostAtOnce) {
      const from: Position | null = before;
      const recorded: readonly Recorded[] = await this.#call(
        () => this.#driver.readBack(from, count),
        patienceMs === undefined ? {} : { ms: patienceMs },
      );
      const last = recorded.at(-1);
      end ??= recorded[0]?.position ?? 0;
      ours = recorded.find(one => toStored(one))?.position ?? 0;
      if (!last || recorded.length < count) break;
      if (ours === 0 && last.position <= this.#lastKnown.to) break;
      before = last.position;
    }
    if (ours === 0) ours = this.#lastKnown.ours;
    if (ours >= this.#lastKnown.ours) this.#lastKnown = { ours, to: end ?? 0 };
    return ours;
  }

  /** Beyond its end a subscription would say nothing for ever: after a restore from a backup, for example. */
  async assertHolds(position: Position): Promise<void> {
    if (position <= this.#frontier.confirmed) return;
    const [last] = await this.#call(() => this.#driver.readBack(null, 1));
    const end = last?.position ?? 0;
    if (position > end)
      throw new StoreUnavailableError(
        'corrupt',
        `the log ends at position ${end}, but was read up to ${position}: it was cut, or restored from an older backup. Rebuild the read models from it, or restore a newer one`,
      );
    this.#frontier.confirm(position);
  }

  async page(request: PageRequest, signal?: AbortSignal): Promise<Page> {
    return request.backward ? this.#backward(request, signal) : this.#forward(request, signal);
  }

  async #forward(request: PageRequest, signal?: AbortSignal): Promise<Page> {
    const { after, until = Infinity, limit } = request;
    const events: StoredEvent[] = [];
    // Whatever was acknowledged before the first call is in the answers, or was filtered out.
    const known = this.#frontier.position;
    let position = Math.max(0, after);
    let end = position >= until;
    while (!end && events.length < limit) {
      const count = Math.min(mostAtOnce, Math.max(limit - events.length, leastAtOnce));
      const scan = await this.#scan(position, request, count, signal);
      for (const event of await this.#visible(scan.events, request))
        if (event.position <= until) events.push(event);
      position = Math.max(position, scan.position);
      end = scan.end || position >= until;
    }
    const page = events.slice(0, limit);
    if (page.length === limit) return { events: page, position: page.at(-1)!.position, end: false };
    return { events: page, position: Math.min(Math.max(position, known), until), end: true };
  }

  async #backward(request: PageRequest, signal?: AbortSignal): Promise<Page> {
    const { after, until = 0, limit } = request;
    const events: StoredEvent[] = [];
    let before: Position | null = after === Infinity ? null : after;
    let end = after <= 0;
    while (!end && events.length < limit) {
      const count = Math.min(mostAtOnce, Math.max(limit, leastAtOnce));
      const recorded = await this.#readBack(before, count, signal);
      for (const event of await this.#visible(recorded, request))
        if (event.position >= until) events.push(event);
      before = recorded.at(-1)?.position ?? 0;
      end = recorded.length === 0 || before <= until;
    }
    const page = events.slice(0, limit);
    if (page.length === limit) return { events: page, position: page.at(-1)!.position, end: false };
    return { events: page, position: until, end: true };
  }

  async #visible(recorded: readonly Recorded[], filter: EventFilter): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (const one of recorded) {
      const event = toStored(one);
      if (event && matches(event, filter)) events.push(event);
    }
    return this.#expired.without(events);
  }

  /** A number that is no place of the log is answered from the place before it. */
  async #scan(after: Position, filter: EventFilter, count: number, signal?: AbortSignal): Promise<Scan> {
    const { types, categories } = filter;
    const wanted = { ...(types ? { types } : {}), ...(categories ? { categories } : {}) };
    const scanFrom = (from: Position): Promise<Scan> =>
      this.#call(() => this.#driver.scan(from, wanted, count), { signal });
    try {
      return await scanFrom(after);
    } catch (error) {
      if (faultOf(error).kind !== 'no-such-position') throw error;
      // One before an event is how callers say "from this event on".
      const next = await this.#readAt(after + 1);
      if (!next) return scanFrom(await this.#placeBefore(after));
      const event = toStored(next);
      const scan = await scanFrom(next.position);
      return event && matches(event, filter) ? { ...scan, events: [next, ...scan.events] } : scan;
    }
  }

  async #readBack(
    before: Position | null,
    count: number,
    signal?: AbortSignal,
  ): Promise<readonly Recorded[]> {
    try {
      return await this.#call(() => this.#driver.readBack(before, count), { signal });
    } catch (error) {
      if (before === null || faultOf(error).kind !== 'no-such-position') throw error;
      // One behind an event is how callers say "up to this event".
      const own = await this.#readAt(before - 1);
      if (own)
        return [own, ...(await this.#call(() => this.#driver.readBack(own.position, count), { signal }))];
      return this.#backFromEnd(before, count);
    }
  }

  async #backFromEnd(before: Position, count: number): Promise<readonly Recorded[]> {
    for (let from: Position | null = null; ;) {
      const at: Position | null = from;
      const recorded: readonly Recorded[] = await this.#call(() => this.#driver.readBack(at, count));
      const wanted = recorded.filter(one => one.position < before);
      const last = recorded.at(-1);
      if (wanted.length > 0 || !last) return wanted;
      from = last.position;
    }
  }

  /** The nearest place of the log that is not beyond a number. */
  async #placeBefore(position: Position): Promise<Position> {
    const [before] = await this.#backFromEnd(position, mostAtOnce);
    return before?.position ?? 0;
  }

  async #readAt(position: Position): Promise<Recorded | undefined> {
    try {
      return await this.#call(() => this.#driver.readAt(position));
    } catch (error) {
      if (faultOf(error).kind === 'no-such-position') return undefined;
      throw error;
    }
  }

  #call<T>(
    work: () => Promise<T>,
    options: { readonly ms?: number; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    return this.#patience
      .persist(() => this.#gate.pass(work), options)
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'Fault') throw error;
        const fault = faultOf(error);
        throw fault.kind === 'no-such-position' ? fault : this.#patience.say(fault);
      });
  }
}

export function matches(event: StoredEvent, { types, categories }: EventFilter): boolean {
  return (
    (!types || types.includes(event.type)) && (!categories || categories.includes(categoryOf(event.stream)))
  );
}

/** A stream of facts has all its events; where some are gone, what is folded from the rest would be wrong. */
function assertWhole(stream: string, from: number, events: readonly StoredEvent[]): void {
  const gap = events.findIndex((event, index) => event.revision !== from + index);
  if (gap >= 0)
    throw new StoreUnavailableError(
      'corrupt',
      `${stream} lacks its events from revision ${from + gap} to ${events[gap]!.revision - 1}: they were removed on the server ($maxCount, $maxAge, $tb or a deletion); take that back or restore the log from a backup`,
    );
}
