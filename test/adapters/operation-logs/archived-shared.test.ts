import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { restoredInto } from '../../../adapters/operation-logs/archive/restored-days.ts';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import type { OperationFilter, OperationStore } from '../../../projections/operation-logs/index.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import {
  archiveDay,
  archivedStore,
  leavingByThemselves,
  restorerOf,
  unmarked,
} from '../../support/archived-operations.ts';
import { archivedSharedOfSuite, uploadOf } from '../../support/archived-shared.ts';
import { describeMongodb } from '../../support/mongodb.ts';
import { batchFor } from '../../support/operation-batches.ts';
import { devices, operationFilter, sampleUploads } from '../../support/operations.ts';
import { indexing } from '../../support/shared-operations.ts';

const day = '2026-09-01';

describeMongodb('the archive of operation logs in an EventStoreDB and a MongoDB', () => {
  const { folder, mongodb, fresh, archived, twoArchived } = archivedSharedOfSuite();

  const leaving = (days: readonly string[]) => async () => {
    const opened = await fresh();
    const { store } = await archived({ ...opened, store: indexing(opened.store) });
    return leavingByThemselves(store, days);
  };
  operationStoreCompliance(
    'days at hand and archived ones of several servers',
    leaving(['2026-08-31', '2026-09-01', '2026-09-04', '2026-09-05']),
    { filters: 4 },
  );
  operationTraceCompliance('days at hand and archived ones of several servers', leaving([day]));

  test('LOG-026, LOG-029: answers what a server on its own answers, of days at hand, late, archived and restored ones', async () => {
    const ofServers = await archived(await fresh());
    const place = folder();
    mkdirSync(path.join(place, 'archive'));
    const sqlite = (name: string) =>
      openSqliteOperationStore(path.join(place, name), { intakeThreads: 1, readerThreads: 1 });
    const alone = archivedStore(
      path.join(place, 'archive'),
      path.join(place, 'scratch'),
      await sqlite('days'),
      {
        openRestored: async () => restoredInto(await sqlite('restored')),
      },
    );
    const uploads = sampleUploads(40, 5);
    try {
      for (const { store, facts } of [ofServers, alone]) {
        for (const one of uploads.slice(0, 30)) await store.record(one);
        const restorer = restorerOf(store, facts);
        const restore = (of: string, computers: readonly string[] | null) =>
          restorer.restore({
            day: of,
            devices: computers,
            manual: true,
            by: { actor: 'system:test' },
            signal: new AbortController().signal,
          });
        for (const each of [day, '2026-09-02', '2026-09-03']) await archiveDay(store, each);
        await restore('2026-09-02', [devices[0]]);
        await restore('2026-09-02', [devices[1]]);
        await restore('2026-09-03', null);
        // Late, and partly there already.
        for (const one of uploads.slice(20)) await store.record(one);
        await archiveDay(store, day, { added: true });
        for (const one of uploads.slice(35)) await store.record(one);
      }
      const answers = async (store: OperationStore, filter: OperationFilter) => {
        const page = await store.search({ ...filter, order: 'newest', limit: 40 });
        const next = page.next;
        return [
          page.items,
          next !== null &&
            (await store.search({ ...filter, order: 'newest', limit: 40, cursor: next })).items,
          (await store.search({ ...filter, order: 'oldest', limit: 30 })).items,
          await store.count(filter),
          await store.histogram(filter, 'quarter'),
          await store.groupBy(filter, 'detail', 10),
        ];
      };
      const same = async (filter: OperationFilter) =>
        expect(await answers(ofServers.store, filter)).toEqual(await answers(alone.store, filter));
      await same({});
      await fc.assert(
        fc.asyncProperty(operationFilter(), filter => same({ filter })),
        { numRuns: 6 },
      );
      const told = async (store: OperationStore) =>
        (await store.days()).map(({ bytes: _, ...status }) => status);
      expect(await told(ofServers.store)).toEqual(await told(alone.store));
      expect((await told(alone.store)).map(({ state }) => state)).toContain('restored');
    } finally {
      await alone.store.close();
    }
  });

  test('LOG-029: two servers that bring back the same day do not mix what they bring, and a day under way is answered by the archive', async () => {
    const { one, other, said, database } = await twoArchived({ graceMs: 0 });
    const reference = memoryOperationStore();
    for (const each of sampleUploads(30, 5)) {
      await one.store.record(each);
      await reference.record(each);
    }
    await archiveDay(one.store, day);
    const expected = await reference.search({ order: 'oldest', limit: 1_000 });
    const same = async () => {
      for (const { store } of [one, other])
        expect(await unmarked(store).search({ order: 'oldest', limit: 1_000 })).toEqual(expected);
    };
    const restore = ({ store, facts }: typeof one, of: readonly string[] | null) =>
      restorerOf(store, facts).restore({
        day,
        devices: of,
        manual: true,
        by: { actor: 'system:test' },
        signal: new AbortController().signal,
      });
    await restore(one, [devices[0]]);
    await same();
    // Another whole day is there already of which the log does not tell yet.
    const { signal } = new AbortController();
    const batches = (await one.store.archive())!.batches(day);
    const whole = { day, devices: null, parts: 1, uploads: batches, signal, verify: () => undefined };
    await (await other.store.restored()).bring(whole);
    for (const { store } of [one, other]) store.changed();
    await same();
    const both = await Promise.allSettled([restore(one, null), restore(other, null)]);
    expect(both.map(({ status }) => status)).toContain('fulfilled');
    expect(said.restored.get(day)?.devices).toBeNull();
    await same();
    expect((await other.store.view()).selection.size).toBe(0);
    // What a server left that ended in the midst of it, and what the log does not tell of.
    const { db } = await mongodb.connect(database);
    const runs = db.collection('operation-restored-runs');
    const restored = await other.store.restored();
    await restored.sweep();
    const sizes = await runs.find({}, { projection: { n: 1 } }).toArray();
    expect(sizes.reduce((sum, { n }) => sum + (n as number), 0)).toBe(await reference.count({ day }));
    const uploads = (async function* () {
      yield uploadOf(1);
      await same();
      throw new Error('ended');
    })();
    await expect(restored.bring({ ...whole, uploads })).rejects.toThrow('ended');
    await same();
    said.restored.clear();
    said.revision++;
    await restored.drop(day);
    await restored.sweep();
    await same();
    expect(await runs.countDocuments()).toBe(0);
  });

  test('LOG-045: a server that does not reach the archive answers for days at hand, and fails for archived ones', async () => {
    const { one, other, said } = await twoArchived({ graceMs: 0 });
    await one.store.record(uploadOf(1));
    await archiveDay(one.store, day);
    await one.store.leaving.sweep();
    const from = Date.parse('2026-09-20T00:00:00Z');
    await other.store.record({ ...uploadOf(2), batch: { ...batchFor('pc', 2), t0: from } });
    const [first] = (await other.store.search({ order: 'oldest', limit: 1 })).items;
    expect(first).toMatchObject({ archived: true });
    // The share is not mounted: the folder is there, and empty.
    const { folder: place } = said;
    renameSync(place!, `${place}-away`);
    mkdirSync(place!);
    other.store.changed();
    expect(await other.store.count({ from })).toBe(batchFor('pc', 2).n);
    const page = await other.store.search({ order: 'newest', limit: 1 });
    expect(page.items).toHaveLength(1);
    const unreachable = { name: 'ArchiveFault', reason: 'unreachable' };
    const { store } = other;
    await expect((await store.folderAt(place!)).mark([day])).rejects.toMatchObject(unreachable);
    for (const ask of [
      () => store.search({ order: 'newest', limit: 1_000 }),
      () => store.search({ order: 'oldest', limit: 1 }),
      () => store.count({ day }),
      () => store.histogram({}, 'day'),
      () => store.groupBy({}, 'user', 5),
      () => store.get(first!.id),
      () => store.trace(first!.id, { most: 10 }),
      () => store.read({})[Symbol.asyncIterator]().next(),
    ])
      await expect(ask()).rejects.toMatchObject(unreachable);
    expect((await store.days()).map(({ day: of, state }) => [of, state])).toEqual([
      ['2026-09-20', 'open'],
      [day, 'damaged'],
    ]);
    // Whoever sends something late is not sent away.
    expect(await store.record(uploadOf(3))).toEqual({ repeated: false });
    rmSync(place!, { recursive: true });
    renameSync(`${place}-away`, place!);
    store.changed();
    expect(await store.count({})).toBe([1, 2, 3].reduce((sum, seq) => sum + batchFor('pc', seq).n, 0));
  });
});
