import { randomBytes } from 'node:crypto';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import type { EventStore, EventFilter, StoredEvent } from '../../../domain/kernel/index.ts';

/**
 * A real server keeps what earlier tests wrote. This shows a test the log from here on as if it were empty
 * before, and only streams of its own, which bear a name of their own there.
 */
export async function openRealServer(address: string): Promise<EventStore> {
  const store = await openEventStore(address);
  const begin = await store.lastPosition();
  const mark = `t${randomBytes(6).toString('hex')}.`;
  const there = (stream: string): string =>
    stream === '' || stream.startsWith('$') ? stream : `${mark}${stream}`;
  const isOwn = ({ stream }: StoredEvent): boolean => stream.startsWith(mark);
  const here = (event: StoredEvent): StoredEvent => ({ ...event, stream: event.stream.slice(mark.length) });
  const own = (events: readonly StoredEvent[]): StoredEvent[] => events.filter(isOwn).map(here);
  const filterThere = <Filter extends EventFilter>(filter: Filter): Filter =>
    filter.categories ? { ...filter, categories: filter.categories.map(there) } : filter;
  const place = (position: number): number => (position <= begin ? 0 : position);
  return {
    append: (stream, expected, events) => store.append(there(stream), expected, events),
    async *readStream(stream, options) {
      for await (const events of store.readStream(there(stream), options)) yield events.map(here);
    },
    async *readAll(after, options = {}) {
      const until =
        options.direction === 'backward' ? { until: Math.max(begin + 1, options.until ?? 0) } : {};
      for await (const events of store.readAll(
        Math.max(after, begin),
        filterThere({ ...options, ...until }),
      )) {
        const found = own(events);
        if (found.length > 0) yield found;
      }
    },
    async eventAt(position) {
      const event = await store.eventAt(position);
      return event && isOwn(event) ? here(event) : undefined;
    },
    async *subscribe(after, filter, signal) {
      for await (const message of store.subscribe(Math.max(after, begin), filterThere(filter), signal))
        if (message.kind === 'events') yield { kind: 'events', events: own(message.events) };
        else yield { kind: 'caught-up', position: place(message.position) };
    },
    revisionOf: (stream, id) => store.revisionOf(there(stream), id),
    lastPosition: async () => place(await store.lastPosition()),
    setRetention: (category, retention) => store.setRetention(there(category), retention),
    expire: now => store.expire(now),
    close: () => store.close(),
  };
}
