import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Each test has machines of its own at the one server. */
let turn = 0;
beforeEach(() => void turn++);
const machine = (name: string, user = 'mori') =>
  inventory({
    hostName: `${name}-${turn}`,
    lastUser: user,
    hardware: { serialNumber: `SN-${name}-${turn}-9931`, memory: 8_192 },
  });
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers = {}) =>
  server.call(method, `/api/v1${path}`, { body, headers });
const listed = async () => {
  await server.caughtUp();
  const { items } = (await call('GET', '/devices?sort=name')).body;
  const names = items.map(({ name }: { name: string }) => name.split('-')) as string[][];
  return names.filter(([, at]) => at === String(turn)).map(([name]) => name);
};

test('a dry run shows the events and appends none', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  const last = await server.services.events.lastPosition();
  const answer = await call('DELETE', `/devices/${deviceId}?dryRun=true`);
  expect(answer.body).toMatchObject({ dryRun: true, events: [{ type: 'DeviceRemoved' }] });
  expect(await server.services.events.lastPosition()).toBe(last);
  expect(await listed()).toEqual(['alpha']);
});

test('If-Match: a change on what someone else has changed is refused', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  await server.caughtUp();
  const etag = String((await call('GET', `/devices/${deviceId}`)).headers.etag);
  expect(
    (await call('PATCH', `/devices/${deviceId}`, { department: 'A' }, { 'if-match': etag })).status,
  ).toBe(200);
  const stale = await call('PATCH', `/devices/${deviceId}`, { department: 'B' }, { 'if-match': etag });
  expect(stale.status).toBe(412);
  expect(stale.body).toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: 0, actual: 1 } });
  const nonsense = await call('PATCH', `/devices/${deviceId}`, { department: 'B' }, { 'if-match': 'yes' });
  expect(nonsense.body.code).toBe('IF_MATCH_INVALID');
});

test.each([
  ['Took out', 'POST', '/ignore', {}, 'DeviceIgnored', 'Taken out of management'],
  ['Placed', 'PATCH', '', { department: 'A' }, 'DevicePlaced', 'Department changed from – to A'],
  ['Removed', 'DELETE', '', {}, 'DeviceRemoved', 'Removed'],
] as const)(
  '%s for a reason: the event and the timeline say it',
  async (_, method, path, body, type, text) => {
    const { deviceId } = await server.report(machine('alpha'));
    await server.caughtUp();
    const reason = 'INC-4711: lent to {Plant B}';
    const done = await call(method, `/devices/${deviceId}${path}`, { ...body, reason: ` ${reason} ` });
    expect(done.body.events).toEqual([{ type, data: expect.objectContaining({ reason }) }]);
    await server.caughtUp();
    const { items } = (await call('GET', `/devices/${deviceId}/timeline`)).body;
    expect(items[0]).toMatchObject({ eventType: type, text: `${text}. Reason: ${reason}` });
  },
);

test('managing again may be asked for without a body, with a reason, and with none that is too long', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  await call('POST', `/devices/${deviceId}/ignore`);
  const long = await call('POST', `/devices/${deviceId}/manage`, { reason: 'x'.repeat(1_001) });
  expect([long.status, long.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  const managed = await call('POST', `/devices/${deviceId}/manage`, { reason: 'x'.repeat(1_000) });
  expect(managed.body.events[0].data.reason).toHaveLength(1_000);
  await call('POST', `/devices/${deviceId}/ignore`);
  const silent = await call('POST', `/devices/${deviceId}/manage`);
  expect(silent.body.events[0].data).not.toHaveProperty('reason');
});

test('both records of a merge say its reason', async () => {
  const kept = await server.report(machine('alpha'));
  const other = await server.report(machine('beta'));
  await server.caughtUp();
  const merge = { from: other.deviceId, into: kept.deviceId, reason: 'listed twice' };
  const merged = await call('POST', '/devices/merge', merge);
  const back = await call('POST', `/devices/${kept.deviceId}/split`, {
    into: other.deviceId,
    reason: 'not so',
  });
  const reasons = [merged, back].map(({ body }) =>
    body.events.map(({ data }: { data: { reason: string } }) => data.reason),
  );
  expect(reasons).toEqual([
    ['listed twice', 'listed twice'],
    ['not so', 'not so'],
  ]);
});

test('a merge moves the keys, and taking it back restores the record with its history', async () => {
  const kept = await server.report(machine('alpha'));
  const other = await server.report(machine('beta'));
  await server.caughtUp();
  const merged = await call('POST', '/devices/merge', { from: other.deviceId, into: kept.deviceId });
  expect(merged.body.events.map(({ type }: { type: string }) => type)).toEqual([
    'DeviceAbsorbed',
    'DeviceMerged',
  ]);
  expect(await listed()).toEqual(['alpha']);
  // A report of the second machine now belongs to the first device.
  expect((await server.report(machine('beta', 'sato'))).deviceId).toBe(kept.deviceId);
  // The merged record is still there to be read.
  const old = await call('GET', `/devices/${other.deviceId}`);
  expect(old.body).toMatchObject({ managementStatus: 'merged', mergedInto: kept.deviceId });

  const again = await call('POST', '/devices/merge', { from: other.deviceId, into: kept.deviceId });
  expect(again.body.events).toEqual([]);

  const split = await call('POST', `/devices/${kept.deviceId}/split`, { into: other.deviceId });
  expect(split.status).toBe(200);
  expect(await listed()).toHaveLength(2);
  expect((await server.report(machine('beta', 'kato'))).deviceId).toBe(other.deviceId);
});

test('nothing of a merge is done where its second half is refused', async () => {
  const one = await server.report(machine('alpha'));
  const gone = await server.report(machine('beta'));
  await call('DELETE', `/devices/${gone.deviceId}`);
  const last = await server.services.events.lastPosition();
  const answer = await call('POST', '/devices/merge', { from: one.deviceId, into: gone.deviceId });
  expect(answer.body.code).toBe('DEVICE_REMOVED');
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('keys split off become a device of their own', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  await server.caughtUp();
  const { keys } = (await call('GET', `/devices/${deviceId}`)).body as { keys: string[] };
  const serial = keys.filter(key => key.includes('9931'));
  const answer = await call('POST', `/devices/${deviceId}/split`, { keys: serial });
  expect(answer.status).toBe(200);
  expect(answer.body.events.map(({ type }: { type: string }) => type)).toEqual([
    'DeviceSplit',
    'DeviceRegistered',
  ]);
  await server.caughtUp();
  expect((await call('GET', `/devices/${answer.body.into}`)).body.keys).toEqual(serial);
  const all = await call('POST', `/devices/${answer.body.into}/split`, { keys: serial });
  expect(all.body.code).toBe('DEVICE_KEYS_ALL');
});

test('DEV-007 ignored, managed again and removed', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  const status = async () => {
    await server.caughtUp();
    return (await call('GET', `/devices/${deviceId}`)).body.managementStatus as string;
  };
  await call('POST', `/devices/${deviceId}/ignore`);
  expect(await status()).toBe('ignored');
  await call('POST', `/devices/${deviceId}/manage`);
  expect(await status()).toBe('managed');
  await call('DELETE', `/devices/${deviceId}`);
  expect(await status()).toBe('removed');
  expect((await call('PATCH', `/devices/${deviceId}`, { department: 'A' })).body.code).toBe('DEVICE_REMOVED');
});

test.each([
  [{ department: '/A' }],
  [{ department: 'A//B' }],
  [{ department: 5 }],
  [{ departement: 'A' }],
  [JSON.parse('{"__proto__": {"department": "A"}}')],
])('a place that is none is refused: %j', async body => {
  const { deviceId } = await server.report(machine('alpha'));
  const last = await server.services.events.lastPosition();
  const answer = await call('PATCH', `/devices/${deviceId}`, body);
  expect(answer.status).toBe(400);
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('a body with keys of the prototype is refused', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  const answer = await server.app.inject({
    method: 'PATCH',
    url: `/api/v1/devices/${deviceId}`,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    payload: '{"__proto__":{"department":"A"},"department":"B"}',
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'BODY_NOT_JSON' });
});
