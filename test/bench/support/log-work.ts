import { systemIds } from '../../../adapters/platform/index.ts';
import type { EventStore, NewEvent } from '../../../domain/kernel/index.ts';

/** What is done to a log, whichever store keeps it. */

/** Streams that events are spread over. */
export const streams = 20_000;

const ids = systemIds();
let seed = 1;
/** The same numbers in every process: 0 inclusive to 1 exclusive. */
export function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
}

/** 100 to 1,024 bytes of JSON, small ones more often; about 380 on average. */
const payloads = Array.from({ length: 2_000 }, (_, no) => {
  const length = Math.round(60 * (1_000 / 60) ** random());
  return {
    no,
    name: `device-${no}`,
    values: [no % 7, no % 11],
    text: 'inventory '.repeat(length / 10 + 1).slice(0, length),
  };
});

export function event(): NewEvent {
  return {
    id: ids.next(),
    type: 'InventoryChanged',
    schemaVersion: 1,
    at: new Date().toISOString(),
    actor: 'agent:bench',
    correlationId: 'c0000000-0000-4000-8000-000000000000',
    causationId: null,
    data: payloads[Math.floor(random() * payloads.length)],
  };
}

/** Takes one event of its own to a stream of its own. */
export type Append = (stream: string, event: NewEvent) => Promise<unknown>;

export const appendTo =
  (store: EventStore): Append =>
  (stream, one) =>
    store.append(stream, 'any', [one]);

/**
 * Behind a revision that is known, as commands append: a store that has to look first would otherwise be measured with
 * the look. Each event begins a stream.
 */
export const appendKnown =
  (store: EventStore): Append =>
  (stream, one) =>
    store.append(`${stream}-${one.id}`, 'none', [one]);

/** Callers that each append one event after the other to streams of any; answers events a second. */
export async function appendRate(
  append: Append,
  callers: number,
  milliseconds: number,
  latencies: number[] = [],
): Promise<number> {
  const end = performance.now() + milliseconds;
  let count = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const before = performance.now();
        await append(`bench-${Math.floor(random() * streams)}`, event());
        latencies.push(performance.now() - before);
        count++;
      }
    }),
  );
  return (count / (performance.now() - start)) * 1_000;
}

/** Fills a log up to so many events, a thousand an append; every fiftieth is of the type `Rare`. */
export async function fillLog(store: EventStore, events: number): Promise<void> {
  for (let filled = 0; filled < events; filled += 1_000)
    await store.append(
      `fill-${filled}`,
      'any',
      Array.from({ length: 1_000 }, (_, no) => ({ ...event(), ...(no % 50 === 0 ? { type: 'Rare' } : {}) })),
    );
}

/** Events a second from the beginning to the end of the log. */
export async function replayRate(
  store: EventStore,
  options: Parameters<EventStore['readAll']>[1] = {},
): Promise<number> {
  let count = 0;
  const start = performance.now();
  for await (const batch of store.readAll(0, options)) count += batch.length;
  return (count / (performance.now() - start)) * 1_000;
}

/** Only parsing the same texts, in this thread. */
export function parseRate(): number {
  const bodies = Array.from({ length: 50_000 }, () => {
    const { id, schemaVersion, actor, correlationId, causationId, data } = event();
    return JSON.stringify([id, schemaVersion, actor, correlationId, causationId, null, data]);
  });
  const start = performance.now();
  for (const body of bodies) JSON.parse(body);
  return (bodies.length / (performance.now() - start)) * 1_000;
}
