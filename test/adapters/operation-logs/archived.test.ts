import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { OperationBatch } from '../../../domain/operation-logs/index.ts';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import {
  archiveDay,
  archivedStore,
  leavingByThemselves,
  restorerOf,
  unmarked,
} from '../../support/archived-operations.ts';
import { batchFor, uploadFor } from '../../support/operation-batches.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { devices, sampleUploads } from '../../support/operations.ts';

const folder = temporaryFolders();

function leaving(days: readonly string[]) {
  const place = folder();
  return leavingByThemselves(archivedStore(place, path.join(place, 'scratch')).store, days);
}

operationStoreCompliance(
  'days at hand and archived ones',
  () => Promise.resolve(leaving(['2026-08-31', '2026-09-01', '2026-09-04', '2026-09-05'])),
  { filters: 8 },
);
operationTraceCompliance('days at hand and archived ones', () => Promise.resolve(leaving(['2026-09-01'])));

test('LOG-029: days that are back, of some computers or of all, answer as before; so do those that are halfway', async () => {
  const place = folder();
  const { store, facts } = archivedStore(place, path.join(place, 'scratch'));
  const reference = memoryOperationStore();
  const restorer = restorerOf(store, facts);
  const restore = (day: string, of: readonly string[] | null, signal = new AbortController().signal) =>
    restorer.restore({ day, devices: of, manual: true, by: { actor: 'system:test' }, signal });
  const answers = async (of: OperationStore) => {
    const plan = { op: 'contains', column: 'file', value: 'plan' } as const;
    const filter = { op: 'not', filter: plan } as const;
    const page = await of.search({ filter, order: 'newest', limit: 70 });
    const pages: unknown[] = [];
    for await (const one of of.read({})) pages.push(...one);
    return [
      page,
      await of.search({ filter, order: 'newest', limit: 70, cursor: page.next! }),
      pages,
      await of.count({ filter: plan }),
      await of.histogram({}, 'quarter'),
      await of.groupBy({}, 'user', 5),
    ];
  };
  try {
    for (const upload of sampleUploads(40, 5))
      await Promise.all([store.record(upload), reference.record(upload)]);
    const days = ['2026-09-01', '2026-09-02'] as const;
    for (const day of days) await archiveDay(store, day);
    const expected = await answers(reference);
    const same = async () => expect(await answers(unmarked(store))).toEqual(expected);
    await same();
    await restore(days[0], [devices[0], devices[1]]);
    await same();
    await restore(days[0], [devices[2]]);
    expect(facts.restored.get(days[0])?.devices).toEqual(devices.slice(0, 3));
    await restore(days[1], null);
    await same();
    expect((await store.days()).map(({ state }) => state)).toContain('restored');
    expect((await store.days()).map(({ state }) => state)).not.toContain('archived');

    // What a process left that ended in the midst of it: records that the log does not tell of.
    facts.restored.delete(days[1]);
    store.changed();
    await same();
    await expect(restore(days[1], null, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await same();
    await restore(days[1], null);
    await same();
  } finally {
    await store.close();
  }
});

test('LOG-030: an upload as it came is checked against days that have left, and waits for one that is leaving', async () => {
  const place = folder();
  const live = await openSqliteOperationStore(path.join(place, 'days'), {
    intakeThreads: 1,
    readerThreads: 1,
  });
  const { store } = archivedStore(path.join(place, 'archive'), path.join(place, 'scratch'), live);
  mkdirSync(path.join(place, 'archive'));
  const send = async (...batches: OperationBatch[]) => {
    const outcome = await store.receive(
      uploadFor('pc', gzipSync(JSON.stringify({ batches })), Date.parse('2026-09-02T08:00:00Z')),
    );
    return 'batches' in outcome ? outcome.batches.map(({ seq, state }) => [seq, state]) : outcome;
  };
  try {
    const [one, two, three] = [batchFor('pc', 1), batchFor('pc', 2), batchFor('pc', 3)];
    expect(await send(one, two)).toEqual([
      [1, 'recorded'],
      [2, 'recorded'],
    ]);
    const before = await store.count({});
    // What comes while the day leaves is neither lost nor stored twice.
    const leaving = archiveDay(store, '2026-09-01');
    expect(await send(two)).toEqual([[2, 'repeated']]);
    await leaving;
    expect((await store.days()).map(({ day, state }) => [day, state])).toEqual([['2026-09-01', 'archived']]);
    expect(await send(one, three, two)).toEqual([
      [1, 'repeated'],
      [3, 'recorded'],
      [2, 'repeated'],
    ]);
    expect(await store.count({})).toBe(before + three.n);
  } finally {
    await store.close();
  }
});
