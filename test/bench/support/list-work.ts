import type { EventChanges, Filter, Query, ReadStore } from '../../../projections/kernel/index.ts';
import {
  deviceId,
  deviceList,
  deviceProjection,
  firstDay,
  registrations,
  seeded,
} from '../../support/device-collections.ts';

/** What is done to a list of devices, whichever store keeps it. */

const collection = deviceList.name;
const perBatch = 1_000;
export const warmUp = 5;

/** Columns of a page. */
export const shown = [
  'name',
  'osName',
  'ipAddress',
  'user',
  'department',
  'diskFree',
  'memory',
  'lastChangedAt',
  'online',
];

/** Each asks another thing every time, as people do; all with the total. */
export const questions: Readonly<
  Record<string, (random: () => number, round: number) => Omit<Query, 'limit'>>
> = {
  'filter and sort without an index': random => ({
    filter: and(eq('managementStatus', 'managed'), {
      op: 'range',
      column: 'diskFreePercent',
      lt: Math.floor(random() * 900) / 10 + 5,
    }),
    sort: [{ column: 'diskFree', direction: 'desc' }],
  }),
  'filter on an indexed column, sorted by another': random => ({
    filter: { op: 'under', column: 'department', path: `Plant ${Math.floor(random() * 12)}` },
    sort: [{ column: 'lastChangedAt', direction: 'desc' }],
  }),
  'search in all columns': random => ({
    filter: { op: 'search', text: `user${Math.floor(random() * 40_000)}` },
    sort: [{ column: 'name', direction: 'asc' }],
  }),
  'sorted by last contact': random => ({
    filter: eq('deviceType', ['desktop', 'notebook', 'server', 'virtual'][Math.floor(random() * 4)]!),
    sort: [{ column: 'lastSeenAt', direction: 'desc' }],
  }),
};

function eq(column: string, value: string): Filter {
  return { op: 'eq', column, value };
}

function and(...filters: Filter[]): Filter {
  return { op: 'and', filters };
}

/** A list of so many devices at the position of that number; answers the seconds it took. */
export async function buildList(store: ReadStore, documents: number): Promise<number> {
  await store.open(deviceProjection);
  const random = seeded(1);
  const rebuild = await store.beginRebuild(deviceProjection);
  const from = performance.now();
  for (let n = 0; n < documents; n += 2_000)
    await rebuild.apply(registrations(n, Math.min(documents, n + 2_000), random));
  await rebuild.finish(documents, new Date(firstDay + documents * 1_000).toISOString());
  const seconds = (performance.now() - from) / 1_000;
  for (let n = 0; n < documents; n += 10_000) {
    const ids = Array.from({ length: Math.min(10_000, documents - n) }, (_, i) => deviceId(n + i));
    await store.touch(
      collection,
      ids.map(id => ({
        id,
        columns: {
          lastSeenAt: firstDay + Math.floor(random() * 1e9),
          online: random() < 0.8 ? 'online' : 'quiet',
        },
      })),
    );
  }
  return seconds;
}

/** Batches of 1,000 changes beyond those of `buildList`; answers events a second. */
export async function applyRate(
  store: ReadStore,
  documents: number,
  batches: number,
  random: () => number,
): Promise<number> {
  const made = Array.from({ length: batches }, (_, batch) =>
    changesOf(documents, documents + 1 + batch * perBatch, perBatch, random),
  );
  const from = performance.now();
  for (const batch of made) {
    const last = batch.at(-1)!;
    await store.apply(deviceProjection.name, batch, last.position, last.at);
  }
  return (batches * perBatch) / ((performance.now() - from) / 1_000);
}

/** Changes of one or two columns of any devices, one event each, at positions from `from` on. */
export function changesOf(
  documents: number,
  from: number,
  count: number,
  random: () => number,
): EventChanges[] {
  return Array.from({ length: count }, (_, i) => {
    const position = from + i;
    const at = firstDay + (documents + position) * 1_000;
    const columns = {
      lastChangedAt: at,
      ...(random() < 0.7
        ? { diskFree: Math.floor(random() * 400_000) }
        : { user: `user${Math.floor(random() * 40_000)}` }),
    };
    const id = deviceId(Math.floor(random() * documents));
    return {
      position,
      at: new Date(at).toISOString(),
      changes: [{ kind: 'patch', collection, id, columns }],
    };
  });
}

/** Milliseconds of each round from 0 on; rounds below 0 come before and are not counted. */
export async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  // The first few compile statements and read columns; they are the row "first page".
  for (let round = 0; round < warmUp; round++) await work(round - warmUp);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await work(round);
    times.push(performance.now() - from);
  }
  return times;
}
