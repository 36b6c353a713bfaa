import {
  categoryOf,
  StoreUnavailableError,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type Retention,
  type StoredEvent,
} from '../../domain/kernel/index.ts';
import type { OpenedEventStore } from './contract.ts';
import { decode, encodeAll, orderedTime } from './encoding.ts';
import { assertExpectation, judge, type StreamView } from './expectation.ts';
import { Growth } from './growth.ts';
import { followPages, readPages, type Page, type PageRequest } from './paging.ts';
import { assertRetention, cutoffOf, momentOf } from './retention.ts';

interface MemoryStream {
  /** Oldest first; the first may have a revision above 0 where older ones expired. */
  events: StoredEvent[];
  revision: number;
}

/** The whole log in memory: for tests and trials. Same answers as the adapters that keep it. */
export function memoryEventStore(): OpenedEventStore {
  let log: StoredEvent[] = [];
  let position = 0;
  let lastAt = 0;
  const streams = new Map<string, MemoryStream>();
  const retentions = new Map<string, Retention>();
  const growth = new Growth();
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw new StoreUnavailableError('closed', 'the event store was closed');
  };

  async function append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    assertOpen();
    assertExpectation(expected);
    const encoded = encodeAll(stream, events);
    const known = streams.get(stream) ?? { events: [], revision: -1 };
    const judgement = judge(
      expected,
      encoded.map(event => event.id),
      viewOf(known),
    );
    if (judgement.kind === 'conflict') return { kind: 'conflict', actual: known.revision };
    if (judgement.kind === 'repeat' || encoded.length === 0) {
      const revision = judgement.kind === 'repeat' ? judgement.revision : known.revision;
      const last = known.events.find(event => event.revision === revision);
      return {
        kind: 'appended',
        revision,
        position: last?.position ?? 0,
        repeated: judgement.kind === 'repeat',
      };
    }
    streams.set(stream, known);
    for (const { type, at, body } of encoded) {
      lastAt = orderedTime(at, lastAt);
      const stored = {
        ...decode(type, lastAt, body),
        stream,
        revision: ++known.revision,
        position: ++position,
      };
      known.events.push(stored);
      log.push(stored);
    }
    growth.reached(position);
    return { kind: 'appended', revision: known.revision, position, repeated: false };
  }

  async function page(request: PageRequest): Promise<Page> {
    assertOpen();
    const { after, backward, until, limit, types, categories } = request;
    const wanted = (event: StoredEvent): boolean =>
      (!types || types.includes(event.type)) &&
      (!categories || categories.includes(categoryOf(event.stream)));
    const events: StoredEvent[] = [];
    const step = backward ? -1 : 1;
    let index = backward ? firstAfter(log, after - 1) - 1 : firstAfter(log, after);
    for (; index >= 0 && index < log.length && events.length < limit; index += step) {
      const event = log[index]!;
      if (until !== undefined && (backward ? event.position < until : event.position > until)) break;
      if (wanted(event)) events.push(event);
    }
    const end = events.length < limit;
    const reached = end
      ? backward
        ? (until ?? 0)
        : Math.min(until ?? position, position)
      : events.at(-1)!.position;
    return { events, position: reached, end };
  }

  return {
    positionsPerEvent: 1,
    append,
    async *readStream(stream, { from = 0, maxCount = Infinity, signal } = {}) {
      assertOpen();
      let revision = from;
      let left = maxCount;
      while (left > 0) {
        signal?.throwIfAborted();
        const rest = (streams.get(stream)?.events ?? []).filter(event => event.revision >= revision);
        const batch = rest.slice(0, Math.min(1_000, left));
        if (batch.length === 0) return;
        yield batch;
        revision = batch.at(-1)!.revision + 1;
        left -= batch.length;
      }
    },
    readAll: (after, options = {}) => readPages(page, after, options),
    async eventAt(wanted) {
      const { events } = await page({ after: wanted - 1, backward: false, until: wanted, limit: 1 });
      return events[0];
    },
    subscribe: (after, filter, signal) => followPages(page, growth, after, filter, signal),
    async revisionOf(stream, eventId) {
      assertOpen();
      return streams.get(stream)?.events.find(event => event.id === eventId)?.revision ?? -1;
    },
    async lastPosition(): Promise<Position> {
      assertOpen();
      return position;
    },
    async setRetention(category, retention) {
      assertOpen();
      assertRetention(retention);
      retentions.set(category, retention);
    },
    async expire(now) {
      assertOpen();
      const moment = momentOf(now);
      const gone = new Set<StoredEvent>();
      for (const [name, stream] of streams) {
        const retention = retentions.get(categoryOf(name));
        if (!retention) continue;
        const cutoff = cutoffOf(retention, moment);
        const keepFrom = stream.revision - (retention.maxCount ?? Infinity);
        const kept = stream.events.filter(
          event => Date.parse(event.at) >= cutoff && event.revision > keepFrom,
        );
        for (const event of stream.events) if (!kept.includes(event)) gone.add(event);
        stream.events = kept;
      }
      log = log.filter(event => !gone.has(event));
      return gone.size;
    },
    async status() {
      assertOpen();
      return { store: 'memory:', position, sizeBytes: null, writable: true, problem: null };
    },
    checkIntegrity: async () => [],
    async close() {
      closed = true;
      growth.close();
    },
  };
}

function viewOf(stream: MemoryStream): StreamView {
  return {
    revision: stream.revision,
    idAt: revision => stream.events[revision - (stream.events[0]?.revision ?? 0)]?.id,
    find: (id, window) => stream.events.slice(-window).find(event => event.id === id)?.revision ?? -1,
  };
}

/** Index of the first event beyond a position. */
function firstAfter(log: readonly StoredEvent[], position: Position): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (log[middle]!.position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
