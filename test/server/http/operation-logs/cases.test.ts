import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvHead } from '../../../../domain/operation-logs/index.ts';
import { agentWithDevice, type AgentTwin } from '../../../support/agent-twin.ts';
import { operation, recordOperations, today, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';
import { unpackStored } from '../../../support/stored-zip.ts';

let server: TestServer;
let agent: AgentTwin;
let device: string;
let elsewhere: string;
let id: string;

interface Person {
  readonly userId: string;
  readonly token: string;
}
let auditor: Person;
let stranger: Person;

const post = (path: string, body: object, token?: string) =>
  server.call('POST', `/api/v1${path}`, { body, ...(token !== undefined && { token }) });
const get = (path: string, token?: string) =>
  server.call('GET', `/api/v1${path}`, { ...(token !== undefined && { token }) });
const recordId = (of: string, row: number) => `${today}.${of}.1.${row}`;
const carried = { detail: 'copy-file', destination: 'E:\\report.docx', destinationDrive: 'removable-disk' };

beforeAll(async () => {
  server = await startTestServer();
  ({ agent, deviceId: device } = await agentWithDevice(server, 'pc-1'));
  const other = await agentWithDevice(server, 'pc-2');
  elsewhere = other.deviceId;
  await recordOperations(server, {
    days: 10,
    suspicious: { mail: false, webFtp: false, externalDevice: true, printedPages: null },
  });
  await upload(server, agent, [
    [operation(0), operation(1, { ...carried, file: 'C:\\work\\report-0.docx' })],
  ]);
  await upload(server, other.agent, [[operation(2, { source: 'pc-2', user: '=cmd()' })]]);
  auditor = await server.accountWith(['auditor']);
  stranger = await server.accountWith(['administrator']);
});
afterAll(() => server.close());

test('a case is opened by whoever may read operation logs, and seen by nobody but its members', async () => {
  const body = { title: 'Drawing', purpose: 'Who took it', members: [auditor.userId] };
  expect((await post('/operation-cases', { ...body, members: ['nobody'] })).body.code).toBe(
    'CASE_MEMBER_UNKNOWN',
  );
  expect((await post('/operation-cases', { ...body, title: ' ' })).status).toBe(400);
  const opened = await post('/operation-cases', body);
  expect(opened.status).toBe(201);
  ({ id } = opened.body);
  const after = `?after=${opened.body.position}`;
  expect((await get(`/operation-cases${after}`, auditor.token)).body.items).toMatchObject([
    { id, title: 'Drawing', state: 'open', members: ['system', auditor.userId], records: 0 },
  ]);
  expect((await get(`/operation-cases${after}`, stranger.token)).body.items).toEqual([]);
  expect((await get(`/operation-cases/${id}`, stranger.token)).body.code).toBe('CASE_UNKNOWN');
  expect((await post(`/operation-cases/${id}/notes`, { text: 'Hm' }, stranger.token)).body.code).toBe(
    'CASE_UNKNOWN',
  );
});

test('records and traces are pinned with what they say; what is not there is not', async () => {
  const records = [recordId(device, 1), recordId(elsewhere, 0)];
  const missing = await post(`/operation-cases/${id}/records`, {
    records: [...records, recordId(device, 9)],
  });
  expect([missing.status, missing.body.code]).toEqual([404, 'OPERATION_NOT_FOUND']);
  expect((await post(`/operation-cases/${id}/records`, { records })).body.events).toHaveLength(1);
  expect((await post(`/operation-cases/${id}/records`, { records }, auditor.token)).body.events).toEqual([]);
  expect((await post(`/operation-cases/${id}/traces`, { record: recordId(device, 1) })).status).toBe(200);
  const note = { text: 'The stick is his own', record: recordId(device, 1) };
  expect((await post(`/operation-cases/${id}/notes`, note, auditor.token)).status).toBe(200);
  const { body } = await get(`/operation-cases/${id}`, auditor.token);
  expect(body.records).toMatchObject([
    {
      operation: { id: records[0], computer: 'pc-1', user: 'ada', suspicion: 'external-device' },
      pinned: { actor: 'account:system' },
    },
    { operation: { id: records[1] } },
  ]);
  expect(body.traces[0].trace.steps.map(({ to }: { to: string }) => to)).toEqual([
    'C:\\work\\report-0.docx',
    'E:\\report.docx',
  ]);
  expect(body.notes).toMatchObject([{ ...note, actor: `account:${auditor.userId}` }]);
  expect(body.history.map(({ type }: { type: string }) => type)).toEqual([
    'CaseOpened',
    'CaseRecordsPinned',
    'CaseTracePinned',
    'CaseNoteAdded',
    'CaseRead',
  ]);
});

test('the scope holds within a case: of other departments nothing is pinned and nothing seen', async () => {
  const moved = { department: 'Plant A', reason: 'It stands there' };
  await server.call('PATCH', `/api/v1/devices/${elsewhere}`, { body: moved });
  await server.caughtUp();
  const plant = await server.accountWith(['auditor'], ['Plant A']);
  const members = ['system', auditor.userId, plant.userId];
  await server.call('PATCH', `/api/v1/operation-cases/${id}`, { body: { members } });
  const { body } = await get(`/operation-cases/${id}`, plant.token);
  expect(body.records.map(({ operation: { id: own } }: { operation: { id: string } }) => own)).toEqual([
    recordId(elsewhere, 0),
  ]);
  expect([body.traces, body.leftOut]).toEqual([[], 2]);
  const pinning = await post(
    `/operation-cases/${id}/records`,
    { records: [recordId(device, 0)] },
    plant.token,
  );
  expect(pinning.body.code).toBe('OPERATION_NOT_FOUND');
});

test('LOG-022: a warning is listed until somebody acknowledges it', async () => {
  await server.caughtUp();
  const open = '/operation-warnings?filter=acknowledged.eq.false';
  const { body } = await get(open, auditor.token);
  expect(body.items).toMatchObject([{ number: 1050, device, record: recordId(device, 1), count: 1 }]);
  const warnings = [body.items[0].id];
  expect((await post('/operation-warnings/acknowledge', { warnings }, auditor.token)).status).toBe(403);
  expect((await post('/operation-warnings/acknowledge', { warnings: ['x'] })).body.code).toBe(
    'OPERATION_WARNING_UNKNOWN',
  );
  expect((await post('/operation-warnings/acknowledge', { warnings })).body.events).toHaveLength(1);
  await server.caughtUp();
  expect((await get(open)).body.items).toEqual([]);
});

test('LOG-017: conditions are held against the past in a job, and mark nothing', async () => {
  const suspicious = { mail: false, webFtp: false, externalDevice: true, printedPages: 10 };
  const asked = { suspicious, from: `${today}T00:00:00Z`, until: `${today}T23:00:00Z` };
  expect((await post('/operation-log-settings/suspicious/try', asked, auditor.token)).status).toBe(403);
  expect((await post('/operation-log-settings/suspicious/try', { ...asked, until: asked.from })).status).toBe(
    400,
  );
  const started = await post('/operation-log-settings/suspicious/try', asked);
  expect(started.status).toBe(202);
  expect(await server.jobEnded(started.body.id)).toMatchObject({
    state: 'done',
    result: {
      looked: 1,
      counts: { 'external-device': 1, print: 0 },
      devices: [{ value: device, name: 'pc-1', count: 1 }],
      users: [{ value: 'ada', count: 1 }],
      examples: [{ id: recordId(device, 1), target: 'E:\\report.docx', computer: 'pc-1' }],
    },
  });
});

test('a bundle can be checked without Muster, and its manifest stands in the log', async () => {
  const { app } = server;
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/operation-cases/${id}/export`,
    headers: { authorization: `Bearer ${auditor.token}` },
  });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip']);
  const folder = mkdtempSync(join(tmpdir(), 'case-'));
  try {
    unpackStored(answer.rawPayload, folder);
    const root = join(folder, `case-${id}`);
    const sum = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex');
    const sums = readFileSync(join(root, 'SHA256SUMS'), 'utf8').trim().split('\n');
    for (const line of sums) {
      const [hash, name] = line.split('  ') as [string, string];
      expect([name, sum(name)]).toEqual([name, hash]);
    }
    const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter(each => each.isFile());
    expect(names).toHaveLength(sums.length + 1);
    const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ format: 'muster-case-v1', records: 2, traces: 1, leftOut: 0 });
    const csv = readFileSync(join(root, 'records.csv'), 'utf8').split('\r\n');
    expect(csv[0]).toBe(`\ufeff${csvHead.join(',')}`);
    expect(csv).toHaveLength(4);
    // A spreadsheet must not run what a user is called.
    expect(csv[2]).toContain("'=cmd()");
    const { body } = await get(`/operation-cases/${id}`);
    expect(body.history.findLast(({ type }: { type: string }) => type === 'CaseExported')).toMatchObject({
      text: sum('manifest.json'),
      count: 3,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a held day outlasts the days that are kept, until one person asks for its release and another confirms', async () => {
  const range = { devices: [device], users: [], from: today, until: today };
  const hold = { caseId: id, ...range, reason: 'The court asks' };
  expect((await post('/legal-holds', { ...hold, until: '2026-01-04' })).status).toBe(400);
  expect((await post('/legal-holds', { ...hold, devices: ['nowhere'] })).body.code).toBe('DEVICE_UNKNOWN');
  expect((await post('/legal-holds', hold, stranger.token)).body.code).toBe('CASE_UNKNOWN');
  const set = await post('/legal-holds', hold);
  expect(set.status).toBe(201);
  const { id: held } = set.body;

  await server.travel('2026-02-20T09:00:00.000Z');
  const { keeper } = server.context.operationLogs;
  await keeper.tend();
  const days = async () => (await get('/operations/days')).body.days.map(({ day }: { day: string }) => day);
  expect(await days()).toEqual([today]);
  expect((await get('/legal-holds')).body.items).toMatchObject([
    { id: held, member: true, devices: [device], days: [today], release: null },
  ]);

  const confirm = (token?: string) => post(`/legal-holds/${held}/confirm`, {}, token);
  expect((await confirm()).body.code).toBe('LEGAL_HOLD_RELEASE_NOT_REQUESTED');
  expect((await post(`/legal-holds/${held}/release`, { reason: 'Settled' })).status).toBe(200);
  expect((await confirm()).body.code).toBe('LEGAL_HOLD_NEEDS_SECOND_PERSON');
  const second = await server.accountWith(['administrator']);
  expect((await get('/legal-holds', second.token)).body.items).toMatchObject([
    { id: held, member: false, devices: [], reason: 'The court asks', release: { reason: 'Settled' } },
  ]);
  expect((await confirm(second.token)).body.events).toMatchObject([
    { type: 'LegalHoldReleased', data: { requestedBy: 'system', by: second.userId } },
  ]);
  await keeper.tend();
  expect(await days()).toEqual([]);

  const { body } = await get(`/operation-cases/${id}`);
  expect(body.records[0].operation).toMatchObject({
    id: recordId(device, 1),
    file: 'C:\\work\\report-0.docx',
  });
});

test('the log tells others that something was done with a case, and not what', async () => {
  const second = await server.accountWith(['administrator']);
  const path = '/events?filter=category.eq.operationCase~type.eq.CaseNoteAdded';
  const dataOf = async (token?: string) => (await get(path, token)).body.items[0];
  const known = await dataOf();
  expect(known).toMatchObject({ data: { text: 'The stick is his own' } });
  expect(await dataOf(second.token)).toEqual({ ...known, data: null, withheld: true });
  const { position } = known;
  expect((await get(`/events/${position}`, second.token)).body).toMatchObject({ data: null, withheld: true });
  expect((await get(`/events/${position}/proof`, second.token)).body.code).toBe('CASE_UNKNOWN');
  expect((await get(`/events/${position}/proof`)).body.code).not.toBe('CASE_UNKNOWN');
});

test('a closed case takes nothing until it is opened again', async () => {
  expect((await post(`/operation-cases/${id}/close`, { reason: 'Settled' })).status).toBe(200);
  expect((await post(`/operation-cases/${id}/notes`, { text: 'Hm' })).body.code).toBe('CASE_CLOSED');
  expect((await post(`/operation-cases/${id}/reopen`, { reason: 'Again' })).status).toBe(200);
  expect((await post(`/operation-cases/${id}/notes`, { text: 'Hm' })).status).toBe(200);
});
