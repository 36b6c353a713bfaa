import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { FencedError } from '../../../projections/kernel/index.ts';
import {
  countingBatches,
  countingProjection,
  counts,
  entries,
  spans,
} from '../../support/counting-projection.ts';
import { cutLine } from '../../support/cut-line.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';
import {
  at,
  begun,
  buildsIn,
  contentOf,
  expectAnswers,
  expectWhole,
  hostOf,
  name,
  throughLine,
} from '../../support/mongodb-read-store.ts';

describeMongodb('MongoDB read store that several servers share', () => {
  let server: MongodbServer;
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(() => server.stop());

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
