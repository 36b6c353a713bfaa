import { gzipSync } from 'node:zlib';
import { csvHead } from '../../../../domain/operation-logs/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { agentWithDevice, type AgentTwin } from '../../../support/agent-twin.ts';
import { operation, recordOperations, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type Answer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let device: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ agent, deviceId: device } = await agentWithDevice(server, 'pc-1'));
});
afterAll(() => server.close());

const get = (path: string, query: Record<string, string> = {}, token?: string): Promise<Answer> =>
  server.call('GET', `/api/v1${path}`, { query, ...(token === undefined ? {} : { token }) });
const files = ({ body }: Answer): unknown[] => body.items.map(({ file }: { file?: string }) => file);
const told = async (stream: string): Promise<unknown[]> =>
  (await readWholeStream(server.services.events, stream)).map(({ type, data }) => ({
    type,
    ...(data as object),
  }));

test('LOG-001: until acquisition is switched on nothing is stored and agents are told of nothing', async () => {
  expect((await upload(server, agent, [[operation(0)]])).body).toEqual({
    batches: [{ seq: 1, state: 'discarded' }],
  });
  expect((await get('/operations')).body).toMatchObject({ items: [], next: null });
  expect((await agent.ask()).body.settings.settings).not.toHaveProperty('operations');
});

test('LOG-003, LOG-009: a change of what is recorded is an event, and agents are told', async () => {
  await recordOperations(server, {
    suspicious: { mail: true, webFtp: true, externalDevice: true, printedPages: 100 },
  });
  const { body } = await get('/operation-log-settings');
  expect(body).toMatchObject({ acquire: true, days: 31, version: 1, revision: 0 });
  expect((await agent.ask()).body.settings.settings.operations).toMatchObject({
    version: 1,
    intervalMinutes: 10,
    details: expect.arrayContaining(['copy-file', 'print']),
  });
  expect(await told('operationLogs-settings')).toMatchObject([
    { type: 'OperationLogConfigured', from: { acquire: false }, to: { acquire: true } },
  ]);
  const bad = await server.call('PUT', '/api/v1/operation-log-settings', { body: { ...body, days: 0 } });
  expect(bad.status).toBe(400);
});

test('LOG-004: what an agent uploads is listed at once, newest first, with the computer’s own time', async () => {
  const records = [
    operation(0),
    operation(1, { user: 'bob', detail: 'delete-file', deviceName: 'USB stick' }),
    operation(2),
  ];
  expect((await upload(server, agent, [records], 10)).body).toEqual({
    batches: [{ seq: 10, state: 'recorded' }],
  });
  const { body } = await get('/operations', { limit: '2' });
  expect(body.items).toMatchObject([
    { file: 'C:\\work\\report-2.docx', detail: 'create-file', type: 'file', user: 'ada' },
    {
      device,
      computer: 'pc-1',
      deviceName: 'USB stick',
      at: '2026-01-05T08:01:00.000Z',
      localTime: '2026-01-05T17:01:00+09:00',
      detail: 'delete-file',
      suspicious: false,
      traceable: true,
    },
  ]);
  const next = await get('/operations', { limit: '2', cursor: body.next });
  expect(files(next)).toEqual(['C:\\work\\report-0.docx']);
  expect(next.body.next).toBeNull();
});

test('a batch twice is stored once; what is wrong is said, and the others are taken', async () => {
  const good = [operation(3)];
  const bad = [operation(4, { detail: 'nothing-known' })];
  expect((await upload(server, agent, [[operation(0)], good, bad], 10)).body).toEqual({
    batches: [
      { seq: 10, state: 'repeated' },
      { seq: 11, state: 'recorded' },
      { seq: 12, state: 'refused', fault: { at: 'cols.detail[0]', what: expect.any(String) } },
    ],
  });
  expect(files(await get('/operations'))).toHaveLength(4);
});

test.each([
  ['no JSON', Buffer.from('{"batches":'), {}],
  ['no list', Buffer.from('{"batches":7}'), {}],
  ['nothing', Buffer.alloc(0), {}],
  ['no gzip', Buffer.from('{}'), { 'content-encoding': 'gzip' }],
  ['a bomb', gzipSync(Buffer.alloc(17 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
  ['another compression', Buffer.from('{}'), { 'content-encoding': 'br' }],
])('an upload of %s is refused', async (_, body, headers) => {
  const answer = await server.call('POST', '/agents/operations', {
    token: null,
    headers: { authorization: agent.authorization, 'content-type': 'application/json', ...headers },
    body,
  });
  expect(answer).toMatchObject({ status: 400, body: { code: 'OPERATION_BATCH_INVALID' } });
});

test('an upload needs the credential of an agent', async () => {
  const answer = await server.call('POST', '/agents/operations', { token: null, body: Buffer.from('{}') });
  expect(answer).toMatchObject({ status: 401 });
});

test('LOG-006: records of days that are not kept are discarded and told of as event 1076', async () => {
  const day = 24 * 60;
  const batch = [operation(-40 * day), operation(5), operation(3 * day)];
  expect((await upload(server, agent, [batch], 20)).body.batches).toEqual([{ seq: 20, state: 'recorded' }]);
  expect((await told(`operationLog-${device}`)).at(-1)).toEqual({
    type: 'OperationsDiscarded',
    number: 1076,
    severity: 'warning',
    deviceId: device,
    records: 2,
    oldest: '2025-11-26T08:00:00.000Z',
    newest: '2026-01-08T08:00:00.000Z',
  });
  expect(files(await get('/operations', { limit: '1' }))).toEqual(['C:\\work\\report-5.docx']);
});

test('LOG-017, LOG-019, LOG-020: a copy to a removable disk is marked, found by the mark and told of once', async () => {
  const copy = operation(6, {
    detail: 'copy-file',
    file: 'C:\\work\\plan.xlsx',
    destination: 'E:\\plan.xlsx',
    destinationDrive: 'removable-disk',
  });
  await upload(server, agent, [[copy]], 30);
  await upload(server, agent, [[copy]], 30);
  const { body } = await get('/operations', { filter: 'suspicious.eq.true' });
  expect(body.items).toMatchObject([{ suspicious: true, suspicion: 'external-device' }]);
  const events = (await told(`operationLog-${device}`)) as { type: string }[];
  expect(events.filter(({ type }) => type === 'SuspiciousOperationDetected')).toEqual([
    expect.objectContaining({ number: 1050, user: 'ada', target: 'E:\\plan.xlsx', record: body.items[0].id }),
  ]);
});

test('LOG-021: pages of one user within an hour, over several uploads, are told of as event 1051', async () => {
  const print = (minutes: number, pages: number) =>
    operation(minutes, { detail: 'print', pages, user: 'eve' });
  await upload(server, agent, [[print(-100, 90)], [print(-20, 60)], [print(-10, 50)]], 40);
  const printed = (await told(`operationLog-${device}`)).filter(
    event => (event as { type: string }).type === 'MassPrintingDetected',
  );
  expect(printed).toEqual([
    expect.objectContaining({ number: 1051, user: 'eve', pages: 110, until: '2026-01-05T07:50:00.000Z' }),
  ]);
});

test('LOG-012: filters over columns, texts, time, department and location', async () => {
  const found = async (query: Record<string, string>) => files(await get('/operations', query));
  expect(await found({ filter: 'user.eq.bob' })).toEqual(['C:\\work\\report-1.docx']);
  expect(await found({ filter: '{"op":"search","text":"PLAN.x"}' })).toEqual(['C:\\work\\plan.xlsx']);
  expect(await found({ filter: 'type.eq.print' })).toHaveLength(3);
  expect(await found({ from: '2026-01-05T08:01:00Z', until: '2026-01-05T08:03:00Z' })).toHaveLength(2);
  await server.call('PATCH', `/api/v1/devices/${device}`, { body: { department: 'Plant A/Quality' } });
  await server.caughtUp();
  expect(await found({ department: 'Plant A', filter: 'user.eq.bob' })).toHaveLength(1);
  expect(await found({ department: 'Plant B' })).toEqual([]);
  expect(await found({ location: 'Osaka' })).toEqual([]);
  const wrong = await get('/operations', { filter: 'colour.eq.red' });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'QUERY_INVALID' } });
  expect(await get('/operations', { from: 'soon' })).toMatchObject({ status: 400 });
});

test('LOG-010, LOG-011: how many records each day and each quarter of an hour has', async () => {
  const days = await get('/operations/histogram', { by: 'day' });
  expect(days.body.slots).toEqual([{ slot: '2026-01-05', count: 9 }]);
  const quarters = await get('/operations/histogram', { by: 'quarter', filter: 'type.eq.print' });
  expect(quarters.body.slots.map(({ count }: { count: number }) => count)).toEqual([1, 1, 1]);
  const users = await get('/operations/groups', { by: 'user' });
  expect(users.body.groups).toEqual([
    { value: 'ada', count: 5 },
    { value: 'eve', count: 3 },
    { value: 'bob', count: 1 },
  ]);
  expect((await get('/operations/days')).body.days).toMatchObject([{ day: '2026-01-05', records: 9 }]);
});

test('LOG-016, LOG-024, LOG-025: a record is opened by its name, and its file is followed', async () => {
  const moved = { detail: 'rename-file', file: 'E:\\plan.xlsx', destination: 'E:\\new.xlsx' };
  await upload(server, agent, [[operation(8, moved)]], 50);
  const [{ id }] = (await get('/operations', { filter: 'suspicious.eq.true' })).body.items;
  expect((await get(`/operations/${id}`)).body).toMatchObject({ id, file: 'C:\\work\\plan.xlsx' });
  const { body } = await get(`/operations/${id}/trace`);
  expect(body.steps).toMatchObject([
    { operation: { id }, from: 'C:\\work\\plan.xlsx', to: 'E:\\plan.xlsx' },
    { operation: { detail: 'rename-file' }, to: 'E:\\new.xlsx', after: [0], by: 'path' },
  ]);
  expect(body).toMatchObject({ start: 0, cut: false, last: { detail: 'rename-file' } });
  const [print] = (await get('/operations', { filter: 'type.eq.print' })).body.items;
  expect(print.traceable).toBe(false);
  const none = await get(`/operations/${print.id}/trace`);
  expect(none).toMatchObject({ status: 409, body: { code: 'OPERATION_NOT_TRACEABLE' } });
  expect(await get('/operations/2026-01-05.x.1.0')).toMatchObject({ status: 404 });
  expect(await get('/operations/nonsense')).toMatchObject({ status: 404 });
});

test('LOG-035: the CSV has 35 columns with the words of the manual, oldest first', async () => {
  const { text, headers } = await get('/operations/export', { filter: 'user.eq.ada' });
  expect(headers['content-type']).toMatch('text/csv');
  const [head, ...lines] = text.slice(1).trimEnd().split('\r\n');
  expect(head!.split(',')).toEqual([...csvHead]);
  expect(lines.at(-2)).toBe(
    'Warning,2026/01/05 17:06:00,pc-1,ada,File Operation,Copy file,,,,,,C:\\work\\plan.xlsx,Local Disk,' +
      'E:\\plan.xlsx,Removable Disk,,,,,,,,,,,,,,,,,,,,',
  );
});

test('records of a system without an agent are handed in line by line', async () => {
  const lines = [
    { time: '2026-01-05T08:30:00Z', detail: 'log-on', user: 'kim', source: 'nas' },
    { time: Date.parse('2026-01-05T08:31:00Z'), detail: 'log-off', user: 'kim', source: 'nas' },
  ].map(line => JSON.stringify(line));
  const hand = (body: string, query: Record<string, string> = {}) =>
    server.call('POST', '/api/v1/operations', {
      query: { device, seq: '900', ...query },
      headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
      body: gzipSync(body),
    });
  expect((await hand(`${lines.join('\n')}\n`)).body).toEqual({ batches: [{ seq: 900, state: 'recorded' }] });
  expect((await get('/operations', { filter: 'user.eq.kim' })).body.items).toMatchObject([
    { detail: 'log-off' },
    { detail: 'log-on' },
  ]);
  expect(await hand('nonsense')).toMatchObject({ status: 400, body: { details: { at: 'line 1' } } });
  expect(await hand('{"time":1}')).toMatchObject({ status: 400, body: { details: { at: 't0' } } });
  expect(await hand(lines[0]!, { device: 'nobody' })).toMatchObject({ status: 404 });
});

describe('who looks', () => {
  const looks = async (userId: string) => (await told(`operationLogReads-${userId}`)) as { looked: string }[];

  test('is recorded with the question, once, whatever pages are turned', async () => {
    const { userId, token } = await server.accountWith(['auditor']);
    await get('/operations', { filter: 'user.eq.bob', limit: '1' }, token);
    await get('/operations', { filter: 'user.eq.bob', limit: '2' }, token);
    const { body } = await get('/operations', { filter: 'user.eq.kim', purpose: 'case 7' }, token);
    await get(`/operations/${body.items[0].id}`, {}, token);
    await get('/operations/export', { filter: 'user.eq.kim' }, token);
    expect(await looks(userId)).toMatchObject([
      { looked: 'search', filter: 'user.eq.bob', purpose: null },
      { looked: 'search', filter: 'user.eq.kim', purpose: 'case 7' },
      { looked: 'record', record: body.items[0].id },
      { looked: 'export', filter: 'user.eq.kim' },
    ]);
  });

  test('must say what for, where that is asked; before, nothing is answered', async () => {
    await recordOperations(server, { purposeRequired: true });
    expect(await get('/operations')).toMatchObject({
      status: 400,
      body: { code: 'OPERATION_PURPOSE_REQUIRED' },
    });
    expect((await get('/operations', { purpose: 'case 8' })).status).toBe(200);
    await recordOperations(server);
  });

  test('sees the computers of the own departments only, in every answer', async () => {
    const { token: own } = await server.accountWith(['administrator'], ['Plant A']);
    const { token: other } = await server.accountWith(['administrator'], ['Plant B']);
    const [{ id }] = (await get('/operations', { filter: 'suspicious.eq.true' }, own)).body.items;
    expect((await get(`/operations/${id}/trace`, {}, own)).body.steps).toHaveLength(2);
    expect((await get('/operations', {}, other)).body.items).toEqual([]);
    expect((await get('/operations/histogram', {}, other)).body.slots).toEqual([]);
    expect((await get('/operations/groups', { by: 'user' }, other)).body.groups).toEqual([]);
    expect((await get('/operations/export', {}, other)).text.trimEnd().split('\r\n')).toHaveLength(1);
    expect(await get(`/operations/${id}`, {}, other)).toMatchObject({ status: 404 });
    expect(await get(`/operations/${id}/trace`, {}, other)).toMatchObject({ status: 404 });
    expect(await get('/operations/days', {}, other)).toMatchObject({ status: 403 });
  });

  test('needs the right and the task', async () => {
    const { token: viewer } = await server.accountWith(['viewer']);
    const { token: others } = await server.accountWith(['administrator'], null, ['devices']);
    expect((await get('/operations', {}, viewer)).status).toBe(403);
    expect((await get('/operations', {}, others)).status).toBe(403);
  });
});
