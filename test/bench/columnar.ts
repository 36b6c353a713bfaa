import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Database as Connection } from 'better-sqlite3';
import {
  createHistoryTables,
  openHistoryReader,
  openHistoryWriter,
  runSync,
  sqliteHistoryStorage,
  type HistoryEntry,
  type HistoryReader,
  type Step,
} from '../../adapters/read-store/columnar/index.ts';
import type { Filter, Query } from '../../projections/kernel/index.ts';
import { deviceList, seeded } from '../support/device-collections.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { ColumnarData } from './support/columnar-data.ts';

const FACETS = ['osName', 'manufacturer', 'agentVersion', 'department', 'deviceType'];
const DAY_POSITIONS = 3 * 365;

/** The budgets of the as-of list: 50,000 documents, 5 million changes in three years. Then what a million are like. */
export async function* measureColumnar(): AsyncIterable<BenchRow> {
  yield* measureColumnarAt(50_000, 5_000_000);
  yield* measureColumnarAt(1_000_000, 5_000_000);
}

async function* measureColumnarAt(documents: number, changes: number): AsyncIterable<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-columnar-'));
  try {
    const path = join(folder, 'history.db');
    const data = new ColumnarData(documents, changes);
    const size = `${documents.toLocaleString('en-GB')} documents, ${changes.toLocaleString('en-GB')} changes`;
    yield* build(path, data, size);
    yield* looks(path, data, size, 'sealed');
    yield* live(path, data, folder);
    yield* looks(path, data, size, 'with an unsealed tail');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* build(path: string, data: ColumnarData, size: string): Iterable<BenchRow> {
  const db = new Database(path);
  for (const pragma of [
    'page_size = 8192',
    'journal_mode = OFF',
    'synchronous = OFF',
    'locking_mode = EXCLUSIVE',
    'cache_size = -262144',
  ])
    db.pragma(pragma);
  createHistoryTables(db, 'h');
  const writer = runSync(openHistoryWriter(sqliteHistoryStorage(db, 'h'), deviceList, { mode: 'bulk' }));
  let spent = 0;
  let events = 0;
  const timed = (work: () => void): void => {
    const start = performance.now();
    db.transaction(work)();
    spent += performance.now() - start;
  };
  for (let batch = data.batch(10_000); batch.length > 0; batch = data.batch(10_000)) {
    events += batch.length;
    timed(() => runSync(writer.append(batch, { position: data.position, at: data.at })));
  }
  timed(() => runSync(writer.finish()));
  db.close();
  yield benchRow({
    work: `column history, bulk build with history and former values: ${size}`,
    value: (events / spent) * 1_000,
    unit: 'changes/s',
    limit: null,
    budget: null,
    better: 'higher',
  });
  yield benchRow({
    work: `column history on disk: ${size}`,
    value: statSync(path).size / data.changes,
    unit: 'bytes/change',
    limit: null,
    budget: 50,
    better: 'lower',
  });
}

function* looks(path: string, data: ColumnarData, size: string, state: string): Iterable<BenchRow> {
  const budgeted = data.documents <= 50_000;
  const db = new Database(path, { readonly: true });
  const storage = sqliteHistoryStorage(db, 'h');
  const row = (work: string, samples: readonly number[], budget: number | null): BenchRow =>
    benchRow({
      work: `${work}, ${state}, ${size} (p50 ${quantile(samples, 0.5).toPrecision(2)})`,
      value: quantile(samples, 0.99),
      unit: 'ms p99',
      limit: null,
      budget: budgeted ? budget : null,
      better: 'lower',
    });
  const opened = performance.now();
  // A small cache: a first look finds neither its moment nor, mostly, its key frames.
  const cold = runSync(openHistoryReader(storage, deviceList, { cacheBytes: 8 * 2 ** 20 }));
  yield row('open a reader', [performance.now() - opened], null);
  const reader = runSync(openHistoryReader(storage, deviceList, { cacheBytes: 256 * 2 ** 20 }));
  const random = seeded(11);
  const anyPosition = (): number => 1 + Math.floor(random() * data.position);
  const rounds = data.documents > 100_000 ? 40 : 200;

  yield row(
    'as of: first look, page and count',
    sample(rounds, () => page(cold, random, anyPosition())),
    25,
  );
  yield row(
    'as of: first look, page, count and 5 facets',
    sample(rounds, () => withFacets(cold, random, anyPosition())),
    25,
  );
  const moment = anyPosition();
  withFacets(reader, random, moment);
  yield row(
    'as of: next look, page and count',
    sample(2 * rounds, () => page(reader, random, moment)),
    5,
  );
  yield row(
    'as of: next look, page, count and 5 facets',
    sample(2 * rounds, () => withFacets(reader, random, moment)),
    5,
  );
  yield row(
    'as of: next look, all sorted by name, 50 from the middle',
    sample(rounds, () =>
      ask(
        reader.find(
          { sort: [{ column: 'name', direction: 'asc' }], limit: 50, offset: data.documents >> 1 },
          { position: moment },
        ),
      ),
    ),
    null,
  );
  yield row(
    'as of: next look, contains over 13 columns',
    sample(rounds, () =>
      ask(reader.count({ op: 'search', text: `user${Math.floor(random() * 1_000)}` }, { position: moment })),
    ),
    null,
  );
  yield row(
    'compare any two dates over all columns',
    sample(rounds, () =>
      ask(cold.compare({ position: anyPosition() }, { position: anyPosition() }, { limit: 100 })),
    ),
    150,
  );
  const dayLength = Math.floor(data.position / DAY_POSITIONS);
  yield row(
    'compare two days a day apart over all columns',
    sample(rounds, () => {
      const position = anyPosition();
      ask(cold.compare({ position }, { position: position + dayLength }, { limit: 100 }));
    }),
    150,
  );
  const anyDoc = (): number => Math.floor(random() * data.documents * 0.6);
  yield row(
    "one document's history",
    sample(rounds, () => ask(reader.history(data.idOf(anyDoc()), { limit: 100 }))),
    null,
  );
  yield row(
    'former value, exact over all searchable columns',
    sample(rounds, () =>
      ask(reader.former({ text: `user${Math.floor(random() * 40_000)}`, match: 'exact', limit: 50 })),
    ),
    null,
  );
  yield row(
    'former value, prefix (10 values)',
    sample(rounds, () =>
      ask(
        reader.former({
          text: `user${1_000 + Math.floor(random() * 3_000)}`,
          match: 'prefix',
          columns: ['user'],
          limit: 50,
        }),
      ),
    ),
    null,
  );
  yield row(
    'former value, prefix of every address',
    sample(5, () => ask(reader.former({ text: '10.', match: 'prefix', columns: ['ipAddress'], limit: 50 }))),
    null,
  );
  db.close();
  if (dropPageCache(path))
    yield row(
      'as of: first look from a cold page cache',
      sample(10, () => coldLook(path, random, anyPosition())),
      null,
    );
}

function coldLook(path: string, random: () => number, position: number): void {
  dropPageCache(path);
  const db = new Database(path, { readonly: true });
  page(runSync(openHistoryReader(sqliteHistoryStorage(db, 'h'), deviceList)), random, position);
  db.close();
}

/** Asks the kernel to forget the file; false where it cannot be asked. */
function dropPageCache(path: string): boolean {
  try {
    execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Live batches beside a bare table of the present, and looks at now between them. */
function* live(path: string, data: ColumnarData, folder: string): Iterable<BenchRow> {
  const bare = bareTable(data, join(folder, 'now.db'));
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  const writer = runSync(openHistoryWriter(sqliteHistoryStorage(db, 'h'), deviceList));
  const reading = new Database(path, { readonly: true });
  const reader = runSync(openHistoryReader(sqliteHistoryStorage(reading, 'h'), deviceList));
  const random = seeded(5);
  const base: number[] = [];
  const own: number[] = [];
  const now: number[] = [];
  for (let i = 0; i < 150; i++) {
    const entries = data.more(1_000);
    base.push(took(() => bare(entries)));
    own.push(
      took(() =>
        db.transaction(() => runSync(writer.append(entries, { position: data.position, at: data.at })))(),
      ),
    );
    if (i % 3 === 0)
      now.push(
        took(() => {
          ask(reader.refresh());
          page(reader, random);
        }),
      );
  }
  reading.close();
  db.close();
  const sum = (samples: readonly number[]): number => samples.reduce((total, one) => total + one, 0);
  yield benchRow({
    work: 'column history, live, batches of 1,000 changes: time beside that of the bare table of the present',
    value: sum(own) / sum(base),
    unit: '× base',
    limit: null,
    budget: null,
    better: 'lower',
  });
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ['column history, live batch of 1,000 (sealing and draining included)', own],
    ['now from arrays: three batches later, page and count', now],
  ];
  for (const [work, samples] of rows)
    yield benchRow({
      work: `${work} (p50 ${quantile(samples, 0.5).toPrecision(2)}, max ${Math.max(...samples).toPrecision(3)})`,
      value: quantile(samples, 0.99),
      unit: 'ms p99',
      limit: null,
      budget: null,
      better: 'lower',
    });
}

/** The present as the read store keeps it: a row a document, indexed; one update per document and batch. */
function bareTable(data: ColumnarData, path: string): (entries: readonly HistoryEntry[]) => void {
  const db: Connection = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  const names = Object.keys(deviceList.columns);
  db.exec(`CREATE TABLE now (doc INTEGER PRIMARY KEY, ${names.map(name => `"${name}"`).join(', ')})`);
  for (const [name, column] of Object.entries(deviceList.columns))
    if (column.indexed) db.exec(`CREATE INDEX "by_${name}" ON now ("${name}", doc)`);
  const insert = db.prepare('INSERT INTO now (doc, name, user, ipAddress) VALUES (?, ?, ?, ?)');
  db.transaction(() => {
    for (let doc = 0; doc < data.documents; doc++)
      insert.run(doc, `pc-${doc}`, `user${doc}`, `10.0.0.${doc}`);
  })();
  const statements = new Map(
    names.map(name => [name, db.prepare(`UPDATE now SET "${name}" = ? WHERE doc = ?`)]),
  );
  return entries =>
    db.transaction(() => {
      for (const { changes = [] } of entries)
        for (const { doc, column, to } of changes) statements.get(column)?.run(to, doc);
    })();
}

function ask<T>(step: Step<T>): T {
  return runSync(step);
}

function filterOf(random: () => number): Filter {
  return {
    op: 'and',
    filters: [
      { op: 'eq', column: 'agentVersion', value: `1.${Math.floor(random() * 6)}` },
      { op: 'eq', column: 'managementStatus', value: 'managed' },
    ],
  };
}

function page(reader: HistoryReader, random: () => number, position?: number): void {
  const query: Query = {
    filter: filterOf(random),
    sort: [{ column: 'diskFree', direction: 'desc' }],
    limit: 50,
    fields: ['name', 'managementStatus', 'agentVersion', 'diskFree'],
  };
  ask(reader.find(query, position === undefined ? undefined : { position }));
}

function withFacets(reader: HistoryReader, random: () => number, position: number): void {
  page(reader, random, position);
  for (const column of FACETS)
    ask(reader.groupBy(column, { filter: filterOf(random), limit: 20 }, { position }));
}

function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function sample(rounds: number, work: () => void): number[] {
  return Array.from({ length: rounds }, () => took(work));
}
