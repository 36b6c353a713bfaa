import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteOperationStore, type SqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import type { Filter } from '../../projections/kernel/index.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { archiveRows } from './support/archive-rows.ts';
import { canForgetFiles, forgetFiles } from './support/page-cache.ts';
import { firstDay, generate, searchedDays, type Upload, type WorkFacts } from './support/operation-work.ts';
import { RowStore } from './support/row-store.ts';
import { intake } from './support/store-intake.ts';

const wanted = Number(process.env.MUSTER_BENCH_OPERATIONS ?? 2_000_000);
/** The budgets are those of a hundred million records. */
const budgeted = 100_000_000;
/** Questions of a kind that do not count: they open files, and the code is not compiled yet. */
const warmUp = 40;
/** From a cold cache; a store is opened for each. */
const coldRounds = 25;
const startRounds = 9;
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
    await store.close();
    yield* starts(work, place);
    store = await openSqliteOperationStore(place);
    if (canForgetFiles) yield* coldSearches(store, work, place);
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

interface Question {
  readonly what: string;
  readonly rounds: number;
  /** Milliseconds that 99 in 100 may take, of a hundred million records. */
  readonly budget: number;
  readonly ask: (store: SqliteOperationStore, round: number) => Promise<unknown>;
}

async function questionsTo(store: SqliteOperationStore, work: WorkFacts): Promise<readonly Question[]> {
  const recent = { from: firstDay + (work.days - searchedDays) * dayMs, until: firstDay + work.days * dayMs };
  const newest = (asked: SqliteOperationStore, filter: Filter, span = recent) =>
    asked.search({ ...span, filter, order: 'newest', limit: 100 });
  const text = (value: string): Filter => ({ op: 'contains', column: 'file', value });
  const starts = await Promise.all(
    work.traced.slice(0, 60).map(async place => {
      const filter: Filter = { op: 'eq', column: 'destination', value: place };
      return (await store.search({ filter, order: 'newest', limit: 1 })).items[0]!.id;
    }),
  );
  const common = ['.docx', 'users', 'word1', '見積'];
  return [
    {
      what: 'one device-day, newest 100',
      rounds: 200,
      budget: 10,
      ask: (asked, round) => {
        const from = firstDay + (round % work.days) * dayMs;
        const device = work.devices[(round * 37) % work.devices.length]!;
        return newest(asked, { op: 'eq', column: 'device', value: device }, { from, until: from + dayMs });
      },
    },
    {
      what: `one user ${searchedDays} days, newest 100`,
      rounds: 200,
      budget: 25,
      ask: (asked, round) =>
        newest(asked, { op: 'eq', column: 'user', value: work.users[(round * 37) % work.users.length]! }),
    },
    {
      what: `part of a path, ${searchedDays} days, few hits`,
      rounds: 150,
      budget: 30,
      ask: (asked, round) => newest(asked, text(work.rare[round % work.rare.length]!)),
    },
    {
      what: `part of a path, ${searchedDays} days, some 50 hits`,
      rounds: 60,
      budget: 60,
      ask: (asked, round) => newest(asked, text(work.words[round % work.words.length]!)),
    },
    {
      what: `part of a path, ${searchedDays} days, common`,
      rounds: 50,
      budget: 60,
      ask: (asked, round) => newest(asked, text(common[round % common.length]!)),
    },
    {
      what: `count by type and day, ${work.days} days`,
      rounds: 30,
      budget: 10,
      ask: asked => Promise.all([asked.histogram({}, 'day'), asked.groupBy({}, 'type', 100)]),
    },
    {
      what: 'trace over 6 renames',
      rounds: 60,
      budget: 30,
      ask: (asked, round) => asked.trace(starts[round % starts.length]!, { most: 100 }),
    },
  ];
}

async function* searches(
  store: SqliteOperationStore,
  work: WorkFacts,
  state: string,
  scan: number,
): AsyncGenerator<BenchRow> {
  for (const { what, rounds, budget, ask } of await questionsTo(store, work)) {
    for (let round = 0; round < warmUp; round++) await ask(store, round);
    const times: number[] = [];
    for (let round = warmUp; round < warmUp + rounds; round++)
      times.push(await taken(() => ask(store, round)));
    yield benchRow({
      ...searchRow(what, state, work),
      value: quantile(times, 0.99),
      limit: what.startsWith('part') ? scan : null,
      limitName: 'SQLite with a row per record, all looked through',
      budget: work.records >= budgeted ? budget : null,
    });
  }
}

/** Of a store: until it has said what each day holds. */
async function* starts({ days, records }: WorkFacts, place: string): AsyncGenerator<BenchRow> {
  for (const cold of canForgetFiles ? [false, true] : [false]) {
    const times: number[] = [];
    for (let round = 0; round < startRounds; round++) {
      if (cold) forgetFiles(place);
      let opened: SqliteOperationStore | undefined;
      times.push(
        await taken(async () => {
          opened = await openSqliteOperationStore(place);
          await opened.days();
        }),
      );
      await opened?.close();
    }
    yield benchRow({
      work: `Start with ${days} sealed days${cold ? ', from a cold cache' : ''}, ${told(records)} records, until each has said what it holds`,
      value: quantile(times, 0.5),
      unit: 'ms p50',
      limit: null,
      budget: null,
      better: 'lower',
    });
  }
}

/** Nothing of the files is in memory when a question begins, and the threads that answer have just begun. */
async function* coldSearches(
  store: SqliteOperationStore,
  work: WorkFacts,
  place: string,
): AsyncGenerator<BenchRow> {
  const questions = await questionsTo(store, work);
  await store.close();
  for (const { what, ask } of questions) {
    const times: number[] = [];
    for (let round = 0; round < coldRounds; round++) {
      const opened = await openSqliteOperationStore(place);
      await opened.status();
      forgetFiles(place);
      times.push(await taken(() => ask(opened, round)));
      await opened.close();
    }
    yield benchRow({
      ...searchRow(what, 'sealed days, from a cold cache', work),
      value: quantile(times, 0.99),
      limit: null,
      budget: work.records >= budgeted ? 150 : null,
    });
  }
}

async function taken(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const searchRow = (what: string, state: string, { records }: WorkFacts) =>
  ({
    work: `Operation-log search, ${what}, ${state}, ${told(records)} records, p99`,
    unit: 'ms',
    better: 'lower',
  }) as const;

function told(records: number): string {
  return records.toLocaleString('en-GB');
}
