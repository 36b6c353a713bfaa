import type { EventStore } from '../../domain/kernel/index.ts';

/** The same log, appended to in another way: for parts that look on while it is written. */
export function appending(store: EventStore, append: EventStore['append']): EventStore {
  return {
    append,
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (after, options) => store.readAll(after, options),
    eventAt: position => store.eventAt(position),
    subscribe: (after, filter, signal) => store.subscribe(after, filter, signal),
    revisionOf: (stream, eventId) => store.revisionOf(stream, eventId),
    lastPosition: () => store.lastPosition(),
    setRetention: (category, retention) => store.setRetention(category, retention),
    expire: now => store.expire(now),
    close: () => store.close(),
  };
}
