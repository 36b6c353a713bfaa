import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { DayDump } from '../../../adapters/operation-logs/sqlite/dump.ts';
import type { LostOperations, OperationStore } from '../../../projections/operation-logs/index.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { batchFor } from '../../support/operation-batches.ts';

const folder = temporaryFolders();
const day = '2026-09-01';
const pageSize = 4_096;
const devices = ['one', 'two', 'three'];
/** All before midnight. */
const seqs = Array.from({ length: 100 }, (_, index) => index + 1);
const batches = devices.flatMap(device => seqs.map(seq => ({ device, seq, n: batchFor(device, seq).n })));
const records = batches.reduce((sum, { n }) => sum + n, 0);

const opened = (place: string) => openSqliteOperationStore(place, { intakeThreads: 1, readerThreads: 1 });

async function recordAll(store: OperationStore): Promise<void> {
  await Promise.all(
    batches.map(({ device, seq }) => store.record({ device, batch: batchFor(device, seq), receivedAt: seq })),
  );
}

let open: string;
let sealed: string;
beforeAll(async () => {
  open = folder();
  const store = await opened(open);
  await recordAll(store);
  await store.index();
  await store.close();
  sealed = copyOf(open);
  const again = await opened(sealed);
  await again.sealDay(day);
  await again.close();
});

/** A folder with the same file, which a test may spoil. */
function copyOf(place: string): string {
  const copy = folder();
  copyFileSync(fileIn(place), path.join(copy, path.basename(fileIn(place))));
  return copy;
}

function fileIn(place: string): string {
  return path.join(
    place,
    readdirSync(place).find(name => name.endsWith('.db'))!,
  );
}

function spoilPage(file: string, no: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (no - 1) * pageSize);
  closeSync(descriptor);
}

/** Page at which a table or index begins; `leaf`: a page that hangs on it, somewhere in the middle. */
function pageOf(file: string, name: string, leaf = false): number {
  const db = new Database(file, { readonly: true });
  const root = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number;
  db.close();
  if (!leaf) return root;
  const page = Buffer.alloc(pageSize);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, page, 0, pageSize, (root - 1) * pageSize);
  closeSync(descriptor);
  expect([0x02, 0x05]).toContain(page[0]);
  const cell = page.readUInt16BE(12 + 2 * Math.floor(page.readUInt16BE(3) / 2));
  return page.readUInt32BE(cell);
}

interface Found {
  readonly lost: readonly LostOperations[];
  /** Batches of which every record is found. */
  readonly readable: ReadonlySet<string>;
}

async function checked(store: OperationStore): Promise<Found> {
  const lost = await store.checkDay(day);
  const found = new Map<string, number>();
  for await (const page of store.read({}))
    for (const { device, id } of page) {
      const name = `${device}.${id.split('.')[2]}`;
      found.set(name, (found.get(name) ?? 0) + 1);
    }
  for (const { device, seq, n } of batches) expect([undefined, n]).toContain(found.get(`${device}.${seq}`));
  return { lost, readable: new Set(found.keys()) };
}

const isUnnamed = ({ seq }: LostOperations) => seq === null;

test.each<[string, boolean, (file: string) => void, { least: number; all?: boolean }]>([
  [
    'a page of an index that texts are found by',
    false,
    file => spoilPage(file, pageOf(file, 'gram')),
    { least: 300, all: true },
  ],
  ['the way to all batches', false, file => spoilPage(file, pageOf(file, 'run')), { least: 300, all: true }],
  ['the way to all bodies', false, file => spoilPage(file, pageOf(file, 'body')), { least: 300, all: true }],
  ['the head of the file', false, file => spoilPage(file, 1), { least: 300, all: true }],
  ['a page of batches', false, file => spoilPage(file, pageOf(file, 'run', true)), { least: 150 }],
  ['a page of bodies', false, file => spoilPage(file, pageOf(file, 'body', true)), { least: 250 }],
  ['a page of merged bodies', true, file => spoilPage(file, pageOf(file, 'body', true)), { least: 100 }],
  [
    'the last quarter of the file',
    false,
    file => truncateSync(file, Math.floor(statSync(file).size * 0.75)),
    { least: 50 },
  ],
  ['the whole file', false, file => truncateSync(file, 0), { least: 0 }],
])(
  'LOG-044: %s is damaged: what can be read is there again, each batch that cannot is named, or it is said that more is lost',
  async (_, isSealed, spoil, { least, all = false }) => {
    const place = copyOf(isSealed ? sealed : open);
    spoil(fileIn(place));
    const store = await opened(place);
    const heard: string[] = [];
    store.onDamage!(damaged => void heard.push(damaged));
    try {
      const { lost, readable } = await checked(store);
      expect(readable.size).toBeGreaterThanOrEqual(least);
      const named = lost.filter(each => !isUnnamed(each)).map(({ device, seq }) => `${device}.${seq}`);
      expect(named.some(name => readable.has(name))).toBe(false);
      if (all) expect(lost).toEqual([]);
      else if (!lost.some(isUnnamed)) expect(readable.size + named.length).toBe(batches.length);

      await recordAll(store);
      expect(await store.count({})).toBe(records);
      expect((await store.checkDay(day)).filter(each => !isUnnamed(each))).toEqual([]);
      await store.index();
      const filter = { op: 'contains', column: 'file', value: 'THREE\\100\\' } as const;
      expect(await store.count({ filter })).toBe(batchFor('three', 100).n);
      expect((await store.sealDay(day)).records).toBe(records);
    } finally {
      await store.close();
    }
  },
);

test('a day that cannot be read is told of as soon as somebody reads it, or writes to it', async () => {
  const place = copyOf(open);
  spoilPage(fileIn(place), pageOf(fileIn(place), 'run'));
  const store = await opened(place);
  try {
    const heard = new Promise(resolve => store.onDamage!(resolve));
    expect(await store.count({ filter: { op: 'eq', column: 'user', value: 'user-1' } })).toBe(0);
    expect(await heard).toBe(day);
    await expect(
      store.record({ device: 'four', batch: batchFor('four', 1), receivedAt: 1 }),
    ).rejects.toMatchObject({ code: 'damaged' });
    await store.checkDay(day);
    const repeated = await store.record({ device: 'four', batch: batchFor('four', 1), receivedAt: 1 });
    expect(repeated).toEqual({ repeated: false });
  } finally {
    await store.close();
  }
});

test('commits that vanish with the write-ahead log are noticed at the next start, and no others', async () => {
  const place = copyOf(open);
  const sound = await opened(place);
  const heard: string[] = [];
  sound.onDamage!(damaged => void heard.push(damaged));
  await sound.record({ device: 'four', batch: batchFor('four', 1), receivedAt: 1 });
  // As after the end of a process that could do nothing any more.
  const left = folder();
  for (const name of readdirSync(place))
    if (!name.endsWith('-wal')) copyFileSync(path.join(place, name), path.join(left, name));
  await sound.close();
  expect(heard).toEqual([]);
  rmSync(place, { recursive: true });
  const store = await opened(left);
  try {
    expect(await new Promise(resolve => store.onDamage!(resolve))).toBe(day);
    const { lost } = await checked(store);
    expect(lost).toEqual([expect.objectContaining({ device: null, seq: null })]);
    expect(await store.checkDay(day)).toEqual(lost);
  } finally {
    await store.close();
  }
});

test('a damaged file is dumped as far as it can be read, a sound one whole, open or sealed', async () => {
  const read = (file: string) => {
    const dump = new DayDump(file);
    const all = [...dump.read()].flat();
    dump.close();
    return { all, faults: dump.faults };
  };
  const place = copyOf(open);
  const whole = read(fileIn(place));
  expect(whole.all).toHaveLength(records);
  expect(whole.faults).toEqual({ batches: 0, records: 0, isDamaged: false });
  const ofSealed = read(fileIn(sealed));
  const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
  expect(ofSealed.all.toSorted(byId)).toEqual(whole.all.toSorted(byId));
  spoilPage(fileIn(place), pageOf(fileIn(place), 'body', true));
  const damaged = read(fileIn(place));
  expect(damaged.all.length + damaged.faults.records).toBe(records);
  expect(damaged.faults.isDamaged).toBe(true);
});
