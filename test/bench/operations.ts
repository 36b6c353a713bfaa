import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteOperationStore, type SqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import type { Filter } from '../../projections/kernel/index.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { archiveRows } from './support/archive-rows.ts';
import { firstDay, generate, type Upload, type WorkFacts } from './support/operation-work.ts';
import { RowStore } from './support/row-store.ts';
import { intake } from './support/store-intake.ts';

const wanted = Number(process.env.MUSTER_BENCH_OPERATIONS ?? 2_000_000);
/** The budgets are those of a hundred million records. */
const budgeted = 100_000_000;
/** Questions of a kind that do not count: they open files, and the code is not compiled yet. */
const warmUp = 40;
const dayMs = 86_400_000;
/** Rows are told for so many of the records: a store of rows would take minutes for all. */
const rowsOf = 100_000;

/** The embedded operation store alone, what a record takes, and the searches. */
export async function* measureOperations(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const generated = generate(wanted, 17);
  const place = join(folder, 'operations');
  let store = await openSqliteOperationStore(place);
  try {
    const instead = new RowsInstead(folder);
    const perSecond = await intake(store, generated, uploads => instead.take(uploads));
    const work = generated.facts();
    const rows = instead.told();
    yield benchRow({
      work: `Operation-log intake at full speed, without HTTP, ${told(work.records)} records, batches of 200`,
      value: perSecond,
      unit: 'records/s',
      limit: rows.perSecond,
      limitName: 'SQLite with a row per record',
      budget: null,
      better: 'higher',
    });
    await store.index();
    yield* searches(store, work, 'open days', rows.searchMs);
    // Without the write-ahead log, which is as large for few records as for many.
    await store.close();
    store = await openSqliteOperationStore(place);
    yield bytesRow('live', (await store.status()).bytes / work.records, rows.bytes, 45);
    const begun = performance.now();
    for (const { day } of await store.days()) await store.sealDay(day);
    yield benchRow({
      work: 'Sealing of days, merged and indexed as one',
      value: work.records / ((performance.now() - begun) / 1_000),
      unit: 'records/s',
      limit: null,
      budget: null,
      better: 'higher',
    });
    yield bytesRow('sealed', (await store.status()).bytes / work.records, rows.bytes, 35);
    yield* searches(store, work, 'sealed days', rows.searchMs);
    yield* archiveRows(folder, store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same uploads in the other store, until it has enough to tell. */
class RowsInstead {
  readonly #store: RowStore;
  #records = 0;
  #ms = 0;

  constructor(folder: string) {
    this.#store = new RowStore(folder);
  }

  take(uploads: readonly Upload[]): void {
    const begun = performance.now();
    for (const upload of uploads) {
      if (this.#records >= rowsOf) break;
      this.#store.take(upload);
      this.#records += upload.records;
    }
    this.#ms += performance.now() - begun;
  }

  told() {
    const perSecond = this.#records / (this.#ms / 1_000);
    const searchMs = this.#store.search('nowhere at all');
    return {
      perSecond,
      searchMs: (searchMs * wanted) / this.#records,
      bytes: this.#store.close() / this.#records,
    };
  }
}

function bytesRow(state: string, value: number, limit: number, budget: number): BenchRow {
  return benchRow({
    work: `Bytes of an operation record on disk, ${state}`,
    value,
    unit: 'bytes',
    limit,
    limitName: 'SQLite with a row per record',
    budget,
    better: 'lower',
  });
}

async function* searches(
  store: SqliteOperationStore,
  work: WorkFacts,
  state: string,
  scan: number,
): AsyncGenerator<BenchRow> {
  const newest = (filter: Filter, span = {}) =>
    store.search({ ...span, filter, order: 'newest', limit: 100 });
  const text = (value: string): Filter => ({ op: 'contains', column: 'file', value });
  const starts = await Promise.all(
    work.traced.slice(0, 60).map(async place => {
      const filter: Filter = { op: 'eq', column: 'destination', value: place };
      return (await store.search({ filter, order: 'newest', limit: 1 })).items[0]!.id;
    }),
  );
  const questions: readonly (readonly [string, number, number, (round: number) => Promise<unknown>])[] = [
    [
      'one device-day, newest 100',
      200,
      10,
      round => {
        const from = firstDay + (round % work.days) * dayMs;
        const device = work.devices[(round * 37) % work.devices.length]!;
        return newest({ op: 'eq', column: 'device', value: device }, { from, until: from + dayMs });
      },
    ],
    [
      `one user ${work.days} days, newest 100`,
      200,
      25,
      round => newest({ op: 'eq', column: 'user', value: work.users[(round * 37) % work.users.length]! }),
    ],
    ['part of a path, few hits', 150, 30, round => newest(text(work.rare[round % work.rare.length]!))],
    ['part of a path, some 50 hits', 60, 60, round => newest(text(work.words[round % work.words.length]!))],
    [
      'part of a path, common',
      50,
      60,
      round => newest(text(['.docx', 'users', 'word1', '見積'][round % 4]!)),
    ],
    [
      `count by type and day, ${work.days} days`,
      30,
      10,
      () => Promise.all([store.histogram({}, 'day'), store.groupBy({}, 'type', 100)]),
    ],
    ['trace over 6 renames', 60, 30, round => store.trace(starts[round % starts.length]!, { most: 100 })],
  ];
  for (const [what, rounds, budget, ask] of questions) {
    const times: number[] = [];
    for (let round = 0; round < rounds + warmUp; round++) {
      const begun = performance.now();
      await ask(round);
      if (round >= warmUp) times.push(performance.now() - begun);
    }
    yield benchRow({
      work: `Operation-log search, ${what}, ${state}, ${told(work.records)} records, p99`,
      value: quantile(times, 0.99),
      unit: 'ms',
      limit: what.startsWith('part') ? scan : null,
      limitName: 'SQLite with a row per record, all looked through',
      budget: work.records >= budgeted ? budget : null,
      better: 'lower',
    });
  }
}

function told(records: number): string {
  return records.toLocaleString('en-GB');
}
