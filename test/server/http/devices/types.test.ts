import { inventory } from '../../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body });

test('DEV-009 DEV-011 an added type is given to a device, groups by it, and goes once no device has it', async () => {
  const { deviceId } = await server.report(
    inventory({ hostName: 'kiosk-1', hardware: { serialNumber: 'SN-K-77120' } }),
  );
  const kiosk = { names: { en: 'Kiosk', ja: 'キオスク端末' }, icon: 'monitor' };
  const { id } = (await call('POST', '/device-types', kiosk)).body;
  expect((await call('PATCH', `/devices/${deviceId}/details`, { deviceType: id })).status).toBe(200);
  await server.caughtUp();
  expect((await call('GET', '/device-types')).body.items).toEqual([{ ...kiosk, id, count: 1 }]);
  const groups = (await call('GET', '/devices/groups?column=deviceType')).body.items;
  expect(groups).toEqual([{ value: id, count: 1 }]);
  const table = await call('GET', '/devices/export?fields=name,deviceType&about=false');
  expect(table.text).toContain(',kiosk-1,Kiosk\r\n');
  const { items } = (await call('GET', `/devices/${deviceId}/timeline`)).body;
  expect(items[0].text).toMatch(/ to Kiosk$/);
  const targets = (await call('GET', '/agent-configurations/groups?type=deviceType')).body.items;
  expect(targets).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'Kiosk' })]));

  const used = await call('DELETE', `/device-types/${id}`);
  expect([used.status, used.body.code, used.body.details]).toEqual([
    409,
    'DEVICE_TYPE_IN_USE',
    { type: id, devices: 1 },
  ]);
  await call('PATCH', `/devices/${deviceId}/details`, { deviceType: null });
  await server.caughtUp();
  expect((await call('DELETE', `/device-types/${id}`)).status).toBe(200);
  const gone = await call('PATCH', `/devices/${deviceId}/details`, { deviceType: id });
  expect(gone.body.code).toBe('DEVICE_TYPE_UNKNOWN');
  expect((await call('POST', '/devices', { name: 'printer-7', deviceType: 'own-99' })).body.code).toBe(
    'DEVICE_TYPE_UNKNOWN',
  );
  expect((await call('POST', '/device-types', { ...kiosk, icon: 'rocket' })).body.code).toBe(
    'VALIDATION_FAILED',
  );
});
