import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteReadStore } from '../../adapters/read-store/sqlite.ts';
import { deviceList, deviceProjection, seeded } from '../support/device-collections.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { bareUpdates, pointReads } from './support/disk-limits.ts';
import { applyRate, buildList, changesOf, questions, shown, timed, warmUp } from './support/list-work.ts';

const collection = deviceList.name;
const batches = 40;

/** The embedded read store: pages of lists in two sizes, and what a live batch costs. */
export async function* measureReadStore(): AsyncGenerator<BenchRow> {
  yield* measureSize(50_000, 400, 10);
  yield* measureSize(1_000_000, 60, 25);
}

async function* measureSize(documents: number, rounds: number, budget: number): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  let store = new SqliteReadStore(folder);
  try {
    const built = await buildList(store, documents);
    yield benchRow({
      work: `Bulk load of ${size(documents)} devices of 40 columns, history and indexes`,
      value: documents / built,
      unit: 'devices/s',
      limit: null,
      budget: null,
      better: 'higher',
    });
    const point = pointReads(folder);
    const random = seeded(documents);
    const cold = performance.now();
    await store.close();
    store = new SqliteReadStore(folder);
    await store.open(deviceProjection);
    await store.find(collection, { limit: 50, fields: shown, sort: [{ column: 'name', direction: 'asc' }] });
    yield benchRow({
      work: `Opening and first page, ${size(documents)} devices`,
      value: performance.now() - cold,
      unit: 'ms',
      limit: null,
      budget: null,
      better: 'lower',
    });
    for (const [what, question] of Object.entries(questions)) {
      const times = await timed(rounds, async round => {
        await store.find(collection, { limit: 50, fields: shown, ...question(random, round) });
      });
      yield benchRow({
        work: `List page of 50, ${what}, ${size(documents)} devices, p99`,
        value: quantile(times, 0.99),
        unit: 'ms',
        limit: point,
        limitName: 'bare SQLite, 50 rows by key, p99',
        budget,
        better: 'lower',
      });
    }
    yield* measureApply(store, folder, documents, random);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* measureApply(
  store: SqliteReadStore,
  folder: string,
  documents: number,
  random: () => number,
): AsyncGenerator<BenchRow> {
  const perSecond = await applyRate(store, documents, batches, random);
  yield benchRow({
    work: `Live events applied, history included, batches of 1,000, ${size(documents)} devices`,
    value: perSecond,
    unit: 'events/s',
    limit: bareUpdates(folder, documents, random),
    limitName: 'bare SQLite, the same rows updated',
    budget: null,
    better: 'higher',
  });
  const visible = await timed(100, async round => {
    const position = documents + batches * 1_000 + 1 + warmUp + round;
    const batch = changesOf(documents, position, 1, random);
    await store.apply(deviceProjection.name, batch, position, batch[0]!.at);
    await store.find(collection, {
      limit: 50,
      fields: shown,
      sort: [{ column: 'diskFree', direction: 'desc' }],
    });
  });
  yield benchRow({
    work: `One event applied and the next page that shows it, ${size(documents)} devices, p99`,
    value: quantile(visible, 0.99),
    unit: 'ms',
    limit: null,
    budget: 100,
    better: 'lower',
  });
}

function size(documents: number): string {
  return documents.toLocaleString('en-GB');
}
