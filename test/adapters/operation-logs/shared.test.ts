import { encodeBatch } from '../../../adapters/operation-logs/encode-batch.ts';
import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { recordedEvent } from '../../../adapters/operation-logs/shared/runs.ts';
import { operationRecordsStream } from '../../../domain/operation-logs/index.ts';
import type { OperationStore, OperationUpload } from '../../../projections/operation-logs/index.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import { describeMongodb } from '../../support/mongodb.ts';
import { batchFor } from '../../support/operation-batches.ts';
import { sampleUploads } from '../../support/operations.ts';
import { indexing, sharedOperationsOfSuite } from '../../support/shared-operations.ts';

const day = '2026-09-01';

describeMongodb('operation logs in an EventStoreDB and a MongoDB', () => {
  const { mongodb, newLog, opened, two, fresh } = sharedOperationsOfSuite();
  const open = async () => indexing((await fresh()).store);
  operationStoreCompliance('eventstoredb and mongodb', open, { filters: 16 });
  operationTraceCompliance('eventstoredb and mongodb', open);

  const upload = (device: string, seq: number): OperationUpload => ({
    device,
    batch: batchFor(device, seq),
    receivedAt: Date.parse('2026-09-02T00:00:00Z'),
  });

  async function countOfPart(store: OperationStore, value: string): Promise<number> {
    return store.count({ filter: { op: 'contains', column: 'file', value } });
  }

  test('what one server takes every server finds at once, and a batch that is sent to both is there once', async () => {
    const { one, other } = await two();
    for (let seq = 1; seq <= 12; seq++) {
      const [here, there] = seq % 2 ? [one.store, other.store] : [other.store, one.store];
      expect(await here.record(upload('pc', seq))).toEqual({ repeated: false });
      expect(await countOfPart(there, `pc\\${seq}\\`)).toBe(batchFor('pc', seq).n);
      if (seq === 6) await other.store.index();
    }
    const both = await Promise.all([
      one.store.record(upload('pc', 20)),
      other.store.record(upload('pc', 20)),
    ]);
    expect(both.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect(await countOfPart(one.store, 'pc\\20\\')).toBe(batchFor('pc', 20).n);
    const question = { order: 'newest', limit: 1_000 } as const;
    expect(await one.store.search(question)).toEqual(await other.store.search(question));
    const heard = new Promise<void>(resolve => void other.store.onChange(resolve));
    await one.store.record(upload('pc', 21));
    await heard;
  });

  test('what a server left undone that ended behind the event is found when it is sent again, or indexed', async () => {
    const { server, database, one, other } = await two();
    await one.store.record(upload('pc', 1));
    const leftBehind = async (seq: number, revision: number) => {
      const { device, batch, receivedAt } = upload('pc', seq);
      const event = recordedEvent(encodeBatch(device, batch, receivedAt), receivedAt);
      await one.log.append(operationRecordsStream(device), revision, [event]);
    };
    await leftBehind(2, 0);
    expect(await other.store.record(upload('pc', 2))).toEqual({ repeated: true });
    expect(await countOfPart(other.store, 'pc\\2\\')).toBe(batchFor('pc', 2).n);
    await leftBehind(3, 1);
    expect(await countOfPart(one.store, 'pc\\3\\')).toBe(0);
    await other.store.index();
    expect(await countOfPart(one.store, 'pc\\3\\')).toBe(batchFor('pc', 3).n);
    // Also where the next to come is another one.
    await leftBehind(4, 2);
    expect(await one.store.record(upload('pc', 5))).toEqual({ repeated: false });
    const filter = { devices: new Set(['pc']) };
    expect(await other.store.count(filter)).toBe(
      [1, 2, 3, 4, 5].reduce((sum, seq) => sum + batchFor('pc', seq).n, 0),
    );
    expect(await other.store.unindexed()).toBe(batchFor('pc', 4).n + batchFor('pc', 5).n);
    await Promise.all([one.store.index(), other.store.index()]);
    expect(await one.store.unindexed()).toBe(0);
    expect(await one.store.histogram({}, 'month')).toEqual([
      { slot: '2026-09', count: await other.store.count(filter) },
    ]);
    // All of the database can be made again.
    const { db } = await mongodb.connect(database);
    const before = await one.store.search({ order: 'oldest', limit: 1_000 });
    for (const { name } of await db.listCollections().toArray())
      if (name.startsWith('operation-')) await db.dropCollection(name);
    const again = await opened(server, database);
    await again.store.index();
    expect(await again.store.search({ order: 'oldest', limit: 1_000 })).toEqual(before);
    expect(await again.store.record(upload('pc', 5))).toEqual({ repeated: true });
  });

  test('what was removed with its day is not found again, its events expire, and the device goes on behind them', async () => {
    const { one, other } = await two();
    for (const seq of [1, 2]) await one.store.record(upload('pc', seq));
    await one.store.index();
    await other.store.record(upload('pc', 3));
    await other.store.dropDay(day);
    await one.store.index();
    expect(await one.store.days()).toEqual([]);
    expect(await one.store.count({})).toBe(0);
    // Kept for ten days, and three more.
    expect(await one.store.expire(10, '2026-09-14T23:59:59.000Z')).toBe(0);
    expect(await one.store.expire(10, '2026-09-15T00:00:01.000Z')).toBe(3);
    expect(await other.store.record(upload('pc', 4))).toEqual({ repeated: false });
    await one.store.index();
    expect(await one.store.count({})).toBe(batchFor('pc', 4).n);
    expect(await countOfPart(other.store, 'pc\\4\\')).toBe(batchFor('pc', 4).n);
  });

  test('a log that was restored from an older backup is noticed', async () => {
    const database = mongodb.database();
    const { store } = await opened(await newLog(), database);
    for (const seq of [1, 2]) await store.record(upload('pc', seq));
    await store.index();
    const older = await opened(await newLog(), database);
    await older.store.record(upload('other', 1));
    await expect(older.store.index()).rejects.toThrow('drop the collections operation-…');
  });

  test('a sealed day has the root of the reference, whichever server sealed it', async () => {
    const { one, other } = await two();
    const reference = memoryOperationStore();
    for (const [index, each] of sampleUploads(30, 31).entries()) {
      await (index % 2 ? one : other).store.record(each);
      await reference.record(each);
    }
    for (const { day: each } of await reference.days()) {
      const { root } = await reference.sealDay(each);
      expect((await one.store.sealDay(each)).root).toBe(root);
      expect((await other.store.days()).find(told => told.day === each)).toMatchObject({
        state: 'sealed',
        root,
      });
    }
  });

  test('batches that were changed or are missing are passed over, named, and taken again; what the log has is restored', async () => {
    const { server, database, one, other } = await two();
    for (const seq of [1, 2, 3, 4]) await one.store.record(upload('pc', seq));
    await one.store.index();
    const events = server.log.records.filter(({ stream }) => stream === operationRecordsStream('pc'));
    const changed = JSON.parse(Buffer.from(events[1]!.data).toString()) as { parts: { body: string }[] };
    const body = Buffer.from(changed.parts[0]!.body, 'base64');
    body[body.length - 9]! ^= 0xff;
    changed.parts[0]!.body = body.toString('base64');
    Object.assign(events[1]!, { data: Buffer.from(JSON.stringify(changed)) });
    const { db } = await mongodb.connect(database);
    const bodies = db.collection<{ _id: string; body: Buffer }>('operation-bodies');
    await bodies.deleteOne({ _id: `${day}.pc.2` });
    await bodies.updateOne({ _id: `${day}.pc.3` }, { $set: { body } });
    const n = (seq: number): number => batchFor('pc', seq).n;
    expect(await countOfPart(other.store, 'pc\\')).toBe(n(1) + n(3) + n(4));
    expect((await other.store.days())[0]).toMatchObject({ day, state: 'damaged' });
    await expect(other.store.sealDay(day)).rejects.toThrow('batch 2 of pc on 2026-09-01 is damaged');
    const { t0 } = batchFor('pc', 2);
    expect(await other.store.checkDay(day)).toEqual([
      { day, device: 'pc', seq: 2, records: n(2), from: t0, until: t0 + (n(2) - 1) * 500 },
    ]);
    expect(await one.store.count({})).toBe(n(1) + n(3) + n(4));
    expect((await bodies.findOne({ _id: `${day}.pc.3` }))!.body).not.toEqual(body);
    expect(await one.store.record(upload('pc', 2))).toEqual({ repeated: false });
    expect(await other.store.checkDay(day)).toEqual([]);
    expect(await countOfPart(other.store, 'pc\\2\\')).toBe(n(2));
    expect((await other.store.sealDay(day)).state).toBe('sealed');
  });
});
