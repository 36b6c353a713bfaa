import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let made = 0;
/** Each test has a machine of its own. */
const fresh = () => `machine-${(made += 1)}`;

const machine = (name: string, more = {}) =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-9931`, model: 'X1', ...more } });
const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  more: { readonly token?: string; readonly headers?: Record<string, string> } = {},
) => server.call(method, `/api/v1${path}`, { body, ...more });
const row = async (id: string) => {
  await server.caughtUp();
  const filter = encodeURIComponent(JSON.stringify({ op: 'eq', column: 'id', value: id }));
  return (await call('GET', `/devices?filter=${filter}`)).body.items[0];
};

test('DEV-010 an edit shows in the list, in the sheet with who said it, and in the timeline with why', async () => {
  const name = fresh();
  const { deviceId } = await server.report(machine(name));
  const edit = {
    fields: { 'hardware.assetTag': 'A-17', 'hardware.model': 'X1 Carbon' },
    reason: 'stocktaking',
  };
  const tried = await call('PATCH', `/devices/${deviceId}/details?dryRun=true`, edit);
  expect(tried.body).toMatchObject({
    dryRun: true,
    events: [{ type: 'HardwareChanged' }, { type: 'DetailsLearned' }],
  });
  expect((await row(deviceId)).model).toBe('X1');
  expect((await call('PATCH', `/devices/${deviceId}/details`, edit)).status).toBe(200);
  expect(await row(deviceId)).toMatchObject({ model: 'X1 Carbon', assetTag: 'A-17' });
  const { body } = await call('GET', `/devices/${deviceId}`);
  expect(body.sources['hardware.model']).toMatchObject({ source: 'account:system', before: 'X1' });
  const { items } = (await call('GET', `/devices/${deviceId}/timeline`)).body;
  expect(items.map(({ text }: { text: string }) => text)).toEqual(
    expect.arrayContaining(['Model changed from X1 to X1 Carbon. Reason: stocktaking']),
  );
  // As of before, it is as it was.
  const before = await call(
    'GET',
    `/devices/${deviceId}?asOf=${encodeURIComponent(body.sources['hardware.model'].since)}`,
  );
  expect(before.status).toBe(200);
});

test('DEV-011 a repeated report leaves the edit, a new value takes its place, the type stays', async () => {
  const name = fresh();
  const { deviceId } = await server.report(machine(name));
  await call('PATCH', `/devices/${deviceId}/details`, {
    deviceType: 'storage',
    fields: { 'hardware.model': 'X1 Carbon' },
  });
  await server.report(machine(name), deviceId);
  expect(await row(deviceId)).toMatchObject({ model: 'X1 Carbon', deviceType: 'storage' });
  await server.report(machine(name, { model: 'X2', chassis: 'Notebook' }), deviceId);
  expect(await row(deviceId)).toMatchObject({ model: 'X2', deviceType: 'storage' });
  await call('PATCH', `/devices/${deviceId}/details`, { deviceType: null });
  expect(await row(deviceId)).toMatchObject({ deviceType: 'pc' });
  await call('PATCH', `/devices/${deviceId}/details`, { fields: { 'hardware.model': null } });
  expect((await row(deviceId)).model).toBeNull();
});

test.each([
  ['a field that is not edited by hand', { fields: { 'hardware.uuid': 'x' } }],
  ['a type that does not exist', { deviceType: 'toaster' }],
  ['a text that is too long', { fields: { domain: 'x'.repeat(256) } }],
  ['a text where a number is due', { fields: { 'hardware.memory': 'much' } }],
  ['a key of the prototype', { fields: JSON.parse('{"__proto__":"x"}') as object }],
])('%s is refused and nothing is recorded', async (_, body) => {
  const name = fresh();
  const { deviceId } = await server.report(machine(name));
  const last = await server.services.events.lastPosition();
  const answer = await call('PATCH', `/devices/${deviceId}/details`, body);
  expect(answer.status).toBe(400);
  expect(['VALIDATION_FAILED', 'BODY_NOT_JSON']).toContain(answer.body.code);
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('an edit on what somebody else has changed is refused', async () => {
  const name = fresh();
  const { deviceId } = await server.report(machine(name));
  await server.caughtUp();
  const etag = String((await call('GET', `/devices/${deviceId}`)).headers.etag);
  await call('PATCH', `/devices/${deviceId}`, { department: 'A' });
  const stale = await call(
    'PATCH',
    `/devices/${deviceId}/details`,
    { fields: { domain: 'x' } },
    { headers: { 'if-match': etag } },
  );
  expect(stale.body.code).toBe('REVISION_CONFLICT');
});

test('notes are written, changed and removed; the sheet of then shows what was noted then', async () => {
  const name = fresh();
  const { deviceId } = await server.report(machine(name));
  const added = await call('POST', `/devices/${deviceId}/notes`, { text: ' Key at the desk\nof Mori ' });
  expect(added.status).toBe(201);
  const { note } = added.body;
  await call('PATCH', `/devices/${deviceId}/notes/${note}`, { text: 'Key in the safe' });
  await server.caughtUp();
  const { notes } = (await call('GET', `/devices/${deviceId}`)).body;
  expect(notes).toEqual([
    {
      id: note,
      text: 'Key in the safe',
      by: 'account:system',
      at: expect.any(String),
      changed: { by: 'account:system', at: expect.any(String) },
    },
  ]);
  const then = await call('GET', `/devices/${deviceId}?asOf=@${added.body.position}`);
  expect(then.body.notes).toMatchObject([{ text: 'Key at the desk\nof Mori', changed: null }]);
  expect((await call('DELETE', `/devices/${deviceId}/notes/${note}`)).body.events).toHaveLength(1);
  const gone = await call('DELETE', `/devices/${deviceId}/notes/${note}`);
  expect([gone.status, gone.body.code]).toEqual([404, 'DEVICE_NOTE_UNKNOWN']);
  for (const text of ['', '  ', 'x'.repeat(4_001)])
    expect((await call('POST', `/devices/${deviceId}/notes`, { text })).status).toBe(400);
});

describe('a device registered by hand', () => {
  const printer = (name: string) => ({
    name,
    deviceType: 'printer',
    ipAddress: '192.0.2.70',
    macAddress: `00-1B-21-3C-4D-${String(made).padStart(2, '0')}`,
    fields: { 'hardware.manufacturer': 'Example', 'hardware.serialNumber': `PRN-77${name}` },
    department: 'Plant A/Print',
    reason: 'bought',
  });

  test('is listed, agentless and managed, and recognised when an agent reports for it', async () => {
    const name = fresh();
    const body = printer(name);
    const tried = await call('POST', '/devices?dryRun=true', body);
    expect(tried.body.events.map(({ type }: { type: string }) => type)).toEqual([
      'DeviceRegistered',
      'DevicePlaced',
    ]);
    const made = await call('POST', '/devices', body);
    expect([made.status, made.body.managed]).toEqual([201, true]);
    const { id } = made.body;
    expect(await row(id)).toMatchObject({
      name,
      deviceType: 'printer',
      managementType: 'agentless',
      ipAddress: '192.0.2.70',
      macAddress: body.macAddress.replaceAll('-', ':').toLowerCase(),
      department: 'Plant A/Print',
      dialect: 'person',
    });
    const { items } = (await call('GET', `/devices/${id}/timeline`)).body;
    expect(items.at(-1).text).toBe('Registered by hand. Reason: bought');
    const reported = await server.report(
      inventory({ hostName: name, hardware: { serialNumber: `PRN-77${name}` } }),
    );
    expect(reported.deviceId).toBe(id);
    expect(await row(id)).toMatchObject({ managementType: 'agent', deviceType: 'printer' });
  });

  test('is refused where it is there already, and named to who may see it', async () => {
    const mine = printer(fresh());
    const { body } = await call('POST', '/devices', mine);
    const last = await server.services.events.lastPosition();
    await server.caughtUp();
    const again = await call('POST', '/devices', mine);
    expect([again.status, again.body.code, again.body.details.id]).toEqual([409, 'DEVICE_EXISTS', body.id]);
    expect(await server.services.events.lastPosition()).toBe(last);
    const other = await server.accountWith(['administrator'], ['Plant B']);
    const elsewhere = await call(
      'POST',
      '/devices',
      { ...mine, department: 'Plant B/Print' },
      { token: other.token },
    );
    expect(elsewhere.body.code).toBe('DEVICE_EXISTS');
    expect(elsewhere.body.details).not.toHaveProperty('id');
  });

  test('lies in the scope of who registers it', async () => {
    const { token } = await server.accountWith(['administrator'], ['Plant B']);
    for (const department of [undefined, 'Plant A', 'Plant BB'])
      expect((await call('POST', '/devices', { name: 'x-9', department }, { token })).body.code).toBe(
        'SCOPE_RESTRICTED',
      );
    const made = await call('POST', '/devices', { name: 'x-9', department: 'Plant B/1' }, { token });
    expect(made.status).toBe(201);
  });

  test.each([
    ['no name', { name: ' ' }],
    ['no address', { name: 'x', ipAddress: '300.1.1.1' }],
    ['no MAC address', { name: 'x', macAddress: '00:1b' }],
    ['no path', { name: 'x', department: 'A//B' }],
  ])('%s is refused', async (_, body) => {
    expect((await call('POST', '/devices', body)).body.code).toBe('VALIDATION_FAILED');
  });
});
