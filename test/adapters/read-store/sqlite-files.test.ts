import {
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { ReadStoreDamagedError, SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import type { Projection, ReadStore } from '../../../projections/kernel/index.ts';
import {
  countingBatches,
  countingProjection,
  counts,
  entries,
  spans,
  timeAt,
} from '../../support/counting-projection.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();
const opened: SqliteReadStore[] = [];

function storeIn(folder: string, options?: { readonly readOnly?: boolean }): SqliteReadStore {
  const store = new SqliteReadStore(folder, options);
  opened.push(store);
  return store;
}

async function closeAll(): Promise<void> {
  for (const store of opened.splice(0)) await store.close();
}
afterEach(closeAll);

function databaseOf(folder: string): string {
  const files = readdirSync(folder).filter(name => name.endsWith('.db'));
  if (files.length !== 1) throw new Error(`expected one database, found ${files.join(', ')}`);
  return path.join(folder, files[0]!);
}

async function rebuild(
  store: ReadStore,
  to: number,
  projection: Projection = countingProjection,
): Promise<void> {
  const build = await store.beginRebuild(projection);
  await build.apply(countingBatches(1, to));
  await build.finish(to, new Date(timeAt(to)).toISOString());
}

/** A store at position `to`, closed again. */
async function builtFolder(to = 200): Promise<string> {
  const folder = folderOf();
  const store = storeIn(folder);
  await store.open(countingProjection);
  await rebuild(store, to);
  await closeAll();
  return folder;
}

async function expectConsistent(store: ReadStore, position: number): Promise<void> {
  expect(await store.position(countingProjection.name)).toBe(position);
  expect(await store.get(counts.name, 'all')).toMatchObject({
    columns: { applied: position, label: `Label ${position}` },
    body: { last: position },
  });
  expect(await store.count(entries.name)).toBe(position);
  expect(await store.count(spans.name, { op: 'missing', column: 'until' })).toBe(1);
}

describe('files of the embedded read store', () => {
  test('a new folder asks for a rebuild and answers as an empty store until then', async () => {
    const store = storeIn(folderOf());
    expect(await store.open(countingProjection)).toEqual({
      position: 0,
      state: 'rebuild-needed',
      reason: 'no files yet',
    });
    expect(await store.find(counts.name, { limit: 10 })).toEqual({
      items: [],
      total: 0,
      next: null,
      position: 0,
    });
    await rebuild(store, 50);
    await expectConsistent(store, 50);
  });

  test('a built folder opens ready, and goes on from its position', async () => {
    const folder = await builtFolder(120);
    const store = storeIn(folder);
    expect(await store.open(countingProjection)).toEqual({ position: 120, state: 'ready' });
    await store.apply(
      countingProjection.name,
      countingBatches(121, 130),
      130,
      new Date(timeAt(130)).toISOString(),
    );
    await expectConsistent(store, 130);
  });

  test('a batch that is applied again changes nothing', async () => {
    const store = storeIn(await builtFolder(20));
    await store.open(countingProjection);
    const at = new Date(timeAt(25)).toISOString();
    await store.apply(countingProjection.name, countingBatches(15, 25), 25, at);
    await store.apply(countingProjection.name, countingBatches(15, 25), 25, at);
    await expectConsistent(store, 25);
  });

  test.each([
    ['deleted', (file: string) => writeFileSync(file, ''), 'file is truncated'],
    [
      'overwritten with something else',
      (file: string) => writeFileSync(file, 'x'.repeat(20_000)),
      'file is not a database',
    ],
    [
      'cut in half',
      (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2)),
      /truncated|damaged/,
    ],
    [
      'of zeros from the second page on',
      (file: string) => overwrite(file, 8_192, statSync(file).size - 8_192),
      /damaged|position/,
    ],
  ])('a file that was %s asks for a rebuild and is whole after it', async (_, harm, reason) => {
    const folder = await builtFolder();
    harm(databaseOf(folder));
    const store = storeIn(folder);
    const { state, reason: told } = await store.open(countingProjection);
    expect(state).toBe('rebuild-needed');
    expect(told).toMatch(reason);
    await rebuild(store, 210);
    await expectConsistent(store, 210);
    await closeAll();
    expect(await storeIn(folder).open(countingProjection)).toEqual({ position: 210, state: 'ready' });
  });

  test('a manifest that cannot be read counts as none', async () => {
    const folder = await builtFolder();
    writeFileSync(path.join(folder, 'manifest.json'), '{ "format": 1, "proj');
    const { state, reason } = await storeIn(folder).open(countingProjection);
    expect({ state, reason }).toEqual({ state: 'rebuild-needed', reason: 'no files yet' });
  });

  test('damage within a table is told when it is met, and at the next opening', async () => {
    const folder = await builtFolder(5_000);
    const file = databaseOf(folder);
    // Pages in the middle: neither header nor either end of a table.
    const pages = statSync(file).size / 8_192;
    for (let page = Math.floor(pages * 0.3); page < pages * 0.45; page++)
      overwrite(file, page * 8_192, 4_000, 0xa5);
    const store = storeIn(folder);
    expect(await store.open(countingProjection)).toMatchObject({ state: 'ready' });
    const readEverything = async () => {
      for (let no = 1; no <= 5_000; no += 5) {
        await store.get(entries.name, `e${no}`);
        await store.get(spans.name, `s${no}`);
      }
    };
    await expect(readEverything()).rejects.toThrow(ReadStoreDamagedError);
    await closeAll();
    const again = storeIn(folder);
    expect(await again.open(countingProjection)).toMatchObject({
      state: 'rebuild-needed',
      reason: expect.stringContaining('damaged') as string,
    });
    await rebuild(again, 5_000);
    await expectConsistent(again, 5_000);
  });

  test('another version of the projection or other columns ask for a rebuild', async () => {
    const folder = await builtFolder();
    const newer = { ...countingProjection, version: 2 };
    expect(await storeIn(folder).open(newer)).toMatchObject({
      state: 'rebuild-needed',
      reason: 'files are of version 1, wanted is 2',
    });
    await closeAll();
    const folder2 = await builtFolder();
    const wider = { ...counts, columns: { ...counts.columns, extra: { type: 'text' as const } } };
    const other = { ...countingProjection, collections: [wider, entries, spans] };
    expect(await storeIn(folder2).open(other)).toMatchObject({
      state: 'rebuild-needed',
      reason: 'files were built for other collections or columns',
    });
  });

  test('what presence wrote outlives a rebuild, also into another version, and touches during it', async () => {
    const folder = await builtFolder(20);
    const store = storeIn(folder);
    await store.open(countingProjection);
    await store.touch(counts.name, [
      { id: 'all', columns: { seen: 77 } },
      { id: 'nobody', columns: { seen: 1 } },
    ]);
    await closeAll();
    const next = storeIn(folder);
    const newer = { ...countingProjection, version: 2 };
    await next.open(newer);
    await rebuild(next, 30, newer);
    expect((await next.get(counts.name, 'all'))?.columns).toMatchObject({ seen: 77, applied: 30 });
    const build = await next.beginRebuild(newer);
    await build.apply(countingBatches(1, 31));
    await next.touch(counts.name, [{ id: 'all', columns: { seen: 99 } }]);
    await build.finish(31, new Date(timeAt(31)).toISOString());
    expect((await next.get(counts.name, 'all'))?.columns).toMatchObject({ seen: 99, applied: 31 });
    expect(await next.count(counts.name)).toBe(1);
  });

  test('the old files serve while a rebuild goes on, and one that is given up leaves nothing', async () => {
    const folder = await builtFolder(40);
    const store = storeIn(folder);
    await store.open(countingProjection);
    const build = await store.beginRebuild(countingProjection);
    await build.apply(countingBatches(1, 10));
    await expectConsistent(store, 40);
    await store.apply(
      countingProjection.name,
      countingBatches(41, 45),
      45,
      new Date(timeAt(45)).toISOString(),
    );
    await expectConsistent(store, 45);
    await build.abort();
    expect(readdirSync(folder).filter(name => name.endsWith('.db'))).toHaveLength(1);
    await expectConsistent(store, 45);
  });

  test('short rebuilds go on beside each other: one that is given up takes nothing from the other', async () => {
    const folder = await builtFolder(40);
    const store = storeIn(folder);
    await store.open(countingProjection);
    const [one, other] = await Promise.all([
      store.beginRebuild(countingProjection, { short: true }),
      store.beginRebuild(countingProjection, { short: true }),
    ]);
    await one.apply(countingBatches(1, 10));
    await other.apply(countingBatches(1, 50));
    await one.abort();
    await expectConsistent(store, 40);
    await other.finish(50, new Date(timeAt(50)).toISOString());
    await expectConsistent(store, 50);
    expect(readdirSync(folder).filter(name => name.endsWith('.db'))).toHaveLength(1);
    // Nothing is left of the thread that they shared.
    await rebuild(store, 60);
    await expectConsistent(store, 60);
  });

  test('a rebuild that a crash cut short leaves the old files in service and is swept away', async () => {
    const folder = await builtFolder(40);
    const store = storeIn(folder);
    await store.open(countingProjection);
    const stray = path.join(folder, `${countingProjection.name}@cutshort.db`);
    writeFileSync(stray, 'half a database');
    writeFileSync(`${stray}-wal`, 'half a log');
    await closeAll();
    const again = storeIn(folder);
    expect(await again.open(countingProjection)).toEqual({ position: 40, state: 'ready' });
    expect(existsSync(stray) || existsSync(`${stray}-wal`)).toBe(false);
  });

  test('a second writing process is refused with the reason', async () => {
    const folder = await builtFolder(5);
    const store = storeIn(folder);
    await store.open(countingProjection);
    const second = storeIn(folder);
    await expect(second.open(countingProjection)).rejects.toThrow(/written by another process/);
    opened.splice(opened.indexOf(second), 1);
    await expectConsistent(store, 5);
  });

  test('a store opened for reading sees applies and swaps of the writer, and writes nothing', async () => {
    const folder = await builtFolder(30);
    const writer = storeIn(folder);
    await writer.open(countingProjection);
    const reader = storeIn(folder, { readOnly: true });
    expect(await reader.open(countingProjection)).toEqual({ position: 30, state: 'ready' });
    await writer.apply(
      countingProjection.name,
      countingBatches(31, 35),
      35,
      new Date(timeAt(35)).toISOString(),
    );
    await expectConsistent(reader, 35);
    await rebuild(writer, 60);
    await expectConsistent(reader, 60);
    await expect(
      reader.apply(countingProjection.name, [], 61, new Date(timeAt(61)).toISOString()),
    ).rejects.toThrow(/for reading only/);
    const before = readFileSync(path.join(folder, 'manifest.json'));
    expect(await reader.open({ ...countingProjection, version: 9 })).toMatchObject({
      state: 'rebuild-needed',
    });
    expect(readFileSync(path.join(folder, 'manifest.json'))).toEqual(before);
  });

  test('a change that does not fit leaves the batch undone and the store usable', async () => {
    const store = storeIn(await builtFolder(10));
    await store.open(countingProjection);
    const [good] = countingBatches(11, 11);
    const at = new Date(timeAt(12)).toISOString();
    const bad = {
      position: 12,
      at,
      changes: [{ kind: 'put' as const, collection: counts.name, id: 'x', columns: { applied: 'many' } }],
    };
    await expect(store.apply(countingProjection.name, [good!, bad], 12, at)).rejects.toThrow(/applied/);
    await expectConsistent(store, 10);
    await store.apply(countingProjection.name, countingBatches(11, 12), 12, at);
    await expectConsistent(store, 12);
  });
});

function overwrite(file: string, from: number, length: number, byte = 0): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(length, byte), 0, length, from);
}
