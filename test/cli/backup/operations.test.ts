import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { defaultOperationLogSettings, type ShownOperation } from '../../../domain/operation-logs/index.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { manifestOf } from '../../support/installation.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../../support/programs.ts';

jest.setTimeout(180_000);

const folder = temporaryFolders();
const data = join(folder(), 'data');
const [first, second] = [join(folder(), 'first'), join(folder(), 'second')];
const restored = join(folder(), 'restored');
const dayMs = 86_400_000;
const before = Date.now() - 6 * dayMs;
const sealed = new Date(before).toISOString().slice(0, 10);
const today = new Date().toISOString().slice(0, 10);

interface Day {
  readonly day: string;
  readonly state: string;
}

let server: ServerProgram;
let token = '';
let device = '';

async function call<Body>(method: string, path: string, body?: unknown, type = 'application/json') {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': type },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

async function serve(): Promise<void> {
  server = await startServer(data);
  token = '';
  ({ token } = await call<{ token: string }>('POST', '/sessions', {
    userId: 'system',
    password: adminPassword,
  }));
}

function handIn(seq: number, times: readonly number[]): Promise<unknown> {
  const lines = times.map(time => JSON.stringify({ time, detail: 'create-file', file: `C:\\plan-${time}` }));
  return call('POST', `/operations?device=${device}&seq=${seq}`, lines.join('\n'), 'application/x-ndjson');
}

const fileOf = (backup: string, day: string) =>
  join(
    backup,
    'operations',
    readdirSync(join(backup, 'operations')).find(name => name.startsWith(day))!,
  );
const inode = (backup: string, day: string) => statSync(fileOf(backup, day)).ino;
const onData = (args: readonly string[], at = data) => muster(args, { MUSTER_DATA: at });

async function dumped(day: string, at: string): Promise<readonly ShownOperation[]> {
  const { code, out } = await onData(['operations', 'dump', day], at);
  expect(code).toBe(exitCodes.done);
  return out
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as ShownOperation);
}

beforeAll(async () => {
  await serve();
  await call('PUT', '/operation-log-settings', { ...defaultOperationLogSettings, acquire: true });
  await onData(['inventory', 'import', 'test/samples/inventory/fusioninventory-2.6-debian12-184sw.xml']);
  for (let found: readonly { readonly id: string }[] = []; found.length === 0; await pause(50)) {
    ({ items: found } = await call<{ items: { id: string }[] }>('GET', '/devices'));
    device = found[0]?.id ?? '';
  }
  await handIn(1, [before, before + 1]);
  await handIn(2, [Date.now()]);
  await server.stop();
  // A server that starts seals what has ended.
  await serve();
  for (let days: readonly Day[] = []; !days.some(({ state }) => state === 'sealed'); await pause(50))
    ({ days } = await call<{ days: Day[] }>('GET', '/operations/days'));
});
afterAll(() => server.stop());

test('a backup beside a running server has every day, and takes over those that have not changed since another', async () => {
  expect((await onData(['backup', first])).code).toBe(exitCodes.done);
  expect(manifestOf(first).days?.map(({ name }) => name.slice(11, 21))).toEqual([sealed, today]);
  await handIn(3, [Date.now()]);
  const { code, out } = await onData(['backup', second, '--previous', first]);
  expect([code, out]).toEqual([exitCodes.done, expect.stringContaining('2 days of operation logs.')]);
  expect(inode(second, sealed)).toBe(inode(first, sealed));
  expect(inode(second, today)).not.toBe(inode(first, today));
  expect(await onData(['backup', 'verify', second])).toMatchObject({ code: exitCodes.done });
});

test('a late record changes neither backup that has the day', async () => {
  await handIn(4, [before + 2]);
  const third = join(folder(), 'third');
  expect((await onData(['backup', third, '--previous', second])).code).toBe(exitCodes.done);
  expect(inode(third, sealed)).not.toBe(inode(second, sealed));
  expect((await onData(['backup', 'verify', first])).code).toBe(exitCodes.done);
});

test('what is restored is what was backed up; a day that was altered or is missing does not verify', async () => {
  expect((await onData(['restore', second, '--to', restored])).code).toBe(exitCodes.done);
  expect((await dumped(sealed, restored)).map(({ file }) => file)).toEqual([
    `C:\\plan-${before}`,
    `C:\\plan-${before + 1}`,
  ]);
  expect(await dumped(today, restored)).toEqual(await dumped(today, data));
  const verified = await onData(['ledger', 'verify'], restored);
  expect([verified.code, verified.out]).toEqual([
    exitCodes.done,
    expect.stringContaining('1 days of operation logs have the root that was sealed.'),
  ]);

  const db = new Database(fileOf(restored, sealed));
  db.prepare("UPDATE head SET root = replace(root, substr(root, 1, 4), 'beef')").run();
  db.close();
  expect(await onData(['ledger', 'verify'], restored)).toMatchObject({
    code: exitCodes.partly,
    err: expect.stringContaining('is damaged, or does not have the root it says') as string,
  });
  renameSync(fileOf(restored, sealed), join(restored, 'elsewhere.db'));
  expect(await onData(['ledger', 'verify'], restored)).toMatchObject({
    code: exitCodes.partly,
    err: expect.stringContaining(`the operation logs of ${sealed} were sealed, and are not in`) as string,
  });
  rmSync(fileOf(second, today));
  expect(await onData(['backup', 'verify', second])).toMatchObject({
    code: exitCodes.partly,
    err: expect.stringContaining('is missing') as string,
  });
});

test('a day file is written as CSV or NDJSON, a damaged one as far as it can be read', async () => {
  const path = fileOf(restored, today);
  const csv = await onData(['operations', 'dump', path, '--format', 'csv', '--device', device]);
  expect([csv.code, csv.out.split('\r\n')[0]]).toEqual([
    exitCodes.done,
    expect.stringContaining('Suspicious Operation,Operation Date/Time'),
  ]);
  expect(csv.out.split('\r\n')).toHaveLength(4);
  const none = await onData(['operations', 'dump', path, '--until', new Date(before).toISOString()]);
  expect([none.code, none.out]).toEqual([exitCodes.done, '']);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, 8 * 4_096);
  closeSync(file);
  const damaged = await onData(['operations', 'dump', path]);
  expect([damaged.code, damaged.err]).toEqual([exitCodes.partly, expect.stringContaining('is damaged')]);
  expect(await onData(['operations', 'dump', '2020-01-01'])).toMatchObject({ code: exitCodes.folder });
});

test('days are checked on a running server, and in what was restored', async () => {
  const sound = await onData(['operations', 'check']);
  expect([sound.code, sound.out.trimEnd().split('\n')]).toEqual([
    exitCodes.done,
    [`${today}: everything can be read.`, `${sealed}: everything can be read.`],
  ]);
  const mended = await onData(['operations', 'check', today], restored);
  expect([mended.code, mended.err]).toEqual([exitCodes.partly, expect.stringContaining('batches are lost')]);
  expect((await onData(['operations', 'dump', today], restored)).code).toBe(exitCodes.done);
});
