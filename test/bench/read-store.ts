import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteReadStore } from '../../adapters/read-store/sqlite.ts';
import type { EventChanges, Filter, Query } from '../../projections/kernel/index.ts';
import {
  deviceId,
  deviceList,
  deviceProjection,
  firstDay,
  registrations,
  seeded,
} from '../support/device-collections.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';

const collection = deviceList.name;
const shown = [
  'name',
  'osName',
  'ipAddress',
  'user',
  'department',
  'diskFree',
  'memory',
  'lastChangedAt',
  'online',
];

/** The embedded read store: pages of lists in two sizes, and what a live batch costs. */
export async function* measureReadStore(): AsyncGenerator<BenchRow> {
  yield* measureSize(50_000, 400, 10);
  yield* measureSize(1_000_000, 60, 25);
}

async function* measureSize(documents: number, rounds: number, budget: number): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  let store = new SqliteReadStore(folder);
  try {
    const built = await build(store, documents);
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

/** Each asks another thing every time, as people do; all with the total. */
const questions: Readonly<Record<string, (random: () => number, round: number) => Omit<Query, 'limit'>>> = {
  'filter and sort without an index': random => ({
    filter: and(eq('managementStatus', 'managed'), {
      op: 'range',
      column: 'diskFreePercent',
      lt: Math.floor(random() * 900) / 10 + 5,
    }),
    sort: [{ column: 'diskFree', direction: 'desc' }],
  }),
  'filter on an indexed column, sorted by another': random => ({
    filter: { op: 'under', column: 'department', path: `Plant ${Math.floor(random() * 12)}` },
    sort: [{ column: 'lastChangedAt', direction: 'desc' }],
  }),
  'search in all columns': random => ({
    filter: { op: 'search', text: `user${Math.floor(random() * 40_000)}` },
    sort: [{ column: 'name', direction: 'asc' }],
  }),
  'sorted by last contact': random => ({
    filter: eq('deviceType', ['desktop', 'notebook', 'server', 'virtual'][Math.floor(random() * 4)]!),
    sort: [{ column: 'lastSeenAt', direction: 'desc' }],
  }),
};

function eq(column: string, value: string): Filter {
  return { op: 'eq', column, value };
}

function and(...filters: Filter[]): Filter {
  return { op: 'and', filters };
}

async function build(store: SqliteReadStore, documents: number): Promise<number> {
  await store.open(deviceProjection);
  const random = seeded(1);
  const rebuild = await store.beginRebuild(deviceProjection);
  const from = performance.now();
  for (let n = 0; n < documents; n += 2_000)
    await rebuild.apply(registrations(n, Math.min(documents, n + 2_000), random));
  await rebuild.finish(documents, new Date(firstDay + documents * 1_000).toISOString());
  const seconds = (performance.now() - from) / 1_000;
  for (let n = 0; n < documents; n += 10_000) {
    const ids = Array.from({ length: Math.min(10_000, documents - n) }, (_, i) => deviceId(n + i));
    await store.touch(
      collection,
      ids.map(id => ({
        id,
        columns: {
          lastSeenAt: firstDay + Math.floor(random() * 1e9),
          online: random() < 0.8 ? 'online' : 'quiet',
        },
      })),
    );
  }
  return seconds;
}

async function* measureApply(
  store: SqliteReadStore,
  folder: string,
  documents: number,
  random: () => number,
): AsyncGenerator<BenchRow> {
  const perBatch = 1_000;
  const batches = Array.from({ length: 40 }, (_, b) =>
    changesOf(documents, documents + 1 + b * perBatch, perBatch, random),
  );
  let visible: number[] = [];
  const from = performance.now();
  for (const batch of batches) {
    const last = batch.at(-1)!;
    const began = performance.now();
    await store.apply(deviceProjection.name, batch, last.position, last.at);
    visible.push(performance.now() - began);
  }
  const perSecond = (batches.length * perBatch) / ((performance.now() - from) / 1_000);
  yield benchRow({
    work: `Live events applied, history included, batches of 1,000, ${size(documents)} devices`,
    value: perSecond,
    unit: 'events/s',
    limit: bareUpdates(folder, documents, random),
    limitName: 'bare SQLite, the same rows updated',
    budget: null,
    better: 'higher',
  });
  visible = await timed(100, async round => {
    const position = documents + 40 * perBatch + 1 + round;
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

function changesOf(documents: number, from: number, count: number, random: () => number): EventChanges[] {
  return Array.from({ length: count }, (_, i) => {
    const position = from + i;
    const at = firstDay + (documents + position) * 1_000;
    const columns = {
      lastChangedAt: at,
      ...(random() < 0.7
        ? { diskFree: Math.floor(random() * 400_000) }
        : { user: `user${Math.floor(random() * 40_000)}` }),
    };
    const id = deviceId(Math.floor(random() * documents));
    return {
      position,
      at: new Date(at).toISOString(),
      changes: [{ kind: 'patch', collection, id, columns }],
    };
  });
}

async function timed(rounds: number, work: (round: number) => Promise<void>): Promise<number[]> {
  // The first few compile statements and read columns; they are the row "first page".
  for (let round = 0; round < 5; round++) await work(round - 5 + rounds * 2);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await work(round);
    times.push(performance.now() - from);
  }
  return times;
}

function databaseIn(folder: string): string {
  return join(
    folder,
    readdirSync(folder).find(name => name.endsWith('.db'))!,
  );
}

/** p99 in ms of fetching 50 rows by key on the same file in this thread: the floor of any page. */
function pointReads(folder: string): number {
  const db = new Database(databaseIn(folder), { readonly: true });
  const select = db.prepare(
    `SELECT _id, ${shown.map(name => `"${name}"`).join(', ')} FROM "${collection}" WHERE _id = ?`,
  );
  const count = db.prepare<[], number>(`SELECT count(*) FROM "${collection}"`).pluck().get() ?? 1;
  const random = seeded(5);
  const times = Array.from({ length: 300 }, () => {
    const from = performance.now();
    for (let i = 0; i < 50; i++) select.get(deviceId(Math.floor(random() * count)));
    return performance.now() - from;
  });
  db.close();
  return quantile(times, 0.99);
}

/** Updates per second of two columns by id in transactions of 1,000, on the same file beside the store. */
function bareUpdates(folder: string, documents: number, random: () => number): number {
  const db = new Database(databaseIn(folder));
  db.pragma('synchronous = NORMAL');
  db.function('fold', { deterministic: true }, (text: unknown) => text);
  const update = db.prepare(`UPDATE "${collection}" SET "diskFree" = ?, "lastChangedAt" = ? WHERE _id = ?`);
  const rounds = 40;
  const from = performance.now();
  for (let round = 0; round < rounds; round++) {
    db.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < 1_000; i++) update.run(i, firstDay + i, deviceId(Math.floor(random() * documents)));
    db.exec('ROLLBACK');
  }
  const perSecond = (rounds * 1_000) / ((performance.now() - from) / 1_000);
  db.close();
  return perSecond;
}

function size(documents: number): string {
  return documents.toLocaleString('en-GB');
}
