import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import { archiveDay, restorerOf, writeDay } from '../../support/archived-operations.ts';
import { archivedSharedOfSuite, uploadOf } from '../../support/archived-shared.ts';
import { describeMongodb } from '../../support/mongodb.ts';
import { batchFor } from '../../support/operation-batches.ts';

const day = '2026-09-01';

describeMongodb('days that leave an EventStoreDB and a MongoDB for the archive', () => {
  const { mongodb, twoArchived } = archivedSharedOfSuite();

  /** Numbers of the batches that are found, each as often as it is there as a whole. */
  async function seqs(store: OperationStore): Promise<string> {
    const found: number[] = [];
    for (const seq of [1, 2, 3, 4, 5]) {
      const filter = { op: 'contains', column: 'file', value: `pc\\${seq}\\` } as const;
      const there = await store.count({ filter });
      for (let n = 0; n < there; n += batchFor('pc', seq).n) found.push(seq);
      expect(there % batchFor('pc', seq).n).toBe(0);
    }
    // Counted by what stands beside the batches, and by walking through them.
    const all = found.reduce((sum, seq) => sum + batchFor('pc', seq).n, 0);
    expect(await store.count({})).toBe(all);
    const read: string[] = [];
    for await (const page of store.read({})) read.push(...page.map(({ id }) => id));
    expect([read.length, new Set(read).size]).toEqual([all, all]);
    return found.join();
  }

  test('LOG-027: what another server takes while a day leaves is neither lost nor there twice', async () => {
    const { one, other } = await twoArchived();
    for (const seq of [1, 2]) await one.store.record(uploadOf(seq));
    const { root } = await one.live.sealDay(day);
    expect(await seqs(other.store)).toBe('1,2');
    await other.store.record(uploadOf(3));
    await writeDay(one.store, day, root!);
    await other.store.record(uploadOf(4));
    await one.live.index();
    expect(await one.store.leaving.leave(day, root!)).toBe(true);
    // The other has looked before, and goes on by what it saw: what has left is not removed so soon.
    await one.store.leaving.sweep();
    expect((await other.store.view()).left.size).toBe(0);
    expect(await other.store.record(uploadOf(2))).toEqual({ repeated: true });
    await other.store.record(uploadOf(5));
    expect(await seqs(other.store)).toBe('1,2,3,4,5');
    expect(await seqs(one.store)).toBe('1,2,3,4,5');
    other.store.changed();
    expect((await other.store.view()).left).toEqual(new Set([day]));
    expect(await seqs(other.store)).toBe('1,2,3,4,5');
    for (const { store } of [one, other])
      expect((await store.days()).map(({ day: of, state }) => [of, state])).toEqual([[day, 'open']]);

    // What came late is added; until it leaves it is found once, also where more comes.
    const late = (await one.live.sealDay(day)).root!;
    expect(late).not.toBe(root);
    await writeDay(one.store, day, late, true);
    expect(await seqs(one.store)).toBe('1,2,3,4,5');
    await other.store.record(uploadOf(6, 'elsewhere'));
    await one.live.index();
    expect(await one.store.leaving.leave(day, late)).toBe(true);
    expect(await one.store.leaving.leave(day, late)).toBe(false);
    for (const { store, live } of [one, other]) {
      store.changed();
      expect(await store.count({ devices: new Set(['pc']) })).toBe(
        [1, 2, 3, 4, 5].reduce((sum, seq) => sum + batchFor('pc', seq).n, 0),
      );
      expect(await live.count({})).toBe(batchFor('elsewhere', 6).n);
      expect(await store.count({})).toBe(
        [1, 2, 3, 4, 5, 6].reduce((sum, seq) => sum + batchFor('pc', seq).n, 0),
      );
    }
  });

  test('LOG-027, LOG-029: at every moment each server finds each record once, while its day leaves, grows, comes back and goes', async () => {
    const { one, other, said } = await twoArchived();
    const sizes = { begun: 0, acknowledged: 0 };
    let isDone = false;
    const take = async () => {
      for (let seq = 1; seq <= 24; seq++) {
        const { n } = batchFor('pc', seq);
        sizes.begun += n;
        const device = seq % 2 ? 'pc' : 'elsewhere';
        await (seq % 3 ? other : one).store.record(uploadOf(seq, device));
        sizes.acknowledged += n;
      }
    };
    const ask = async ({ store }: typeof one) => {
      let questions = 0;
      for (; !isDone || questions < 3; questions++) {
        const least = sizes.acknowledged;
        const names: string[] = [];
        if (questions % 2) for await (const page of store.read({})) names.push(...page.map(({ id }) => id));
        const found = questions % 2 ? names.length : await store.count({});
        expect(new Set(names).size).toBe(names.length);
        expect(found).toBeGreaterThanOrEqual(least);
        expect(found).toBeLessThanOrEqual(sizes.begun);
      }
      return questions;
    };
    const keep = async () => {
      const { store, live, facts } = one;
      const restorer = restorerOf(store, facts);
      const { signal } = new AbortController();
      for (let round = 0; sizes.acknowledged < sizes.begun || round < 6; round++) {
        await store.leaving.leaveAdded();
        if ((await live.days()).length > 0) {
          const { root } = await live.sealDay(day);
          await writeDay(store, day, root!, said.archived.has(day));
          said.archived.add(day);
          expect(await store.leaving.leave(day, root!)).toBe(true);
        }
        const devices = round % 2 ? ['pc'] : null;
        await restorer.restore({ day, devices, manual: true, by: { actor: 'system:test' }, signal });
        if (round % 3 < 2) continue;
        said.restored.clear();
        said.revision++;
        await (await store.restored()).drop(day);
      }
    };
    await one.store.record(uploadOf(30));
    sizes.begun = sizes.acknowledged = batchFor('pc', 30).n;
    const work = Promise.all([take(), keep()]).finally(() => (isDone = true));
    const [questions] = await Promise.all([Promise.all([ask(one), ask(other)]), work]);
    expect(Math.min(...questions)).toBeGreaterThan(3);
    other.store.changed();
    expect(await other.store.count({})).toBe(sizes.begun);
  });

  test('LOG-027: a day that a leader archived and could not let go leaves before it is sealed again', async () => {
    const { one, other } = await twoArchived();
    await one.store.record(uploadOf(1));
    await archiveDay(one.store, day);
    await one.store.record(uploadOf(2));
    await writeDay(one.store, day, (await one.live.sealDay(day)).root!, true);
    await one.store.record(uploadOf(3));
    await other.live.index();
    await other.store.leaving.leaveAdded();
    await other.live.sealDay(day);
    for (const { store } of [one, other]) {
      store.changed();
      expect(await seqs(store)).toBe('1,2,3');
    }
    expect(await other.live.count({})).toBe(batchFor('pc', 3).n);
  });

  test('LOG-027: what has left is removed once every server has seen it in the archive, and not where it is not there', async () => {
    const { one, other, said, database } = await twoArchived({ graceMs: 0 });
    await one.store.record(uploadOf(1));
    await archiveDay(one.store, day);
    await other.store.record(uploadOf(2));
    const { db } = await mongodb.connect(database);
    const there = async () =>
      Promise.all(['runs', 'bodies'].map(name => db.collection(`operation-${name}`).countDocuments()));
    const { folder: place } = said;
    renameSync(path.join(place!, day), path.join(place!, 'moved'));
    said.archived.add(day);
    one.store.changed();
    await one.store.leaving.sweep();
    expect(await there()).toEqual([2, 2]);
    expect(await seqs(one.store)).toBe('1,2');
    expect((await one.store.view()).fragments).toEqual(new Set([day]));
    renameSync(path.join(place!, 'moved'), path.join(place!, day));
    // Nor where its files are damaged.
    const [file] = readdirSync(path.join(place!, day)).filter(name => name.endsWith('.parquet'));
    renameSync(path.join(place!, day, file!), path.join(place!, 'moved'));
    one.store.changed();
    await one.store.leaving.sweep();
    expect(await there()).toEqual([2, 2]);
    expect(await seqs(one.store)).toBe('1,2');
    renameSync(path.join(place!, 'moved'), path.join(place!, day, file!));
    one.store.changed();
    await one.store.leaving.sweep();
    expect(await there()).toEqual([1, 1]);
    for (const { store } of [one, other]) {
      store.changed();
      expect(await seqs(store)).toBe('1,2');
      expect(await store.record(uploadOf(1))).toEqual({ repeated: true });
    }
    expect(await one.live.sealDay(day)).toMatchObject({ records: batchFor('pc', 2).n, batches: 1 });
  });
});
