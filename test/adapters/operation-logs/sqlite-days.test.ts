import { copyFileSync, existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {
  openSqliteOperationStore,
  type SqliteOperationOptions,
} from '../../../adapters/operation-logs/sqlite.ts';
import type { OperationStore, StoredOperation } from '../../../projections/operation-logs/index.ts';
import { batchFor, uploadFor } from '../../support/operation-batches.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const day = '2026-09-01';

/** With few threads: each takes a while to begin. */
const opened = (place: string, options: SqliteOperationOptions = {}) =>
  openSqliteOperationStore(place, { intakeThreads: 1, readerThreads: 1, ...options });

async function everything(store: OperationStore): Promise<StoredOperation[]> {
  const all: StoredOperation[] = [];
  for await (const page of store.read({})) all.push(...page);
  return all;
}

/** Batches 1 to 20 of two devices, all before midnight. */
async function filled(place: string): Promise<void> {
  const store = await opened(place);
  const seqs = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const device of ['one', 'two'])
    await Promise.all(
      seqs.map(seq => store.record({ device, batch: batchFor(device, seq), receivedAt: seq })),
    );
  await store.index();
  await store.close();
}

function changeFile(place: string, work: (db: Database.Database) => void): void {
  const [file] = readdirSync(place).filter(name => name.endsWith('.db'));
  const db = new Database(path.join(place, file!));
  work(db);
  db.close();
}

test('as many uploads wait as there is room for, and a store that was closed takes none', async () => {
  const store = await opened(folder(), { mostBytesWaiting: 3_000 });
  const send = (seq: number, spaces = 0) => {
    const json = JSON.stringify({ batches: [batchFor('raw', seq)] });
    return store.receive({
      ...uploadFor('raw', Buffer.from(json + ' '.repeat(spaces))),
      gzip: false,
    });
  };
  const taken = { batches: [expect.objectContaining({ state: 'recorded' })] };
  // Together they are more than may wait; one alone always may.
  const [first, second] = await Promise.allSettled([send(5, 2_900), send(4)]);
  expect(first).toEqual({ status: 'fulfilled', value: taken });
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'full' } });
  expect(await send(4)).toEqual(taken);
  await store.close();
  await expect(send(9)).rejects.toMatchObject({ code: 'closed' });
  await expect(
    store.record({ device: 'raw', batch: batchFor('raw', 9), receivedAt: 0 }),
  ).rejects.toMatchObject({ code: 'closed' });
  await expect(store.count({})).rejects.toMatchObject({ code: 'closed' });
});

test('damaged batches are passed over and shown, and named when the day is checked; then they are taken again', async () => {
  const place = folder();
  await filled(place);
  const lostRuns: { readonly device: string; readonly seq: number }[] = [];
  changeFile(place, db => {
    const runs = db
      .prepare('SELECT id AS device, seq, body FROM run JOIN device ON device.no = dev ORDER BY run.no')
      .all() as { device: string; seq: number; body: number }[];
    const [changed, missing] = [runs[6]!, runs.at(-1)!];
    const bytes = db.prepare('SELECT b FROM body WHERE no = ?').pluck().get(changed.body) as Buffer;
    bytes[bytes.length - 9]! ^= 0xff;
    db.prepare('UPDATE body SET b = ? WHERE no = ?').run(bytes, changed.body);
    db.prepare('DELETE FROM body WHERE no = ?').run(missing.body);
    lostRuns.push(changed, missing);
  });
  const store = await opened(place);
  try {
    const sizes = Array.from({ length: 20 }, (_, index) => batchFor('', index + 1).n);
    const records = 2 * sizes.reduce((sum, n) => sum + n, 0);
    const left = lostRuns.reduce((sum, { device, seq }) => sum - batchFor(device, seq).n, records);
    expect(await everything(store)).toHaveLength(left);
    expect((await store.days())[0]).toMatchObject({ day, state: 'damaged' });
    await expect(store.sealDay(day)).rejects.toThrow('damaged');
    const lost = await store.checkDay(day);
    expect(lost).toHaveLength(2);
    for (const { device, seq } of lostRuns) {
      const { t0, n } = batchFor(device, seq);
      expect(lost).toContainEqual({ day, device, seq, records: n, from: t0, until: t0 + (n - 1) * 500 });
    }
    expect((await store.days())[0]).toMatchObject({ day, state: 'open', records: left });
    expect(await store.checkDay(day)).toEqual(lost);
    for (const { device, seq } of lostRuns) {
      const batch = batchFor(device, seq);
      expect(await store.record({ device, batch, receivedAt: 0 })).toEqual({ repeated: false });
      await store.index();
      const filter = { op: 'contains', column: 'file', value: `\\${device}\\${seq}\\` } as const;
      expect(await store.count({ filter })).toBe(batch.n);
    }
    expect(await store.count({})).toBe(records);
    expect(await store.checkDay(day)).toEqual([]);
  } finally {
    await store.close();
  }
});

test('an index that is damaged is built anew, and a root that does not fit is noticed', async () => {
  const place = folder();
  await filled(place);
  changeFile(place, db => {
    expect(db.prepare('SELECT count(*) FROM segment').pluck().get()).toBeGreaterThan(0);
    db.prepare('DELETE FROM way').run();
  });
  const store = await opened(place);
  const filter = { op: 'contains', column: 'file', value: 'two\\13\\' } as const;
  const found = await store.count({ filter });
  expect(found).toBeGreaterThan(0);
  const [first] = (await store.search({ filter, order: 'oldest', limit: 1 })).items;
  expect(await store.checkDay(day)).toEqual([]);
  expect((await store.trace(first!.id, { most: 10 }))!.steps.length).toBeGreaterThan(0);
  expect(await store.count({ filter })).toBe(found);
  const { root } = await store.sealDay(day);
  await store.close();
  changeFile(place, db =>
    db.prepare("UPDATE head SET root = replace(root, substr(root, 1, 4), 'beef')").run(),
  );
  const changed = await opened(place);
  try {
    expect((await changed.days())[0]).toMatchObject({ state: 'sealed' });
    expect(await changed.checkDay(day)).toEqual([]);
    expect((await changed.days())[0]).toMatchObject({ state: 'open', root: null });
    expect((await changed.sealDay(day)).root).toBe(root);
  } finally {
    await changed.close();
  }
});

test('parts of paths are found by the index of open days, of sealed ones, and in what has no index yet', async () => {
  const place = folder();
  await filled(place);
  const store = await opened(place);
  try {
    const count = (value: string) => store.count({ filter: { op: 'contains', column: 'file', value } });
    const expected = await count('ONE\\1');
    expect(expected).toBeGreaterThan(100);
    expect(await count('one\\99')).toBe(0);
    await store.record({ device: 'one', batch: batchFor('one', 1 + 200 * 3), receivedAt: 0 });
    const { n } = batchFor('one', 601);
    expect(await count('one\\601')).toBe(n);
    await store.index();
    expect(await count('one\\601')).toBe(n);
    await store.sealDay(day);
    expect(await count('one\\601')).toBe(n);
    expect(await count('ONE\\1')).toBe(expected);
    const { size } = new Set((await everything(store)).map(({ id }) => id));
    expect(size).toBe(await store.count({}));
  } finally {
    await store.close();
  }
});

test('a folder is as it should be after a process ended in the midst of writing a day anew', async () => {
  const place = folder();
  await filled(place);
  const store = await opened(place);
  const before = await everything(store);
  await store.sealDay(day);
  await store.close();
  expect(files(place)).toEqual([`${day}.2.db`]);
  for (const left of [`${day}.1.db`, `${day}.3.making`, `${day}.3.making-wal`])
    writeFileSync(path.join(place, left), 'not whole');
  const again = await opened(place);
  try {
    expect(await everything(again)).toEqual(before);
    expect(files(place)).toEqual([`${day}.2.db`]);
  } finally {
    await again.close();
  }
});

test('of 400 days no more files are open at once than a hundred for a reader, and each day answers', async () => {
  const place = folder();
  await filled(place);
  const [name] = files(place);
  for (let back = 1; back < 400; back++) {
    const other = new Date(Date.parse(day) - back * 86_400_000).toISOString().slice(0, 10);
    copyFileSync(path.join(place, name!), path.join(place, `${other}.1.db`));
  }
  const store = await opened(place);
  try {
    const days = await store.days();
    expect(days).toHaveLength(400);
    expect(new Set(days.map(({ records }) => records)).size).toBe(1);
    const all = await store.count({ filter: { op: 'contains', column: 'file', value: 'two\\13\\' } });
    expect(all).toBe(400 * batchFor('two', 13).n);
    // Until then the index looks at one day after another, whether anything of it is left to do.
    await store.index();
    if (existsSync('/proc/self/fd')) expect(openIn(place)).toBeLessThanOrEqual(100);
  } finally {
    await store.close();
  }
});

/** Day files that this process has open. */
function openIn(place: string): number {
  const open = readdirSync('/proc/self/fd').flatMap(fd => {
    const target = linkOf(`/proc/self/fd/${fd}`);
    return target !== undefined && target.startsWith(place) && target.endsWith('.db') ? [target] : [];
  });
  return new Set(open).size;
}

/** Undefined: it was closed meanwhile. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Without what SQLite keeps beside files that are open, or were read last. */
function files(place: string): string[] {
  return readdirSync(place).filter(name => !/-(wal|shm)$/u.test(name));
}
