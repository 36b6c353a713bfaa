import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { ArchivedOperationStore } from '../../../adapters/operation-logs/archive/joined.ts';
import { restoredInto } from '../../../adapters/operation-logs/archive/restored-days.ts';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import { DayRestorer } from '../../../src/server/operation-logs/archive/restoring.ts';
import { archiveDay } from '../../support/archived-operations.ts';
import { benchRow, quantile, type BenchRow } from '../row.ts';

const asked = 20;
/** Days until they have so many records: a hundred million would take an hour. */
const most = 3_000_000;
const plain = { limit: null, budget: null } as const;

/** Sealed days into the archive, searched there, and back. The days stay at hand for whoever measures on. */
export async function* archiveRows(folder: string, live: OperationStore): AsyncGenerator<BenchRow> {
  const place = join(folder, 'archive');
  mkdirSync(place);
  const store = new ArchivedOperationStore({
    live,
    openRestored: async () => restoredInto(await openSqliteOperationStore(join(folder, 'restored'))),
    scratch: join(folder, 'scratch'),
    facts: () => Promise.resolve({ revision: 0, folder: place, archived: new Set(), restored: new Map() }),
  });
  const days: string[] = [];
  let records = 0;
  for (const day of await live.days()) {
    if (records >= most) break;
    days.push(day.day);
    records += day.records;
  }
  try {
    let begun = performance.now();
    const rate = () => records / ((performance.now() - begun) / 1_000);
    for (const day of days) await archiveDay(store, day, { keep: true });
    yield benchRow({
      work: 'Archiving of sealed days',
      value: rate(),
      unit: 'records/s',
      better: 'higher',
      ...plain,
    });
    const archive = (await store.archive())!;
    const written = [...(await archive.days()).values()];
    const bytes = written.reduce((sum, day) => sum + (day === 'damaged' ? 0 : day.bytes), 0);
    yield benchRow({
      work: 'Bytes of an operation record in the archive',
      value: bytes / records,
      unit: 'bytes',
      better: 'lower',
      ...plain,
    });
    const files = await archive.filesOf(new Map(days.map(day => [day, []])));
    const times: number[] = [];
    for (let index = 0; index < asked; index++) {
      begun = performance.now();
      const filter = { op: 'contains', column: 'file', value: `report-${index}` } as const;
      await archive.ask(files, { filter }, [], (question, process) =>
        process.call('page', { question, order: 'newest', most: 100 }),
      );
      times.push(performance.now() - begun);
    }
    yield benchRow({
      work: `Part of a path in ${days.length} archived days, newest 100, p50`,
      value: quantile(times, 0.5),
      unit: 'ms',
      better: 'lower',
      ...plain,
    });
    const restorer = new DayRestorer(store, {
      restored: () => Promise.resolve({}),
      note: () => Promise.resolve(),
    });
    const { signal } = new AbortController();
    begun = performance.now();
    for (const day of days)
      await restorer.restore({ day, devices: null, manual: true, by: { actor: 'system:bench' }, signal });
    yield benchRow({
      work: 'Restoring of archived days, compared and sealed',
      value: rate(),
      unit: 'records/s',
      better: 'higher',
      ...plain,
    });
  } finally {
    await archiveEnd(store);
  }
}

/** Of everything but the days at hand. */
async function archiveEnd(store: ArchivedOperationStore): Promise<void> {
  await (await store.archive())?.close();
  await (await store.restored()).close();
}
