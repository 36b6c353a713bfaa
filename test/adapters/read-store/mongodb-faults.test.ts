import type { Collection } from 'mongodb';
import { countingBatches, counts } from '../../support/counting-projection.ts';
import { cutLine } from '../../support/cut-line.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';
import {
  asked,
  at,
  begun,
  expectWhole,
  hostOf,
  name,
  throughLine,
} from '../../support/mongodb-read-store.ts';

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
});
