import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { agentWithDevice } from '../../../support/agent-twin.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import { operation, recordOperations, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

const folders = temporaryFolders();
let server: TestServer;
let place: string;
let device: string;
let agent: Awaited<ReturnType<typeof agentWithDevice>>['agent'];

beforeAll(async () => {
  server = await startTestServer();
  place = folders();
  ({ agent, deviceId: device } = await agentWithDevice(server));
  await recordOperations(server, { days: 60 });
});
afterAll(() => server.close());

const day = '2026-01-05';
const original = 'C:\\work\\report-0.docx';
const copied = operation(2, { detail: 'copy-file', file: original, destination: 'C:\\work\\copy.docx' });
const settings = { folder: null as string | null, mostDays: 40, automaticDays: 5, export: false };
const configure = (more: Partial<typeof settings>, query?: Record<string, string>) =>
  server.call('PUT', '/api/v1/operation-archive', {
    body: { ...settings, ...more },
    ...(query && { query }),
  });
const days = async () =>
  (await server.call('GET', '/api/v1/operations/days')).body.days.map(
    (one: { day: string; state: string; records: number }) => [one.day, one.state, one.records],
  );
const tend = async () => {
  await server.context.operationLogs.keeper.tend();
  lookAgain();
};
/** What was done to the folder by hand is seen within seconds; here at once, at every server. */
const lookAgain = () => {
  for (const { operationLogs } of server.contexts) operationLogs.archiving.store.changed();
};
/** Types of the events of the archive since the last call, each with what tells them apart. */
let seen = 0;
const told = async (): Promise<string[]> => {
  const events = await readWholeStream(server.services.events, 'operationArchive-all');
  const fresh = events.slice(seen);
  seen = events.length;
  return fresh.map(({ type, data }) => {
    const { number, cause, days: of, day: one } = data as Record<string, string | string[]>;
    return [type, number, cause, one ?? (Array.isArray(of) ? of.join(' ') : '')].filter(Boolean).join(' ');
  });
};
const records = async () => (await server.call('GET', '/api/v1/operations')).body.items;
const order = (body: object, query?: Record<string, string>) =>
  server.call('POST', '/api/v1/operation-archive/restores', { body, ...(query && { query }) });
const parquet = () =>
  readdirSync(path.join(place, day))
    .filter(name => name.endsWith('.parquet'))
    .map(name => path.join(place, day, name));

test('LOG-002: a folder that cannot be used, or that is none, is refused with the reason', async () => {
  const unusable = async (folder: string) => {
    const { status, body } = await configure({ folder });
    return [status, body.code, body.details?.cause];
  };
  expect(await unusable(path.join(place, 'nowhere'))).toEqual([
    409,
    'OPERATION_ARCHIVE_UNUSABLE',
    'unreachable',
  ]);
  expect(await unusable(server.context.config.dataFolder)).toEqual([
    409,
    'OPERATION_ARCHIVE_UNUSABLE',
    'data',
  ]);
  writeFileSync(path.join(place, 'file'), '');
  expect(await unusable(path.join(place, 'file'))).toEqual([
    409,
    'OPERATION_ARCHIVE_UNUSABLE',
    'unreachable',
  ]);
  for (const folder of ['relative', '/a/../b', '/a/*', 's3://bucket'])
    expect((await configure({ folder })).body.code).toBe('VALIDATION_FAILED');
  expect((await order({ from: day, until: day })).body.code).toBe('OPERATION_ARCHIVE_NOT_SET');
  expect(await told()).toEqual([]);
});

test('LOG-026, LOG-027: a day that was sealed is archived, leaves when it is older than the period, and is found all the same', async () => {
  await upload(server, agent, [[operation(0), operation(1)], [copied]]);
  const before = await records();
  expect(await configure({ folder: place }, { dryRun: 'true' })).toMatchObject({ status: 200 });
  expect(await told()).toEqual([]);
  expect((await configure({ folder: place })).status).toBe(200);
  await server.travel('2026-01-08T13:00:00.000Z');
  await tend();
  expect(await told()).toEqual(['OperationArchiveConfigured', `OperationDayArchived ${day}`]);
  expect(await days()).toEqual([[day, 'sealed', 3]]);
  const named = readdirSync(place).filter(name => !name.startsWith('_'));
  expect(named.sort()).toEqual([day, 'file']);

  await server.travel('2026-01-12T00:00:00.000Z');
  await tend();
  expect(await told()).toEqual([
    `OperationCleanupStarted 1142 ${day}`,
    `OperationCleanupFinished 1143 ${day}`,
  ]);
  expect(await days()).toEqual([[day, 'archived', 3]]);
  const after = await records();
  expect(after).toEqual(before.map((one: object) => ({ ...one, archived: true })));
  expect((await server.call('GET', `/api/v1/operations/${after[0].id}`)).body).toEqual(after[0]);
  expect((await server.call('GET', '/api/v1/operation-archive')).body).toMatchObject({
    folder: place,
    problem: null,
    archivedDays: 1,
    records: 3,
  });
});

test('LOG-027: what comes late of a day that has left is added to it', async () => {
  await upload(server, agent, [[operation(3)]], 7);
  expect(await days()).toEqual([[day, 'open', 4]]);
  expect(await records()).toHaveLength(4);
  // A server that leads again goes on with it.
  const { keeper } = server.context.operationLogs;
  await keeper.stop();
  keeper.start();
  await tend();
  expect(await days()).toEqual([[day, 'archived', 4]]);
  expect(await told()).toEqual([
    `OperationDayArchived ${day}`,
    `OperationCleanupStarted 1142 ${day}`,
    `OperationCleanupFinished 1143 ${day}`,
  ]);
  // The same batch again is there already.
  await upload(server, agent, [[operation(3)]], 7);
  expect(await days()).toEqual([[day, 'archived', 4]]);
});

test('LOG-024, LOG-026: archived records are found, counted, traced and exported at every server', async () => {
  const filter = JSON.stringify({ op: 'eq', column: 'file', value: original });
  const get = (of: string, query: Record<string, string> = {}) =>
    server.call('GET', `/api/v1/operations${of}`, { query });
  // An odd number of questions: where two servers are asked by turns, each is asked all of them.
  for (const _ of server.contexts) {
    const { items } = (await get('', { filter, sort: 'time' })).body;
    expect(items.map((one: { archived: boolean }) => one.archived)).toEqual([true, true]);
    expect((await get('/histogram', { filter })).body.slots).toEqual([{ slot: day, count: 2 }]);
    expect((await get('/groups', { by: 'user' })).body.groups).toEqual([{ value: 'ada', count: 4 }]);
    const { steps } = (await get(`/${items[0].id}/trace`)).body;
    expect(steps.map((one: { operation: { detail: string } }) => one.operation.detail)).toEqual([
      'create-file',
      'copy-file',
    ]);
    expect((await get('/export')).text.trimEnd().split('\r\n')).toHaveLength(5);
  }
});

test('LOG-029, LOG-030, LOG-033: days come back by order as a job, of some computers or of all, once', async () => {
  expect((await order({ from: '2025-01-01', until: '2025-02-01' })).body.code).toBe(
    'OPERATION_ARCHIVE_EMPTY',
  );
  expect((await order({ from: day, until: '2026-01-01' })).body.code).toBe('VALIDATION_FAILED');
  expect((await order({ from: day, until: day }, { dryRun: 'true' })).body).toEqual({
    days: [day],
    records: 4,
    seconds: 1,
  });
  expect(await told()).toEqual([]);
  const restore = async (body: object) => {
    const { status, body: job } = await order(body);
    expect(status).toBe(202);
    return server.jobEnded(job.id);
  };
  const some = await restore({ from: '2026-01-01', until: day, devices: [device, 'unknown'] });
  expect(some).toMatchObject({ state: 'done', result: { days: 1, records: 4, missing: [] } });
  expect(await told()).toEqual([
    `OperationRestoreOrdered ${day}`,
    `OperationDayRestored ${day}`,
    'OperationRestoreFinished 1033',
  ]);
  expect(await days()).toEqual([[day, 'restored', 4]]);
  expect((await records()).map((one: { archived: boolean }) => one.archived)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  await restore({ from: day, until: day });
  expect(await days()).toEqual([[day, 'restored', 4]]);
  // Everything is there: nothing is done again.
  await told();
  expect(await restore({ from: day, until: day })).toMatchObject({ result: { days: 0, records: 0 } });
  expect(await told()).toEqual(['OperationRestoreFinished 1033']);
});

test('LOG-028, LOG-032: days by hand and by themselves are limited together; removing those by hand makes room', async () => {
  const refused = await configure({ folder: place, mostDays: 5 });
  expect(refused.body).toMatchObject({
    code: 'OPERATION_ARCHIVE_TOO_MANY_DAYS',
    details: { days: 6, manual: 1, most: 5 },
  });
  const range = { from: day, until: day };
  expect((await server.call('DELETE', '/api/v1/operation-archive/restored', { query: range })).body).toEqual({
    days: [day],
  });
  expect(await told()).toEqual([`OperationRestoredRemoved ${day}`]);
  expect(await days()).toEqual([[day, 'archived', 4]]);
  expect((await configure({ folder: place, mostDays: 5 })).status).toBe(200);
  expect((await order(range)).body.code).toBe('OPERATION_ARCHIVE_TOO_MANY_DAYS');
  expect((await configure({ folder: place })).status).toBe(200);
  await told();
});

test('LOG-027: with a longer period days come back by themselves, and leave again with a shorter one', async () => {
  await configure({ folder: place, automaticDays: 20 });
  await tend();
  expect(await told()).toEqual(['OperationArchiveConfigured', `OperationDayRestored ${day}`]);
  expect(await days()).toEqual([[day, 'restored', 4]]);
  await configure({ folder: place });
  await tend();
  expect(await days()).toEqual([[day, 'archived', 4]]);
  // A log that several servers share keeps for as long what days at hand are made of.
  const { operationLogs } = server.context;
  expect(await operationLogs.daysInLog()).toBe(60);
  await configure({ folder: place, automaticDays: 80, mostDays: 80 });
  expect(await operationLogs.daysInLog()).toBe(80);
  await configure({ folder: place });
  await told();
});

test('LOG-037: each archived day is exported as CSV once; where that fails it is told', async () => {
  await configure({ folder: place, export: true });
  await tend();
  const file = path.join(place, 'export', `operations-${day}.csv`);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(/^\ufeffSuspicious Operation,Operation Date\/Time,Source/u);
  await told();
  rmSync(path.join(place, 'export'), { recursive: true });
  writeFileSync(path.join(place, 'export'), 'in the way');
  await tend();
  await tend();
  expect(await told()).toEqual([`OperationArchiveFailed 1138 archive ${day}`]);
  rmSync(path.join(place, 'export'));
  await configure({ folder: null, export: true });
  await tend();
  expect(await told()).toEqual([
    'OperationArchiveConfigured',
    'OperationArchiveFailed 1138 unset',
    'OperationArchiveFailed 1139 unset',
  ]);
  await configure({ folder: place });
  await told();
});

test('LOG-033, LOG-045: files that were altered or cut short are told of, not brought back, and come right again', async () => {
  const [file] = parquet() as [string];
  const whole = readFileSync(file);
  const altered = Buffer.from(whole);
  altered[20]! ^= 0xff;
  writeFileSync(file, altered);
  const job = await server.jobEnded((await order({ from: day, until: day })).body.id);
  expect(job).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('not as they were written') as string,
  });
  expect(await told()).toEqual([
    `OperationRestoreOrdered ${day}`,
    `OperationArchiveFailed 1034 corrupt ${day}`,
  ]);
  // The server that looked knows it at once.
  const seen = await Promise.all(server.contexts.map(({ operationLogs }) => operationLogs.store.days()));
  expect(seen.flat().map(({ state }) => state)).toContain('damaged');

  truncateSync(file, 100);
  await tend();
  await tend();
  expect(await days()).toEqual([[day, 'damaged', 4]]);
  expect(await records()).toEqual([]);
  expect(await told()).toEqual([`OperationArchiveFailed 1032 corrupt ${day}`]);
  rmSync(file);
  symlinkSync(path.join(place, 'file'), file);
  await look();
  expect(await days()).toEqual([[day, 'damaged', 4]]);
  rmSync(file);
  await tend();
  expect(await told()).toEqual([`OperationArchiveFailed 1032 missing ${day}`]);
  writeFileSync(file, whole);
  await look();
  expect(await records()).toHaveLength(4);
  expect(await days()).toEqual([[day, 'archived', 4]]);
});

test('LOG-039: what is left of writing, files of others and links are neither read nor followed, and only the first is removed', async () => {
  const elsewhere = folders();
  cpSync(path.join(place, day), path.join(elsewhere, '2026-01-04'), { recursive: true });
  symlinkSync(path.join(elsewhere, '2026-01-04'), path.join(place, '2026-01-04'));
  mkdirSync(path.join(place, '2026-01-03'));
  writeFileSync(path.join(place, '2026-01-03', 'notes.txt'), 'mine');
  // A copy under another day's name is not that day.
  cpSync(path.join(place, day), path.join(place, '2026-01-02'), { recursive: true });
  writeFileSync(`${parquet()[0]!}.copying`, 'half');
  writeFileSync(path.join(place, day, 'notes.txt'), 'mine');
  await look();
  expect(await days()).toEqual([
    [day, 'archived', 4],
    ['2026-01-02', 'damaged', 0],
  ]);
  expect(await records()).toHaveLength(4);
  await upload(server, agent, [[operation(4)]], 8);
  await tend();
  expect(
    readdirSync(path.join(place, day))
      .filter(name => !name.endsWith('.parquet'))
      .sort(),
  ).toEqual(['_manifest.json', 'notes.txt']);
  expect(await days()).toContainEqual([day, 'archived', 5]);
  rmSync(path.join(place, '2026-01-02'), { recursive: true });
  rmSync(path.join(place, '2026-01-04'));
  await told();
});

test('LOG-038, LOG-040, LOG-045: a folder that is away is told of once, days deleted by hand too; what is put back is found again', async () => {
  const away = `${place}-away`;
  renameSync(place, away);
  await tend();
  await tend();
  expect(await told()).toEqual(['OperationArchiveFailed 1032 unreachable']);
  expect((await server.call('GET', '/api/v1/operation-archive')).body.problem).toBe('unreachable');
  // One of several servers does not know whether the others reach it.
  const { body } = await server.call('GET', '/api/v1/operations');
  if (server.contexts.length > 1) expect(body.code).toBe('OPERATION_ARCHIVE_UNREADABLE');
  else expect(body.items).toEqual([]);
  // What is sent again while nobody knows what is there is not there twice afterwards.
  await upload(server, agent, [[operation(3)], [operation(4)], [operation(5)]], 7);
  renameSync(away, place);
  await tend();
  expect(await days()).toEqual([[day, 'archived', 6]]);
  expect(await records()).toHaveLength(6);
  await told();

  const moved = path.join(folders(), day);
  renameSync(path.join(place, day), moved);
  await tend();
  await tend();
  expect(await told()).toEqual([`OperationArchiveFailed 1032 missing ${day}`]);
  expect((await order({ from: day, until: day })).body.code).toBe('OPERATION_ARCHIVE_EMPTY');
  renameSync(moved, path.join(place, day));
  await look();
  expect(await records()).toHaveLength(6);
});

test('LOG-041, LOG-042: another folder for a while, then the first again with the files of both', async () => {
  const other = folders();
  expect((await configure({ folder: other })).status).toBe(200);
  expect(await days()).toEqual([]);
  const tomorrow = operation(24 * 60);
  await upload(server, agent, [[tomorrow]], 20);
  await server.travel('2026-01-20T00:00:00.000Z');
  await tend();
  expect(await days()).toEqual([['2026-01-06', 'archived', 1]]);
  await configure({ folder: place });
  expect(await days()).toEqual([[day, 'archived', 6]]);
  await tend();
  expect((await told()).filter(event => event.includes('Failed'))).toEqual([]);
  renameSync(path.join(other, '2026-01-06'), path.join(place, '2026-01-06'));
  await look();
  expect(await records()).toHaveLength(7);
});

test('LOG-045: an archive without room keeps days at hand and says so; with room they go', async () => {
  const small = folders();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', small]).status !== 0) {
    process.stderr.write('skipped: a small file system cannot be mounted here (needs root)\n');
    return;
  }
  try {
    await configure({ folder: small });
    await upload(server, agent, [[operation(2 * 24 * 60)]], 30);
    await tend();
    expect(await days()).toEqual([['2026-01-07', 'sealed', 1]]);
    expect((await told()).filter(event => event.includes('Failed'))).toEqual([
      'OperationArchiveFailed 1032 archive 2026-01-07',
    ]);
    spawnSync('mount', ['-o', 'remount,size=1m', small]);
    await tend();
    expect(await days()).toEqual([['2026-01-07', 'archived', 1]]);
    spawnSync('mount', ['-o', 'remount,ro', small]);
    await tend();
    expect((await told()).filter(event => event.includes('Failed'))).toEqual([
      'OperationArchiveFailed 1032 access',
    ]);
  } finally {
    await configure({ folder: null });
    spawnSync('umount', ['-l', small]);
  }
});

const look = async () => {
  lookAgain();
  await days();
};
