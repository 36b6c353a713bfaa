import {
  StoreUnavailableError,
  type EventStore,
  type Position,
  type StoredEvent,
} from '../../domain/kernel/index.ts';
import { redacted } from './address.ts';
import type { EventStoreStatus, LogTakeover, OpenedEventStore } from './contract.ts';
import { Appender } from './eventstoredb/appender.ts';
import { ClientDriver } from './eventstoredb/client-driver.ts';
import type { ClientLibrary } from './eventstoredb/client-library.ts';
import type { DriverTiming } from './eventstoredb/driver.ts';
import { EventIds } from './eventstoredb/event-ids.ts';
import { Expired } from './eventstoredb/expired.ts';
import { cutIn, Expiry } from './eventstoredb/expiry.ts';
import { Fault, faultOf } from './eventstoredb/fault.ts';
import { Frontier } from './eventstoredb/frontier.ts';
import { LogReader } from './eventstoredb/log-reader.ts';
import { StreamMetadata } from './eventstoredb/metadata.ts';
import { Patience } from './eventstoredb/patience.ts';
import { assertComplete, Takeover } from './eventstoredb/takeover.ts';
import { Tail } from './eventstoredb/tail.ts';
import { Gate } from '../shared/gate.ts';
import { followPages, readPages, type Page, type PageRequest } from './paging.ts';

export interface EventStoreDbTiming extends DriverTiming {
  /** How long an outage is waited for before a call fails. */
  readonly patienceMs: number;
}

const usualTiming: EventStoreDbTiming = {
  patienceMs: 20_000,
  appendMs: 5_000,
  readMs: 30_000,
  confirmMs: 10_000,
};

/** Reads at once; with appends and the subscription they stay below the hundred calls of a connection. */
const readsAtOnce = 32;
/** An event of Muster with its metadata and the server's own, roughly. */
const bytesPerEvent = 700;

/**
 * The log on an EventStoreDB or KurrentDB. `address` is a connection string of theirs. Throws
 * StoreUnavailableError, in one line, where it cannot be used.
 */
export async function openEventStoreDb(
  address: string,
  options: { readonly readOnly?: boolean; readonly timing?: Partial<EventStoreDbTiming> } = {},
): Promise<OpenedEventStore> {
  return (await connect(address, options)).store;
}

/** Fills a server that has no log of Muster yet. Throws as `openEventStoreDb` does. */
export async function takeOverIntoEventStoreDb(
  address: string,
  options: { readonly timing?: Partial<EventStoreDbTiming> } = {},
): Promise<LogTakeover> {
  const { takeover } = await connect(address, { ...options, filling: true });
  await takeover.begin().catch(async (error: unknown) => {
    await takeover.close();
    throw error;
  });
  return takeover;
}

interface ConnectOptions {
  readonly readOnly?: boolean;
  readonly timing?: Partial<EventStoreDbTiming>;
  /** Also a log that is not complete. */
  readonly filling?: boolean;
}

async function connect(
  address: string,
  options: ConnectOptions,
): Promise<{ readonly store: OpenedEventStore; readonly takeover: Takeover }> {
  const timing = { ...usualTiming, ...options.timing };
  const where = redacted(address);
  const closed = new AbortController();
  const driver = driverOf(await libraryOf(address, where), timing);
  const patience = new Patience(where, timing.patienceMs, closed.signal);
  const gate = new Gate(readsAtOnce);
  const frontier = new Frontier();
  const metadata = new StreamMetadata(driver, gate, patience);
  const expired = new Expired(async stream => cutIn(await metadata.read(stream)));
  const reader = new LogReader({ driver, gate, patience, frontier, expired });
  const ids = new EventIds(reader);
  const expiry = new Expiry({ metadata, reader, expired, ids });
  let lastAt: number;
  try {
    // Once and without patience: whoever starts wants to be told what is wrong.
    await driver.readBack(null, 1).catch((error: unknown) => {
      throw patience.say(faultOf(error));
    });
    if (!options.filling) await assertComplete(metadata, where);
    await expiry.load();
    frontier.reached(await reader.lastPosition());
    lastAt = Date.parse((await reader.eventAt(frontier.position))?.at ?? '') || NaN;
  } catch (error) {
    await driver.close();
    throw error;
  }
  const appender = new Appender({ driver, reads: gate, patience, frontier, reader, expired, lastAt });
  const tail = new Tail({ driver, reader, patience, frontier }, frontier.position);
  let closing: Promise<void> | undefined;

  function assertWritable(): void {
    patience.assertOpen();
    if (options.readOnly)
      throw new StoreUnavailableError('read-only', `${where} was opened for reading only`);
  }

  const page = (request: PageRequest) => {
    patience.assertOpen();
    return reader.page(request);
  };

  async function* subscribe(...[after, filter, signal]: Parameters<EventStore['subscribe']>) {
    patience.assertOpen();
    if (signal.aborted) return;
    let caughtUp = false;
    const livePage = async (request: PageRequest): Promise<Page> => {
      const live = caughtUp ? tail.page(request) : undefined;
      if (live) return { ...live, events: await expired.without(live.events) };
      const past = await patient(() => page(request), signal);
      caughtUp = past.end;
      return past;
    };
    try {
      await patient(() => reader.assertHolds(after), signal);
      yield* followPages(livePage, tail.growth, after, filter, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Who follows waits for the server as long as it takes. */
  async function patient<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return patience.persist(
      () =>
        read().catch((error: unknown) => {
          const passing = error instanceof StoreUnavailableError && outages.has(error.reason);
          throw passing ? new Fault('unreachable', error.message, { cause: error }) : error;
        }),
      { ms: Infinity, signal },
    );
  }

  async function status(): Promise<EventStoreStatus> {
    patience.assertOpen();
    const problem = appender.problem ?? tail.problem;
    return {
      store: where,
      position: frontier.position,
      sizeBytes: null,
      writable: !options.readOnly && problem === null,
      problem,
    };
  }

  /** What was sent is waited for: its writer would not know whether it is kept. */
  async function close(): Promise<void> {
    await appender.close(timing.appendMs);
    closed.abort();
    await Promise.all([tail.close(), driver.close()]);
  }

  const store: OpenedEventStore = {
    positionsPerEvent: bytesPerEvent,
    async append(stream, expected, events) {
      assertWritable();
      return appender.append(stream, expected, events);
    },
    async *readStream(stream, { from = 0, maxCount = Infinity, signal } = {}) {
      let next = from;
      let left = maxCount;
      while (left > 0) {
        patience.assertOpen();
        signal?.throwIfAborted();
        const wanted = Math.min(left, 1_000);
        const events: readonly StoredEvent[] = await reader.stream(stream, next, wanted);
        signal?.throwIfAborted();
        const last = events.at(-1);
        if (last) yield events;
        if (!last || events.length < wanted) return;
        next = last.revision + 1;
        left -= events.length;
      }
    },
    readAll: (after, readOptions = {}) => readPages(page, after, readOptions),
    async eventAt(position) {
      patience.assertOpen();
      return reader.eventAt(position);
    },
    subscribe,
    async revisionOf(stream, eventId) {
      patience.assertOpen();
      return ids.revisionOf(stream, eventId);
    },
    async lastPosition() {
      patience.assertOpen();
      // Health pages ask this; where the server is known to be away they are not kept waiting.
      return reader.lastPosition(tail.problem === null ? undefined : 0);
    },
    async setRetention(category, retention) {
      assertWritable();
      await expiry.setRetention(category, retention);
    },
    async expire(now) {
      assertWritable();
      return expiry.expire(now);
    },
    status,
    async checkIntegrity() {
      patience.assertOpen();
      return gapsOf(readPages(page, 0, {}), stream => expired.concerns(stream));
    },
    close: () => (closing ??= close()),
  };
  const parts = { store, where, driver, patience, metadata, appender, expiry, expired };
  return { store, takeover: new Takeover(parts) };
}

const outages: ReadonlySet<StoreUnavailableError['reason']> = new Set([
  'unreachable',
  'timeout',
  'read-only',
]);

/** The two packages cannot live in one process; only the one that the address asks for is loaded. */
async function libraryOf(address: string, where: string): Promise<ClientLibrary> {
  try {
    return address.startsWith('kurrentdb')
      ? (await import('./eventstoredb/library-kurrent.ts')).kurrentLibrary(address)
      : (await import('./eventstoredb/library-eventstore.ts')).eventStoreLibrary(address);
  } catch (error) {
    const name = address.startsWith('kurrentdb') ? '@kurrent/kurrentdb-client' : '@eventstore/db-client';
    throw new StoreUnavailableError(
      'unreachable',
      `${where}: the package ${name} cannot be loaded; install it beside Muster (npm install ${name})`,
      { cause: error },
    );
  }
}

/** What the package says of an address it does not understand repeats the password. */
function driverOf(library: ClientLibrary, timing: DriverTiming): ClientDriver {
  try {
    return new ClientDriver(library, timing);
  } catch (error) {
    throw new TypeError('event store address: the client package does not understand it', { cause: error });
  }
}

/** The server checks its own blocks; this is what it cannot know: that no fact is missing. */
async function gapsOf(
  pages: AsyncIterable<readonly StoredEvent[]>,
  mayExpire: (stream: string) => boolean,
): Promise<string[]> {
  const next = new Map<string, number>();
  const gaps: string[] = [];
  let last: Position = 0;
  for await (const events of pages)
    for (const { stream, revision, position } of events) {
      const wanted = next.get(stream) ?? (mayExpire(stream) ? revision : 0);
      if (revision !== wanted)
        gaps.push(`${stream}: revision ${wanted} is followed by ${revision} at position ${position}`);
      if (position <= last) gaps.push(`position ${last} is followed by ${position}`);
      next.set(stream, revision + 1);
      last = position;
    }
  return gaps;
}
