import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import path from 'node:path';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { openSqliteEventStore, type SqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import { systemIds } from '../../../adapters/platform/index.ts';
import {
  readWholeStream,
  StoreUnavailableError,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from '../../../domain/kernel/index.ts';
import { eventFactory } from '../../support/events.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const ids = systemIds();
const make = eventFactory();
const event = (more: Partial<NewEvent> = {}): NewEvent => make({ id: ids.next(), ...more });
const opened: EventStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
async function open(file: string, options?: { readOnly?: boolean }): Promise<SqliteEventStore> {
  const store = await openSqliteEventStore(file, options);
  opened.push(store);
  return store;
}
async function all(store: EventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of store.readAll(0)) events.push(...batch);
  return events;
}

describe('beside a second process', () => {
  test('both append at once; positions and revisions are those of one log, and each sees the other live', async () => {
    const file = path.join(folder(), 'log.db');
    const store = await open(file);
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    const following = (async () => {
      for await (const message of store.subscribe(0, {}, stop.signal)) {
        if (message.kind === 'events') seen.push(...message.events);
        if (seen.length === 4 * 39 + 200) stop.abort();
      }
    })();
    const script = path.resolve(__dirname, '../../support/event-store-writer.ts');
    const other = spawn(process.execPath, [script, file, 'other', '4', '20'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(other, 'close');
    for (let index = 0; index < 200; index++)
      await store.append('own-1', index === 0 ? 'none' : index - 1, [event()]);
    expect(await ended).toEqual([0, null]);
    await following;
    expect(seen.map(({ position }) => position)).toEqual(
      Array.from({ length: 356 }, (_, index) => index + 1),
    );
    expect(await readWholeStream(store, 'own-1')).toHaveLength(200);
    expect(await readWholeStream(store, 'other-3')).toHaveLength(39);
  });

  test('a stream that the other process wrote is judged by its revision there', async () => {
    const file = path.join(folder(), 'log.db');
    const [one, two] = [await open(file), await open(file)];
    await one.append('a-1', 'none', [event()]);
    await two.append('a-1', 0, [event()]);
    expect(await one.append('a-1', 0, [event()])).toEqual({ kind: 'conflict', actual: 1 });
    expect(await one.append('a-1', 1, [event()])).toMatchObject({ kind: 'appended', revision: 2 });
  });

  test('opened for reading only it reads what is there and refuses to append', async () => {
    const file = path.join(folder(), 'log.db');
    await (await open(file)).append('a-1', 'none', [event()]);
    const reader = await open(file, { readOnly: true });
    expect(await all(reader)).toHaveLength(1);
    await expect(reader.append('a-1', 'any', [event()])).rejects.toMatchObject({ reason: 'read-only' });
    expect((await reader.status()).writable).toBe(false);
  });
});

describe('a full disk', () => {
  async function fillAndRecover(store: SqliteEventStore, makeRoom: () => Promise<void>): Promise<void> {
    let acknowledged = 0;
    const filling = async (): Promise<void> => {
      for (;;) {
        await store.append(`a-${acknowledged}`, 'none', [event({ data: 'x'.repeat(20_000) }), event()]);
        acknowledged += 2;
      }
    };
    await expect(filling()).rejects.toMatchObject({ name: 'StoreUnavailableError', reason: 'disk-full' });
    expect(await store.status()).toMatchObject({
      writable: false,
      problem: expect.stringContaining('no room left') as string,
    });
    const refused = await Promise.allSettled(
      [1, 2, 3].map(index => store.append(`b-${index}`, 'none', [event({ data: 'x'.repeat(200_000) })])),
    );
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(acknowledged).toBeGreaterThan(10);
    expect(await all(store)).toHaveLength(acknowledged);

    await makeRoom();
    expect(await store.append('c-1', 'none', [event({ data: 'x'.repeat(20_000) })])).toMatchObject({
      kind: 'appended',
      position: acknowledged + 1,
    });
    expect(await store.status()).toMatchObject({ writable: true, problem: null });
    expect(await store.checkIntegrity()).toEqual([]);
  }

  test('at its size limit the log says so, keeps what it acknowledged and goes on once there is room', async () => {
    const store = await open(path.join(folder(), 'log.db'));
    await store.limitSize(1024 * 1024);
    await fillAndRecover(store, () => store.limitSize(64 * 1024 * 1024));
  });

  // A file system that is really full needs the right to mount one; elsewhere the limit above stands for it.
  if (process.platform === 'linux' && process.getuid?.() === 0 && canMount())
    test('the same on a file system of 4 MiB that is really full', async () => {
      const mounted = folder();
      mount(mounted);
      const store = await openSqliteEventStore(path.join(mounted, 'log.db'));
      try {
        const ballast = path.join(mounted, 'ballast');
        writeFileSync(ballast, Buffer.alloc(1024 * 1024));
        await fillAndRecover(store, async () => rmSync(ballast));
      } finally {
        await store.close();
        spawnSync('umount', [mounted]);
      }
    });
  else console.info('skipped: a really full file system (run as root on Linux to include it)');

  function mount(folder: string): boolean {
    return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0;
  }
  function canMount(): boolean {
    const trial = path.join(process.env['TMPDIR'] ?? '/tmp', `muster-mount-${process.pid}`);
    mkdirSync(trial, { recursive: true });
    const can = mount(trial);
    if (can) spawnSync('umount', [trial]);
    rmSync(trial, { recursive: true, force: true });
    return can;
  }
});

describe('a file that is not a good log', () => {
  const opening = (file: string): Promise<EventStore> => open(file);

  test('a file of something else, a damaged header and another database are refused by name', async () => {
    const file = path.join(folder(), 'log.db');
    writeFileSync(file, 'this is a text, and it is longer than the header of a database would be'.repeat(50));
    await expect(opening(file)).rejects.toMatchObject({
      reason: 'corrupt',
      message: expect.stringContaining(file) as string,
    });
    expect(readFileSync(file, 'utf8')).toMatch(/^this is a text/);
    await expect(open(file, { readOnly: true })).rejects.toBeInstanceOf(StoreUnavailableError);
  });

  test('a folder that cannot be made and a missing file opened for reading are refused', async () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    await expect(opening(path.join(file, 'below', 'log.db'))).rejects.toThrow(/below|ENOTDIR|EEXIST/);
    await expect(open(path.join(folder(), 'log.db'), { readOnly: true })).rejects.toMatchObject({
      reason: 'unreachable',
    });
  });

  test('damage within the file is an error of the read that meets it, and found by the integrity check', async () => {
    const file = path.join(folder(), 'log.db');
    const store = await openSqliteEventStore(file);
    for (let index = 0; index < 40; index++)
      await store.append(
        `a-${index}`,
        'none',
        Array.from({ length: 20 }, () => event({ data: 'x'.repeat(400) })),
      );
    await store.close();
    const damaged = openSync(file, 'r+');
    for (let page = 40; page < 60; page++) writeSync(damaged, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096);
    closeSync(damaged);
    const again = await open(file);
    await expect(all(again)).rejects.toMatchObject({ reason: 'corrupt' });
    expect((await again.checkIntegrity()).length).toBeGreaterThan(0);
  });

  test('a file cut short is an error, not a shorter log', async () => {
    const file = path.join(folder(), 'log.db');
    const store = await openSqliteEventStore(file);
    await store.append(
      'a-1',
      'none',
      Array.from({ length: 500 }, () => event({ data: 'x'.repeat(400) })),
    );
    await store.close();
    truncateSync(file, 20 * 4096);
    const reading = openSqliteEventStore(file).then(
      async cut => (await all(cut).finally(() => cut.close())).length,
    );
    await expect(reading).rejects.toMatchObject({ reason: 'corrupt' });
  });
});

test('the event loop stays free while a long log is read and written', async () => {
  const store = await open(path.join(folder(), 'log.db'));
  for (let index = 0; index < 40; index++)
    await store.append(
      `a-${index}`,
      'none',
      Array.from({ length: 1_000 }, () =>
        event({ type: index % 8 === 0 ? 'Rare' : 'Usual', data: { text: 'x'.repeat(300) } }),
      ),
    );
  let turns = 0;
  let reading = true;
  const turn = (): void => {
    turns++;
    if (reading) setImmediate(turn);
  };
  setImmediate(turn);
  let batches = 0;
  let count = 0;
  for (const options of [{}, { types: ['Rare'] }, { direction: 'backward' as const }])
    for await (const batch of store.readAll('direction' in options ? Infinity : 0, options)) {
      batches++;
      count += batch.length;
    }
  reading = false;
  expect(count).toBe(40_000 + 5_000 + 40_000);
  // Reads in this thread would be one chain of microtasks: not one turn of the loop until all is read.
  expect(turns).toBeGreaterThan(batches);
});

test('the store is chosen by its address', async () => {
  const file = path.join(folder(), 'log.db');
  const sqlite = await openEventStore(`sqlite:${file}`);
  expect(await sqlite.status()).toMatchObject({ store: `sqlite:${file}`, position: 0, writable: true });
  expect((await sqlite.status()).sizeBytes).toBeGreaterThan(0);
  await sqlite.close();
  const memory = await openEventStore('memory:');
  expect(await memory.status()).toEqual({
    store: 'memory:',
    position: 0,
    sizeBytes: null,
    writable: true,
    problem: null,
  });
  for (const wrong of ['sqlite:', 'memory:x', 'log.db', 'postgres://host', ''])
    await expect(openEventStore(wrong)).rejects.toThrow(/is not an address of an event store: sqlite:<file>/);
});
