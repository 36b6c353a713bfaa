import { gzipSync } from 'node:zlib';
import { AgentTwin, deviceNamed, tokenOf } from '../../../support/agent-twin.ts';
import { offlineFile, offlineHost, offlineStatement, packedJson } from '../../../support/offline-files.ts';
import { startTestServer, type Answer, type TestServer } from '../../../support/server.ts';

/** Results of computers without a line to the server, over the interface. Each test has a computer of its own. */
let server: TestServer;
let installation: string;
beforeAll(async () => {
  server = await startTestServer();
  await server.travel('2026-11-25T09:00:00.000Z');
  installation = (await server.context.installation.id())!;
});
afterAll(() => server.close());

let hosts = 0;
const newHost = () => `${offlineHost.slice(0, -6)}${String(++hosts).padStart(6, '0')}`;
const hand = (file: Uint8Array, query: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  server.call('POST', '/api/v1/offline-inventory', {
    headers: { 'content-type': 'application/octet-stream' },
    query,
    body: Buffer.from(file),
  });
const statementOf = (hostId: string, day: number, content: object = {}) =>
  offlineStatement({
    hostId,
    hostName: `pc-${hostId.slice(-6)}`,
    collectedAt: `2026-11-${day}T08:00:00.000Z`,
    installation,
    content,
  });
const on = (hostId: string, day: number, content: object = {}) =>
  offlineFile(statementOf(hostId, day, content));

test('DEV-014 AGT-037: a computer becomes managed with its delivery; both times are kept, no sign of life is made up', async () => {
  const host = newHost();
  const tried = await hand(on(host, 20), { dryRun: 'true' });
  expect(tried).toMatchObject({
    status: 200,
    body: { outcome: 'registered', deviceId: null, managed: true, signed: false, position: null },
  });
  const { status, body } = await hand(on(host, 20));
  expect(status).toBe(200);
  await server.caughtUp();
  const detail = await server.call('GET', `/api/v1/devices/${body.deviceId}`);
  expect(detail.body).toMatchObject({
    managementType: 'offline',
    registeredAt: '2026-11-25T09:00:00.000Z',
    lastChangedAt: '2026-11-20T08:00:00.000Z',
    offline: {
      collectedAt: '2026-11-20T08:00:00.000Z',
      utcOffset: 540,
      deliveredAt: '2026-11-25T09:00:00.000Z',
      deliveredBy: 'account:system',
      outcome: 'registered',
      signed: false,
    },
    summary: { managementType: 'offline' },
  });
  expect(await server.services.presence.get(body.deviceId)).toBeUndefined();
  const timeline = await server.call('GET', `/api/v1/devices/${body.deviceId}/timeline`);
  expect(timeline.body.items.map(({ text }: { text: string }) => text)).toContain(
    'Results collected offline 2026-11-20T08:00:00.000Z were delivered, its first',
  );
});

test('AGT-047: newer results change, older ones are noted as late and overwrite nothing, the same file is nothing', async () => {
  const host = newHost();
  await hand(on(host, 10));
  const nano = { softwares: [{ name: 'nano', version: '8.0', arch: 'amd64', from: 'deb' }] };
  const newer = await hand(on(host, 20, nano));
  expect(newer.body).toMatchObject({
    outcome: 'changed',
    newest: '2026-11-10T08:00:00.000Z',
    changes: ['SoftwareUpdated'],
  });
  const tried = await hand(on(host, 15), { dryRun: 'true' });
  expect(tried.body).toMatchObject({ outcome: 'late', newest: '2026-11-20T08:00:00.000Z' });
  expect((await hand(on(host, 15))).body).toMatchObject({
    outcome: 'late',
    changes: ['LateInventoryRecorded'],
  });
  expect((await hand(on(host, 20, nano))).body).toMatchObject({ outcome: 'known', changes: [] });
  const { body } = await hand(on(host, 21, nano));
  expect(body).toMatchObject({ outcome: 'unchanged', changes: [] });
  await server.caughtUp();
  const software = await server.call('GET', `/api/v1/devices/${body.deviceId}/software`);
  expect(software.body.items).toMatchObject([{ name: 'nano', version: '8.0' }]);
});

test('results of another installation are refused unless somebody takes them all the same', async () => {
  const host = newHost();
  const file = offlineFile({ ...statementOf(host, 20), installation: 'another' });
  expect(await hand(file)).toMatchObject({
    status: 409,
    body: { code: 'OFFLINE_FILE_FOREIGN', details: { installation: 'another' } },
  });
  expect((await hand(file, { foreign: 'true' })).body).toMatchObject({
    outcome: 'registered',
    foreign: true,
  });
});

test('a clock that is ahead counts as now within a day, and is said; beyond, the file is refused', async () => {
  const hours = offlineFile({ ...statementOf(newHost(), 20), collectedAt: '2026-11-25T15:00:00.000Z' });
  expect((await hand(hours)).body).toMatchObject({
    outcome: 'registered',
    collectedAt: '2026-11-25T09:00:00.000Z',
    claimedAt: '2026-11-25T15:00:00.000Z',
  });
  const years = offlineFile({ ...statementOf(newHost(), 20), collectedAt: '2031-11-25T15:00:00.000Z' });
  expect(await hand(years)).toMatchObject({ status: 409, body: { code: 'OFFLINE_FILE_AHEAD' } });
});

describe('files that are not what was collected', () => {
  const good = () => statementOf('6e2f0a51-0c1c-8c2e-9c55-0d6a8fffffff', 20);
  const nested = () => {
    const text = JSON.stringify({ ...good(), sha256: 'a'.repeat(64), signature: null });
    return gzipSync(text.replace('"Computer"', '['.repeat(200_000) + ']'.repeat(200_000)));
  };
  const edited = () => {
    const statement = good();
    const text = JSON.stringify({ ...statement, sha256: 'a'.repeat(64), signature: null });
    return gzipSync(text.replace('vault-pc', 'other-pc'));
  };
  test.each<[string, () => Uint8Array, string, object]>([
    ['nothing', () => Buffer.alloc(0), 'OFFLINE_FILE_DAMAGED', { reason: 'truncated' }],
    ['a text', () => Buffer.from('hello'), 'OFFLINE_FILE_DAMAGED', { reason: 'not-packed' }],
    ['cut off', () => offlineFile(good()).subarray(0, 300), 'OFFLINE_FILE_DAMAGED', { reason: 'truncated' }],
    ['no JSON', () => gzipSync('{"format":'), 'OFFLINE_FILE_DAMAGED', { reason: 'not-json' }],
    [
      'something else',
      () => packedJson({ format: 'zip' }),
      'OFFLINE_FILE_DAMAGED',
      { reason: 'not-results' },
    ],
    ['nested without end', nested, 'OFFLINE_FILE_DAMAGED', { reason: 'not-json' }],
    [
      'of another version',
      () => packedJson({ ...good(), version: 2 }),
      'OFFLINE_FILE_VERSION',
      { version: 2, known: 1 },
    ],
    [
      'without its hash',
      () => packedJson(good()),
      'OFFLINE_FILE_DAMAGED',
      { reason: 'form', field: 'sha256' },
    ],
    ['edited', edited, 'OFFLINE_FILE_ALTERED', {}],
    [
      'of two computers',
      () => offlineFile({ ...good(), hostId: offlineHost }),
      'OFFLINE_FILE_DAMAGED',
      { reason: 'host' },
    ],
    [
      'without an inventory',
      () => offlineFile({ ...good(), inventory: { deviceid: good().hostId } }),
      'OFFLINE_FILE_DAMAGED',
      { reason: 'inventory' },
    ],
    [
      'a bomb',
      () => gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      'OFFLINE_FILE_TOO_LARGE',
      { which: 'unpacked' },
    ],
  ])('%s', async (_what, file, code, details) => {
    const before = await server.services.events.lastPosition();
    const answer = await hand(file());
    expect([answer.body.code, answer.status < 500]).toEqual([code, true]);
    expect(answer.body.details ?? {}).toMatchObject(details);
    expect(await server.services.events.lastPosition()).toBe(before);
  });

  test('larger than a request may be', async () => {
    expect((await hand(Buffer.alloc(5 * 1024 * 1024))).status).toBe(413);
  });
});

test('nobody hands in for all who may see a part only', async () => {
  const { token } = await server.accountWith(['administrator'], ['Sales']);
  const answer = await server.call('POST', '/api/v1/offline-inventory', {
    token,
    headers: { 'content-type': 'application/octet-stream' },
    body: on(newHost(), 20),
  });
  expect(answer).toMatchObject({ status: 403, body: { code: 'SCOPE_RESTRICTED' } });
});

describe('computers with an agent', () => {
  const uuid = 'a5d2b7c4-0000-4000-8000-00000000beef';
  let agent: AgentTwin;
  let deviceId: string;
  beforeAll(async () => {
    agent = new AgentTwin(server);
    await agent.enrol(await tokenOf(server));
    await agent.report('reporting', uuid);
    deviceId = await deviceNamed(server, 'reporting');
  });

  const collected = (day: number, sign: (text: string) => string | null) =>
    offlineFile(
      statementOf(agent.agentId, day, { hardware: { name: 'reporting', memory: 8_192, uuid } }),
      sign,
    );

  test('only the agent itself speaks for its host ID', async () => {
    expect((await hand(collected(25, () => null))).body.code).toBe('OFFLINE_FILE_FORGED');
    const stranger = new AgentTwin(server);
    expect((await hand(collected(25, stranger.signs))).body.code).toBe('OFFLINE_FILE_FORGED');
    const { body } = await hand(collected(25, agent.signs), { dryRun: 'true' });
    expect(body).toMatchObject({ signed: true, deviceId });
  });

  test('AGT-043: an agent that is online delivers for others, and is named as who did', async () => {
    const host = newHost();
    const { status, body } = await agent.deliver(on(host, 20));
    expect([status, body.outcome, body.hostName]).toEqual([200, 'registered', `pc-${host.slice(-6)}`]);
    const { body: detail } = await server.call('GET', `/api/v1/devices/${body.deviceId}`);
    expect(detail.offline.deliveredBy).toBe(`agent:${agent.agentId}`);
    // Nobody asked this agent whether results of others are taken.
    const foreign = offlineFile({ ...statementOf(newHost(), 20), installation: 'another' });
    expect((await agent.deliver(foreign)).body.code).toBe('OFFLINE_FILE_FOREIGN');
  });

  test('what the device has told itself since is not overwritten, though it left no event', async () => {
    await server.travel('2026-11-27T09:00:00.000Z');
    await agent.report('reporting', uuid);
    expect((await hand(collected(26, agent.signs))).body.outcome).toBe('late');
  });

  test('AGT-048 AGT-049: its configuration makes it offline, and no command is given', async () => {
    const created = await server.call('POST', '/api/v1/agent-configurations', {
      body: { name: 'Vaults', settings: { communicate: false } },
    });
    await server.call('POST', '/api/v1/agent-configurations/assignments', {
      body: { configuration: created.body.id, targets: [{ kind: 'computer', device: deviceId }] },
    });
    await agent.ask();
    await server.caughtUp();
    const list = await server.call('GET', '/api/v1/devices', {
      query: { filter: JSON.stringify({ op: 'eq', column: 'managementType', value: 'offline' }) },
    });
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(deviceId);
    const told = await server.call('POST', `/api/v1/devices/${deviceId}/commands`, {
      body: { command: { kind: 'inventory' } },
    });
    expect(told.body.code).toBe('DEVICE_MANAGED_OFFLINE');
    const { body } = await server.call('GET', `/api/v1/devices/${deviceId}/commands`);
    expect(body).toMatchObject({ takes: false, offline: true });

    // AGT-050: communicating again, it is online as soon as it asks.
    await server.call('PATCH', `/api/v1/agent-configurations/${created.body.id}`, {
      body: { settings: { communicate: true } },
    });
    await agent.ask();
    const { body: detail } = await server.call('GET', `/api/v1/devices/${deviceId}`);
    expect(detail.managementType).toBe('agent');
  });
});

test('what was carried is not taken for a report when kept bodies are read again', async () => {
  const { body } = await hand(on(newHost(), 20));
  const before = await server.services.events.lastPosition();
  const { body: job } = await server.call('POST', '/api/v1/inventories/replay', { body: {} });
  await server.jobEnded(job.id);
  const { body: detail } = await server.call('GET', `/api/v1/devices/${body.deviceId}`);
  expect(detail).toMatchObject({ managementType: 'offline', position: expect.any(Number) });
  expect(detail.position).toBeLessThanOrEqual(before);
});
