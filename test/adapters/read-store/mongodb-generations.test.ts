import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { countingBatches, countingProjection } from '../../support/counting-projection.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';
import { asked, at, begun, buildsIn, expectWhole, name } from '../../support/mongodb-read-store.ts';

const [older, newer] = ['0000000a', '0000000b'] as const;

describeMongodb('MongoDB read store that programs with other projections share', () => {
  const mongodb = mongodbOfSuite();

  test('each writes collections of its own, claims nothing of the other and is followed by its own readers', async () => {
    const address = mongodb.database();
    const one = await begun(address, { generation: older });
    await one.apply(name, countingBatches(1, 2), 2, at(2));
    const other = await begun(address, { generation: newer });
    await other.apply(name, countingBatches(1, 3), 3, at(3));
    await expectWhole(one, 2);
    await expectWhole(other, 3);
    // A new holder of the one takes nothing from the other.
    const next = await begun(address, { generation: older });
    await next.apply(name, countingBatches(3, 5), 5, at(5));
    await other.apply(name, countingBatches(4, 4), 4, at(4));
    for (const [generation, position] of [
      [older, 5],
      [newer, 4],
    ] as const) {
      const reader = new MongoReadStore(address, { readOnly: true, generation });
      await reader.open(countingProjection);
      const moved = new Promise(resolve => reader.watch(resolve));
      expect(await moved).toMatchObject({ projection: name, position });
      await expectWhole(reader, position);
      await reader.close();
    }
    for (const store of [one, other, next]) await store.close();
  });

  test('one that is not to be kept is dropped whole; another under way is not hurt', async () => {
    const address = mongodb.database();
    const left = await begun(address, { generation: older });
    await left.apply(name, countingBatches(1, 2), 2, at(2));
    await left.beginRebuild(countingProjection);
    await left.close();
    const store = await begun(address, { generation: newer });
    await store.apply(name, countingBatches(1, 3), 3, at(3));
    expect(await store.dropGenerations([older])).toEqual([]);
    expect(await store.dropGenerations([])).toEqual([older]);
    expect(await store.dropGenerations([])).toEqual([]);
    await expectWhole(store, 3);
    expect((await buildsIn(address)).filter(build => !build.startsWith(newer))).toEqual([]);
    const remains = await asked(address, async db => ({
      states: await db.collection<{ _id: string }>('projections').find().toArray(),
      journal: await db.collection('journal').countDocuments(),
    }));
    expect(remains.states.map(({ _id }) => _id)).toEqual([`${newer}/${name}`]);
    expect(remains.journal).toBe(0);
    // Who goes back to it builds it again.
    const back = await begun(address, { generation: older });
    await back.apply(name, countingBatches(1, 3), 3, at(3));
    await expectWhole(back, 3);
    for (const one of [store, back]) await one.close();
  });

  test('collections of before there were generations stay where they are', async () => {
    const address = mongodb.database();
    const plain = await begun(address);
    await plain.apply(name, countingBatches(1, 2), 2, at(2));
    const store = await begun(address, { generation: newer });
    expect(await store.dropGenerations([])).toEqual([]);
    await expectWhole(plain, 2);
    for (const one of [plain, store]) await one.close();
  });
});
