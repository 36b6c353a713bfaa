import { MongoClient, type Db } from 'mongodb';
import { MongoReadStore, type MongoReadStoreOptions } from '../../adapters/read-store/mongodb.ts';
import { countingProjection, counts, entries, spans, timeAt } from './counting-projection.ts';

export const at = (position: number): string => new Date(timeAt(position)).toISOString();
export const { name } = countingProjection;

let tokens = 0;

/** As the server that has just been given the lease. */
export async function begun(address: string, options: MongoReadStoreOptions = {}): Promise<MongoReadStore> {
  const store = new MongoReadStore(address, options);
  store.lead((tokens += 1));
  try {
    const { state } = await store.open(countingProjection);
    if (state === 'rebuild-needed')
      await (await store.beginRebuild(countingProjection)).finish(0, new Date(timeAt(0)).toISOString());
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Everything of the batch that ends at this position is there, and nothing beyond it. */
export async function expectWhole(store: MongoReadStore, position: number): Promise<void> {
  expect(await store.position(name)).toBe(position);
  await expectAnswers(store, position);
}

export async function expectAnswers(store: MongoReadStore, position: number): Promise<void> {
  expect(await store.get(counts.name, 'all')).toMatchObject({
    columns: { applied: position },
    body: { last: position },
  });
  expect(await store.count(entries.name)).toBe(position);
  expect(await store.count(spans.name)).toBe(position);
  expect(await store.count(spans.name, { op: 'missing', column: 'until' })).toBe(1);
  const [last] = await store.history(counts.name, 'all', { columns: ['applied'], limit: 1 });
  expect(last).toMatchObject({ position, to: position });
}

export const hostOf = (address: string) => {
  const { hostname, port } = new URL(address);
  return { host: hostname, port: Number(port) };
};

export const throughLine = (address: string, line: { readonly port: number }): string => {
  const through = new URL(address);
  through.port = String(line.port);
  return through.href;
};

export async function asked<T>(address: string, question: (db: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(address);
  try {
    return await question(client.db());
  } finally {
    await client.close();
  }
}

/** Names of the builds that collections of the database belong to. */
export function buildsIn(address: string): Promise<string[]> {
  return asked(address, async db => {
    const all = await db.listCollections({}, { nameOnly: true }).toArray();
    return [...new Set(all.flatMap(one => /^b([^:]*):/.exec(one.name)?.[1] ?? []))];
  });
}

/** Everything that is read: the documents that count, and those of the build that serves. */
export function contentOf(address: string): Promise<unknown> {
  return asked(address, async db => {
    const states = await db.collection<{ _id: string; build: string }>('projections').find().toArray();
    const content: Record<string, unknown> = { states };
    for (const collection of await db.collections())
      if (states.some(({ build }) => collection.collectionName.startsWith(`b${build}:`)))
        content[collection.collectionName] = await collection.find().sort({ _id: 1 }).toArray();
    return content;
  });
}
