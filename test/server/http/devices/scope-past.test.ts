import { inventory, packages } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
const ids: Record<string, string> = {};
let inPlantA: string;

const machine = (name: string, lastUser: string) =>
  inventory({
    hostName: name,
    lastUser,
    hardware: { manufacturer: 'Example', model: 'X1', serialNumber: `SN-${name}-77`, memory: 8_192 },
    software: packages(2),
  });
const place = (name: string, department: string) =>
  server.call('PATCH', `/api/v1/devices/${ids[name]}`, { body: { department } });
const get = (path: string, query: Record<string, string> = {}, token = inPlantA) =>
  server.call('GET', `/api/v1${path}`, { query, token });

/** On the 6th one machine leaves Plant A and another comes; on the 7th both get another user. */
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['left', 'came', 'stayed'])
    ids[name] = (await server.report(machine(name, `early-${name}`))).deviceId;
  await place('left', 'Plant A');
  await place('came', 'Plant B');
  await place('stayed', 'Plant A');
  await server.travel('2026-01-06T09:00:00.000Z');
  await place('left', 'Plant B');
  await place('came', 'Plant A');
  await server.travel('2026-01-07T09:00:00.000Z');
  for (const name of ['left', 'came', 'stayed'])
    await server.report(machine(name, `late-${name}`), ids[name]);
  await server.caughtUp();
  inPlantA = (await server.accountWith(['administrator'], ['Plant A'])).token;
});
afterAll(() => server.close());

const before = '2026-01-05T12:00:00Z';
const moments = [
  ['before the move', { asOf: before }, ['left', 'stayed'], 'early'],
  ['after it', { asOf: '2026-01-06T12:00:00Z' }, ['came', 'stayed'], 'early'],
  ['now', {}, ['came', 'stayed'], 'late'],
] as const;

describe.each(moments)('a scope %s', (_when, asOf, visible, period) => {
  const query = asOf as Record<string, string>;

  test('list, export and groups show the devices that were in it', async () => {
    const list = await get('/devices', { ...query, sort: 'name' });
    expect(list.body.items.map(({ name }: { name: string }) => name)).toEqual(visible);
    expect(list.body.total).toBe(2);
    expect((await get('/devices/export', { ...query, format: 'json' })).body.items).toHaveLength(2);
    const groups = await get('/devices/groups', { ...query, column: 'name' });
    expect(groups.body.items).toEqual(visible.map(value => ({ value, count: 1 })));
  });

  test.each(['left', 'came', 'stayed'])('the pages of the device that %s agree with the list', async name => {
    const seen = (visible as readonly string[]).includes(name);
    for (const page of ['', '/software', '/timeline', '/sheet.pdf']) {
      const answer = await get(`/devices/${ids[name]}${page}`, query);
      expect([page, answer.status]).toEqual([page, seen ? 200 : 404]);
    }
    const detail = (await get(`/devices/${ids[name]}`, query)).body;
    if (seen) expect(detail.summary).toMatchObject({ name, user: `${period}-${name}` });
    else expect(detail.code).toBe('DEVICE_UNKNOWN');
  });

  test('the timeline of all tells of the same devices, by the names they had', async () => {
    const { items } = (await get('/timeline', { ...query, limit: '100' })).body;
    const named = new Set(items.map(({ deviceName }: { deviceName: string }) => deviceName));
    expect([...named].sort()).toEqual([...visible]);
  });
});

test('two moments of a device are compared where both are in the scope', async () => {
  const compare = (name: string, to?: string) =>
    get(`/devices/${ids[name]}/compare`, { from: before, ...(to === undefined ? {} : { to }) });
  expect((await compare('stayed')).status).toBe(200);
  expect((await compare('left')).body.code).toBe('DEVICE_UNKNOWN');
  expect((await compare('left', '2026-01-05T13:00:00Z')).status).toBe(200);
  expect((await compare('came')).body.code).toBe('DEVICE_UNKNOWN');
});

test('a comparison of all says that a device came or left, and nothing of it outside the scope', async () => {
  const { items } = (await get('/devices/compare', { from: before })).body;
  const columnsOf = (name: string) =>
    items.find(({ id }: { id: string }) => id === ids[name])?.columns as Record<string, unknown>;
  expect(columnsOf('left')).toEqual({ department: { from: 'Plant A', to: null } });
  expect(columnsOf('came')).toEqual({ department: { from: null, to: 'Plant A' } });
  expect(columnsOf('stayed')).toMatchObject({ user: { from: 'early-stayed', to: 'late-stayed' } });
});

test('what a device holds now or once held is found while it is in the scope', async () => {
  const found = async (q: string, more: Record<string, string> = {}) =>
    (await get('/search', { q, ...more })).body.items.map(({ id }: { id: string }) => id) as string[];
  expect(await found('late-left')).toEqual([]);
  expect(await found('early-left', { from: '2026-01-05' })).toEqual([]);
  expect(await found('late-came')).toEqual([ids['came']]);
  expect(await found('early-came', { from: '2026-01-05' })).toEqual([ids['came']]);
});
