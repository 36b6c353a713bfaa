import { createServer, type AddressInfo } from 'node:net';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { FencedError } from '../../../projections/kernel/index.ts';
import {
  countingBatches,
  countingProjection,
  counts,
  entries,
  spans,
  timeAt,
} from '../../support/counting-projection.ts';
import { cutLine } from '../../support/cut-line.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';

const at = (position: number): string => new Date(timeAt(position)).toISOString();
const { name } = countingProjection;

let tokens = 0;

/** As the server that has just been given the lease. */
async function begun(address: string): Promise<MongoReadStore> {
  const store = new MongoReadStore(address);
  store.lead((tokens += 1));
  const { state } = await store.open(countingProjection);
  if (state === 'rebuild-needed')
    await (await store.beginRebuild(countingProjection)).finish(0, new Date(timeAt(0)).toISOString());
  return store;
}

/** Everything of the batch that ends at this position is there, and nothing beyond it. */
async function expectWhole(store: MongoReadStore, position: number): Promise<void> {
  expect(await store.position(name)).toBe(position);
  await expectAnswers(store, position);
}

async function expectAnswers(store: MongoReadStore, position: number): Promise<void> {
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

const hostOf = (address: string) => {
  const { hostname, port } = new URL(address);
  return { host: hostname, port: Number(port) };
};

const throughLine = (address: string, line: { readonly port: number }): string => {
  const through = new URL(address);
  through.port = String(line.port);
  return through.href;
};

async function asked<T>(address: string, question: (db: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(address);
  try {
    return await question(client.db());
  } finally {
    await client.close();
  }
}

/** Names of the builds that collections of the database belong to. */
function buildsIn(address: string): Promise<string[]> {
  return asked(address, async db => {
    const all = await db.listCollections({}, { nameOnly: true }).toArray();
    return [...new Set(all.flatMap(one => /^b([^:]*):/.exec(one.name)?.[1] ?? []))];
  });
}

/** Everything that is read: the documents that count, and those of the build that serves. */
function contentOf(address: string): Promise<unknown> {
  return asked(address, async db => {
    const states = await db.collection<{ _id: string; build: string }>('projections').find().toArray();
    const content: Record<string, unknown> = { states };
    for (const collection of await db.collections())
      if (states.some(({ build }) => collection.collectionName.startsWith(`b${build}:`)))
        content[collection.collectionName] = await collection.find().sort({ _id: 1 }).toArray();
    return content;
  });
}

describeMongodb('MongoDB read store and what goes wrong', () => {
  let server: MongodbServer;
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(() => server.stop());

  test('cut off before any of its writes, a batch is there whole or not at all, and the next one follows', async () => {
    const address = server.database();
    const line = await cutLine(hostOf(address));
    let position = 3;
    const first = await begun(address);
    await first.apply(name, countingBatches(1, position), position, at(position));
    await first.close();
    const whole: boolean[] = [];
    for (let writes = 0; ; writes++) {
      const writer = await begun(throughLine(address, line));
      line.cutAfter(writes);
      const next = position + 2;
      const batch = countingBatches(position + 1, next);
      const failed = await writer.apply(name, batch, next, at(next)).then(
        () => false,
        () => true,
      );
      line.cutAfter(undefined);
      await writer.close();
      const reader = await begun(address);
      const reached = await reader.position(name);
      expect([position, next]).toContain(reached);
      await expectWhole(reader, reached);
      // Told again, as the log tells it after a failure.
      await reader.apply(name, batch, next, at(next));
      await expectWhole(reader, next);
      await reader.close();
      position = next;
      if (!failed) break;
      whole.push(reached === next);
    }
    await line.close();
    // Both ends were met: cut before the commit nothing counts, cut after it everything does.
    expect(whole).toContain(false);
    expect(whole).toContain(true);
    expect(whole).toEqual([...whole].sort((a, b) => Number(a) - Number(b)));
  }, 120_000);

  test('a document above 16 MB is refused before anything is sent, and the store serves on', async () => {
    const store = await begun(server.database());
    await store.apply(name, countingBatches(1, 2), 2, at(2));
    const huge = { text: 'x'.repeat(17 * 2 ** 20) };
    const changes = [{ kind: 'put' as const, collection: counts.name, id: 'huge', columns: {}, body: huge }];
    await expect(store.apply(name, [{ position: 3, at: at(3), changes }], 3, at(3))).rejects.toThrow(
      /"huge" of .*test\.counts has \d+ bytes; MongoDB stores \d+ at most/,
    );
    await expectWhole(store, 2);
    await store.apply(name, countingBatches(3, 3), 3, at(3));
    await expectWhole(store, 3);
    await store.close();
  });

  test('a server that was replaced is refused, and one that only reads follows whoever writes', async () => {
    const address = server.database();
    const one = await begun(address);
    const reader = new MongoReadStore(address, { readOnly: true });
    await reader.open(countingProjection);
    await one.apply(name, countingBatches(1, 2), 2, at(2));
    await expectWhole(reader, 2);
    const other = await begun(address);
    await expectWhole(reader, 2);
    await other.apply(name, countingBatches(3, 3), 3, at(3));
    await expect(one.apply(name, countingBatches(3, 3), 3, at(3))).rejects.toThrow(FencedError);
    const seen = [{ id: 'all', columns: { seen: 1 } }];
    await expect(one.touch(counts.name, seen)).rejects.toThrow(FencedError);
    const built = await one.beginRebuild(countingProjection).catch((error: unknown) => error);
    expect(built).toBeInstanceOf(FencedError);
    // It does not know yet, and still answers what is so.
    await expectAnswers(one, 3);
    await expectWhole(reader, 3);
    await expect(reader.apply(name, [], 4, at(4))).rejects.toThrow(/written by another server/);
    expect(() => reader.lead(9)).toThrow(/opened for reading only/);
    for (const store of [one, other, reader]) await store.close();
  });

  test('a rebuild that was under way when another server took over does not come to serve', async () => {
    const address = server.database();
    const one = await begun(address);
    await one.apply(name, countingBatches(1, 2), 2, at(2));
    const rebuild = await one.beginRebuild(countingProjection);
    await rebuild.apply(countingBatches(1, 1));
    const other = await begun(address);
    await other.apply(name, countingBatches(3, 3), 3, at(3));
    await expect(rebuild.finish(1, at(1))).rejects.toThrow(FencedError);
    await rebuild.abort();
    await expectWhole(other, 3);
    expect(await buildsIn(address)).toHaveLength(1);
    for (const store of [one, other]) await store.close();
  });

  test('stopped before any of its writes, a holder that goes on after another took over changes nothing', async () => {
    const address = server.database();
    const line = await cutLine(hostOf(address));
    let position = 0;
    const counted = new Set<boolean>();
    const outcomes: unknown[] = [];
    for (let writes = 0; ; writes++) {
      const paused = await begun(throughLine(address, line));
      const own = position + 1;
      const held = line.holdAfter(writes);
      const applied = paused.apply(name, countingBatches(own, own), own, at(own)).then(
        () => 'written',
        (error: unknown) => error,
      );
      const stopped = await Promise.race([held.then(() => true), applied.then(() => false)]);
      if (!stopped) expect(await applied).toBe('written');
      const other = await begun(address);
      const taken = await other.position(name);
      counted.add(taken === own);
      // What the stopped batch puts is there, or comes, and is removed: it must not come back.
      const removal = { kind: 'delete' as const, collection: entries.name, id: `e${own}` };
      const next = own + 2;
      await other.apply(name, countingBatches(taken + 1, own + 1), own + 1, at(own + 1));
      await other.apply(name, [{ position: next, at: at(next), changes: [removal] }], next, at(next));
      const before = await contentOf(address);
      line.goOn();
      if (stopped) outcomes.push(await applied);
      expect(await contentOf(address)).toEqual(before);
      await paused.close();
      await other.close();
      position = next;
      if (!stopped) break;
    }
    await line.close();
    // It was stopped before its batch counted, and after.
    expect(counted).toEqual(new Set([true, false]));
    // Where only clearing up was left to do, it had written everything.
    expect(outcomes.pop()).toBe('written');
    expect(outcomes.length).toBeGreaterThan(5);
    for (const outcome of outcomes) expect(outcome).toBeInstanceOf(FencedError);
  }, 120_000);

  test('a take-over that is cut short at any place is finished by the next one', async () => {
    const address = server.database();
    const line = await cutLine(hostOf(address));
    const first = await begun(address);
    await first.apply(name, countingBatches(1, 3), 3, at(3));
    await first.close();
    for (let writes = 0; ; writes++) {
      line.cutAfter(writes);
      const cut = await begun(throughLine(address, line)).then(
        store => store.close().then(() => false),
        () => true,
      );
      line.cutAfter(undefined);
      const next = await begun(address);
      await expectWhole(next, 3);
      expect(await buildsIn(address)).toHaveLength(1);
      await next.close();
      if (!cut) break;
      expect(writes).toBeLessThan(50);
    }
    await line.close();
  }, 120_000);

  test('indexes follow the declarations; one that is missing is made at the next start', async () => {
    const address = server.database();
    await (await begun(address)).close();
    const ofCounts = <T>(question: (collection: Collection) => Promise<T>): Promise<T> =>
      asked(address, async db => {
        const all = await db.collections();
        const found = all.find(({ collectionName }) => /^b[\d.]+:test\.counts$/.test(collectionName));
        return question(found!);
      });
    const names = () => ofCounts(async counted => (await counted.indexes()).map(one => one.name).sort());
    expect(await names()).toEqual(['_id_', 'by_folded_label', 'by_label', 'by_seen']);
    await ofCounts(counted => counted.dropIndex('by_label'));
    await (await begun(address)).close();
    expect(await names()).toContain('by_label');
  });

  test('a server that only reads is told what moved, and of lists only those that changed', async () => {
    const address = server.database();
    const writer = await begun(address);
    const reader = new MongoReadStore(address);
    await reader.open(countingProjection);
    const changed: string[] = [];
    reader.onChange(({ collection, ids }) => changed.push(`${collection} ${ids.length}`));
    const positions: number[] = [];
    const failures: unknown[] = [];
    const stop = reader.watch(({ position, failure }) => {
      positions.push(position);
      failures.push(failure);
    });
    const told = async (position: number): Promise<void> => {
      while (positions.at(-1) !== position) await new Promise(resolve => setTimeout(resolve, 5));
    };
    await told(0);
    expect(new Set(changed)).toEqual(new Set([counts, entries, spans].map(one => `${one.name} 0`)));
    changed.length = 0;
    await writer.apply(name, [], 1, at(1));
    await told(1);
    expect(changed).toEqual([]);
    const put = { kind: 'put' as const, collection: counts.name, id: 'a', columns: {} };
    await writer.apply(name, [{ position: 2, at: at(2), changes: [put] }], 2, at(2));
    await told(2);
    expect(changed).toEqual([`${counts.name} 0`]);
    const failure = { position: 3, eventType: 'Broken', message: 'cannot', at: at(3) };
    await writer.failed(name, failure);
    while (!failures.at(-1)) await new Promise(resolve => setTimeout(resolve, 5));
    expect(failures.at(-1)).toEqual(failure);
    await writer.apply(name, [], 3, at(3));
    await told(3);
    expect(failures.at(-1)).toBeNull();
    stop();
    await writer.close();
    await reader.close();
  });
});

describe('MongoDB read store without its database', () => {
  const failure = async (address: string): Promise<string> => {
    const store = new MongoReadStore(address);
    const message = await store.open(countingProjection).then(
      () => 'opened',
      (error: Error) => error.message,
    );
    await store.close();
    expect(message).not.toContain('secret');
    expect(message).not.toContain('\n');
    return message;
  };

  test('an address that is none is refused at once, without its password', () => {
    expect(() => new MongoReadStore('mongodb://user:secret@')).toThrow(TypeError);
  });

  test('nothing listens there', async () => {
    const free = createServer();
    await new Promise<void>(resolve => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise(resolve => free.close(resolve));
    expect(await failure(`mongodb://user:secret@127.0.0.1:${port}/muster`)).toBe(
      `mongodb://127.0.0.1:${port}/muster: nothing listens there; start MongoDB or check the address`,
    );
  });

  test('no such host', async () => {
    expect(await failure('mongodb://user:secret@no-such-host.invalid/muster')).toBe(
      'mongodb://no-such-host.invalid:27017/muster: no such host; check the name in the address',
    );
  });

  test('another product is there', async () => {
    const other = createServer(socket => {
      socket.on('error', () => socket.destroy());
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await failure(`mongodb://127.0.0.1:${port}/muster`)).toMatch(
      /does not answer as MongoDB does; is it another product's port\?/,
    );
    await new Promise(resolve => other.close(resolve));
  });
});
