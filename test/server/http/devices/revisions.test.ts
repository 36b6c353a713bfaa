import { revisionItems } from '../../../../domain/devices/index.ts';
import { timelineKinds } from '../../../../projections/devices/index.ts';
import { inventory, packages } from '../../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const call = (method: 'GET' | 'PUT' | 'PATCH', path: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body });
const machine = (name: string, more: object = {}) =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-3391`, memory: 8_192 }, ...more });
const history = async (query = '') => {
  await server.caughtUp();
  return (await call('GET', `/revisions?limit=50${query}`)).body.items as Record<string, unknown>[];
};

test('what can be tracked is what the timeline tells of', () => {
  expect([...revisionItems]).toEqual([...timelineKinds]);
});

test('DEV-028 DEV-029 changes are shown item by item, those that were chosen, over all devices', async () => {
  const { deviceId } = await server.report(machine('pc-1', { software: packages(2) }));
  await server.report(machine('pc-2'));
  await server.report(
    machine('pc-1', {
      hardware: { serialNumber: 'SN-pc-1-3391', memory: 16_384 },
      software: [packages(1)[0]!, { ...packages(2)[1]!, version: '99' }],
    }),
  );
  await call('PATCH', `/devices/${deviceId}`, { department: 'Plant A' });
  const rows = await history('&name=pc-1');
  expect(rows[0]).toMatchObject({
    device: deviceId,
    deviceName: 'pc-1',
    kind: 'registration',
    item: 'department',
    before: null,
    after: 'Plant A',
    actor: expect.stringMatching(/^account:/),
  });
  expect(rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ item: 'hardware.memory', before: '8192', after: '16384' }),
      expect.objectContaining({ kind: 'software', after: expect.stringMatching(/ 99$/) }),
    ]),
  );
  expect(new Set((await history()).map(({ deviceName }) => deviceName))).toEqual(new Set(['pc-1', 'pc-2']));

  const set = await call('PUT', '/revision-settings', { collect: true, items: ['hardware'] });
  expect(set.status).toBe(200);
  expect(new Set((await history()).map(({ kind }) => kind))).toEqual(new Set(['hardware']));
  const software = encodeURIComponent('kind.eq.software');
  expect(await history(`&filter=${software}`)).toEqual([]);
  const table = await call('GET', '/revisions/export');
  expect(table.text).toContain(`pc-1,${deviceId},hardware,hardware.memory,8192,16384,`);
  expect(table.text).not.toContain('department');

  await call('PUT', '/revision-settings', { collect: false, items: ['hardware'] });
  expect(await history()).toEqual([]);
  // The log holds what was not shown meanwhile.
  await call('PUT', '/revision-settings', { collect: true, items: [...revisionItems] });
  expect((await history('&name=pc-1')).length).toBe(rows.length);
  const again = await call('PUT', '/revision-settings', {
    collect: true,
    items: [...revisionItems].reverse(),
  });
  expect(again.body.events).toEqual([]);
  expect((await call('PUT', '/revision-settings', { collect: true, items: ['weather'] })).body.code).toBe(
    'VALIDATION_FAILED',
  );
});
