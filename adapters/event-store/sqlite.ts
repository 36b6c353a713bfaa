import { stat } from 'node:fs/promises';
import {
  categoryOf,
  type NewEvent,
  type StoredEvent,
  StoreUnavailableError,
  type AppendResult,
  type ExpectedRevision,
} from '../../domain/kernel/index.ts';
import type { OpenedEventStore } from './contract.ts';
import { encodeAll } from './encoding.ts';
import { assertExpectation } from './expectation.ts';
import { Growth } from './growth.ts';
import { followPages, readPages, type Page, type PageRequest } from './paging.ts';
import { assertRetention, momentOf } from './retention.ts';
import type { RawEvents, ReaderCalls, WriterCalls } from './sqlite/messages.ts';
import { eventsOf } from './sqlite/raw-events.ts';
import { RecentEvents } from './sqlite/recent-events.ts';
import { ThreadLink } from '../shared/thread-link.ts';

export interface SqliteEventStore extends OpenedEventStore {
  /** The log refuses to grow beyond so many bytes (`disk-full`); may be raised at any time. */
  limitSize(bytes: number): Promise<void>;
}

/**
 * The log in one SQLite file: one thread writes and commits for all callers at once, another reads, the
 * caller's event loop only parses. Another process may have the same file open and append too.
 * With `readOnly` the file is never changed and every append is refused; only so, and with `filling`, can a log be
 * read that is not complete yet.
 */
export async function openSqliteEventStore(
  file: string,
  { readOnly = false, filling = false }: { readonly readOnly?: boolean; readonly filling?: boolean } = {},
): Promise<SqliteEventStore> {
  const growth = new Growth();
  const grown = (position: number): void => growth.reached(position);
  const writing = readOnly
    ? null
    : await ThreadLink.start<WriterCalls>(
        new URL('./sqlite/writer-worker.ts', import.meta.url),
        { file },
        grown,
      );
  const reading = await ThreadLink.start<ReaderCalls>(
    new URL('./sqlite/reader-worker.ts', import.meta.url),
    { file, filling },
    grown,
  ).catch(async (error: unknown) => {
    await writing?.link.close({ op: 'close' });
    throw error;
  });
  growth.reached(reading.position);
  const reader = reading.link;
  const recent = new RecentEvents();
  let closing: Promise<void> | null = null;
  let problem: string | null = null;

  function writer(): ThreadLink<WriterCalls> {
    assertOpen();
    if (!writing) throw new StoreUnavailableError('read-only', `${file} was opened for reading only`);
    return writing.link;
  }

  function assertOpen(): void {
    if (closing) throw new StoreUnavailableError('closed', 'the event store was closed');
  }

  async function append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    assertExpectation(expected);
    const encoded = encodeAll(stream, events);
    const category = categoryOf(stream);
    try {
      const { times, ...result } = await writer().call({
        op: 'append',
        stream,
        category,
        expected,
        events: encoded,
      });
      problem = null;
      if (result.kind === 'appended') {
        const { revision, position } = result;
        if (times.length > 0) recent.add({ stream, category, events: encoded, times, revision, position });
        growth.reached(position);
      }
      return result;
    } catch (error) {
      problem = (error as Error).message;
      throw error;
    }
  }

  async function page(request: PageRequest): Promise<Page> {
    assertOpen();
    const raw = await reader.call({ op: 'page', ...request });
    return pageOf(raw);
  }

  /** For those who follow; whoever reads the log, to verify or to seal it, is given what the file holds. */
  async function newestPage(request: PageRequest): Promise<Page> {
    assertOpen();
    return recent.page(request, growth.position) ?? page(request);
  }

  async function close(): Promise<void> {
    growth.close();
    recent.close();
    // The writer last: the last connection to close moves everything into the one file, and a reader cannot.
    await reader.close({ op: 'close' });
    await writing?.link.close({ op: 'close' });
  }

  return {
    positionsPerEvent: 1,
    append,
    async *readStream(stream, { from = 0, maxCount = Infinity, signal } = {}) {
      let next = from;
      let left = maxCount;
      while (left > 0) {
        assertOpen();
        signal?.throwIfAborted();
        const raw = await reader.call({ op: 'stream', stream, from: next, limit: Math.min(left, 1_000) });
        signal?.throwIfAborted();
        const events = eventsOf(raw);
        const last = events.at(-1);
        if (last) yield events;
        if (!last || raw.end) return;
        next = last.revision + 1;
        left -= events.length;
      }
    },
    readAll: (after, options = {}) => readPages(page, after, options),
    async eventAt(position) {
      const { events } = await page({ after: position - 1, backward: false, until: position, limit: 1 });
      return events[0];
    },
    subscribe: (after, filter, signal) => followPages(newestPage, growth, after, filter, signal),
    async revisionOf(stream, eventId) {
      assertOpen();
      return reader.call({ op: 'revisionOf', stream, eventId });
    },
    async lastPosition() {
      assertOpen();
      return reader.call({ op: 'lastPosition' });
    },
    async setRetention(category, retention) {
      assertRetention(retention);
      await writer().call({ op: 'setRetention', category, retention });
    },
    async expire(now) {
      const removed = await writer().call({ op: 'expire', now: momentOf(now) });
      recent.clear();
      return removed;
    },
    async limitSize(bytes) {
      await writer().call({ op: 'limitSize', bytes });
    },
    async status() {
      assertOpen();
      const [position, ...sizes] = await Promise.all([
        reader.call({ op: 'lastPosition' }),
        sizeOf(file),
        sizeOf(`${file}-wal`),
      ]);
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
      return {
        store: `sqlite:${file}`,
        position,
        sizeBytes,
        writable: writing !== null && problem === null,
        problem,
      };
    },
    async checkIntegrity() {
      assertOpen();
      return reader.call({ op: 'integrity' });
    },
    close: () => (closing ??= close()),
  };
}

/** Parsed when it is looked at: whoever reads on asks for the next page first, which is read meanwhile. */
function pageOf(raw: RawEvents): Page {
  let events: readonly StoredEvent[] | undefined;
  return {
    get events() {
      return (events ??= eventsOf(raw));
    },
    position: raw.position,
    end: raw.end,
  };
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}
