import type { EventStore } from '../../../domain/kernel/index.ts';
import type { GeneratedEvent } from './estate.ts';

/** Appends events in their order within each stream, many streams at once. Answers how many. */
export async function loadLog(store: EventStore, events: Iterable<GeneratedEvent>): Promise<number> {
  let count = 0;
  let streams = new Map<string, GeneratedEvent['event'][]>();
  const flush = async () => {
    const appends = [...streams].map(([stream, batch]) => store.append(stream, 'any', batch));
    streams = new Map();
    for (const result of await Promise.all(appends))
      if (result.kind !== 'appended') throw new Error('conflict while loading');
  };
  for (const { stream, event } of events) {
    const batch = streams.get(stream);
    if (batch) batch.push(event);
    else streams.set(stream, [event]);
    if (++count % 2_000 === 0) await flush();
  }
  await flush();
  return count;
}
