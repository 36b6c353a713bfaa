import { openSync, readdirSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openEventStore, type OpenedEventStore } from '../../../adapters/event-store/open.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import type { ProjectionRunner } from '../../../projections/kernel/index.ts';
import { createProjectionRunner, FoldError } from '../../../projections/kernel/index.ts';
import { counted, countedLog } from '../../support/counted-log.ts';
import { counts, entries, spans, timeAt } from '../../support/counting-projection.ts';
import { eventFactory } from '../../support/events.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Ground {
  readonly folder: string;
  readonly log: OpenedEventStore;
  readonly read: SqliteReadStore;
  readonly runner: ProjectionRunner;
  /** Appends events up to a position; of those in `broken` the projection can make nothing. */
  grow(to: number, broken?: readonly number[]): Promise<void>;
}

async function ground(folder = folderOf()): Promise<Ground> {
  const file = path.join(folder, 'events.db');
  const log = await openEventStore(`sqlite:${file}`);
  const read = new SqliteReadStore(path.join(folder, 'read'), { readers: 1, log: countedLog(file) });
  const runner = createProjectionRunner({
    events: log,
    read,
    projections: [counted],
    clock: fixedClock('2026-03-01T12:00:00.000Z'),
    retryMs: 1,
  });
  ends.push(
    () => log.close(),
    () => read.close(),
    () => runner.stop(),
  );
  const event = eventFactory();
  const grow = async (to: number, broken: readonly number[] = []) => {
    for (let from = (await log.lastPosition()) + 1; from <= to; from += 1_000) {
      const positions = Array.from({ length: Math.min(1_000, to - from + 1) }, (_, i) => from + i);
      await log.append(
        'test-1',
        'any',
        positions.map(position =>
          event({
            type: 'Counted',
            at: new Date(timeAt(position)).toISOString(),
            data: broken.includes(position) ? { broken: true } : {},
          }),
        ),
      );
    }
  };
  return { folder, log, read, runner, grow };
}

async function expectConsistent(read: SqliteReadStore, position: number): Promise<void> {
  expect(await read.position(counted.name)).toBe(position);
  expect(await read.get(counts.name, 'all')).toMatchObject({
    columns: { applied: position, label: `Label ${position}` },
  });
  expect(await read.count(entries.name)).toBe(position);
  expect(await read.count(spans.name, { op: 'missing', column: 'until' })).toBe(1);
}

/** Overwrites pages in the middle of every database: neither headers nor either end of a table. */
function damage(folder: string): void {
  for (const name of readdirSync(folder).filter(file => file.endsWith('.db'))) {
    const file = path.join(folder, name);
    const pages = statSync(file).size / 8_192;
    const descriptor = openSync(file, 'r+');
    for (let page = Math.floor(pages * 0.3); page < pages * 0.45; page++)
      writeSync(descriptor, Buffer.alloc(4_000, 0xa5), 0, 4_000, page * 8_192);
  }
}

test('a rebuild reads the log in its own thread and ends at the same documents, told how far it came', async () => {
  const { read, grow } = await ground();
  await grow(5_500);
  await read.open(counted);
  const rebuild = await read.beginRebuild(counted);
  const places: number[] = [];
  const signal = new AbortController().signal;
  await rebuild.readLog!(5_000, { signal, reached: position => places.push(position) });
  expect(places.at(-1)).toBe(5_000);
  expect(places).toStrictEqual([...places].sort((a, b) => a - b));
  await rebuild.readLog!(5_500, { signal, reached: () => undefined });
  await rebuild.finish(5_500, new Date(timeAt(5_500)).toISOString());
  await expectConsistent(read, 5_500);
});

test('a rebuild that is ended leaves what serves as it was', async () => {
  const { read, grow, folder } = await ground();
  await grow(200);
  await read.open(counted);
  const rebuild = await read.beginRebuild(counted);
  const stop = new AbortController();
  stop.abort();
  await expect(rebuild.readLog!(200, { signal: stop.signal, reached: () => undefined })).rejects.toThrow();
  await rebuild.abort();
  expect(await read.position(counted.name)).toBe(0);
  expect(readdirSync(path.join(folder, 'read')).filter(name => name.endsWith('.db'))).toHaveLength(1);
});

test('an event that cannot be folded is named by its position and type', async () => {
  const { read, grow } = await ground();
  await grow(3_000, [2_500]);
  await read.open(counted);
  const rebuild = await read.beginRebuild(counted);
  const options = { signal: new AbortController().signal, reached: () => undefined };
  const failure = await rebuild.readLog!(3_000, options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FoldError);
  expect(failure).toMatchObject({
    event: { position: 2_500, type: 'Counted' },
    message: 'this one cannot be folded',
  });
  await rebuild.abort();
});

test('the runner builds from the log, follows it, and says which event stopped a build', async () => {
  const { read, runner, grow, log } = await ground();
  await grow(4_000);
  await runner.start();
  expect(await runner.reached(4_000)).toBe(true);
  await grow(4_100);
  expect(await runner.reached(4_100)).toBe(true);
  await expectConsistent(read, 4_100);
  await log.append('test-1', 'any', [eventFactory(9)({ type: 'Counted', data: { broken: true } })]);
  await expect(runner.rebuild(counted.name)).rejects.toThrow('this one cannot be folded');
  await expectConsistent(read, 4_100);
});

test('damage met while serving: the projection is rebuilt by itself and says why', async () => {
  const { read, runner, grow, folder } = await ground();
  await grow(5_000);
  await runner.start();
  await runner.reached(5_000);
  damage(path.join(folder, 'read'));
  const everything = async () => {
    for (let no = 1; no <= 5_000; no += 5) await read.get(entries.name, `e${no}`);
  };
  await expect(everything()).rejects.toThrow(/damaged/);
  expect(await runner.reached(5_000)).toBe(true);
  await everything();
  await expectConsistent(read, 5_000);
  const [status] = runner.status();
  expect(status).toMatchObject({ position: 5_000, error: null });
  expect(status!.note).toMatch(/^Rebuilt from the log: .*damaged/);
  await grow(5_010);
  expect(await runner.reached(5_010)).toBe(true);
  await expectConsistent(read, 5_010);
});
