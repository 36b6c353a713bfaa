import { hostname } from 'node:os';
import { agentWithDevice } from '../../../support/agent-twin.ts';
import { inventory } from '../../../support/device-reports.ts';
import { startTestServer, type Answer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const get = (path: string): Promise<Answer> => server.call('GET', `/api/v1${path}`);
const tell = (device: string, command: object, dryRun: boolean): Promise<Answer> =>
  server.call('POST', `/api/v1/devices/${device}/commands`, {
    body: { command },
    ...(dryRun && { query: { dryRun: 'true' } }),
  });
/** Everything that an agent is needed for. */
const orders = [
  { kind: 'inventory' },
  { kind: 'message', text: 'The network is down from six.' },
  { kind: 'restart' },
  { kind: 'shutdown' },
  { kind: 'newIdentity' },
  { kind: 'uninstall' },
];

test('AGT-013 a device without an agent is managed, and each act that takes an agent says so in its dry run', async () => {
  const registered = await server.call('POST', '/api/v1/devices', {
    body: {
      name: 'switch-7',
      ipAddress: '10.1.2.3',
      department: 'Plant A',
      fields: { 'hardware.model': 'X440' },
    },
  });
  const device: string = registered.body.id;
  expect(registered.body.managed).toBe(true);
  await server.caughtUp();
  // It has details, a place in lists and exports, and a history; people edit it.
  expect((await get(`/devices/${device}`)).body).toMatchObject({
    managementStatus: 'managed',
    managementType: 'agentless',
    department: 'Plant A',
    inventory: { hardware: { model: 'X440' } },
  });
  expect((await get('/devices?filter=managementType.eq.agentless')).body.items).toMatchObject([
    { id: device },
  ]);
  expect((await get('/devices/export?fields=name,managementType')).text).toContain('switch-7,agentless');
  const moved = await server.call('PATCH', `/api/v1/devices/${device}`, { body: { department: 'Plant B' } });
  expect(moved.body.events).toMatchObject([{ type: 'DevicePlaced' }]);
  await server.caughtUp();
  expect((await get(`/devices/${device}/timeline`)).body.items[0].eventType).toBe('DevicePlaced');

  const { deviceId: withAgent } = await agentWithDevice(server);
  const before = await server.services.events.lastPosition();
  for (const order of orders) {
    expect((await tell(device, order, true)).body).toMatchObject({
      status: 409,
      code: 'DEVICE_WITHOUT_AGENT',
    });
    // One that has none keeps no other from it.
    expect((await tell(withAgent, order, true)).body.events).toHaveLength(1);
    expect((await tell(device, order, false)).body.code).toBe('DEVICE_WITHOUT_AGENT');
  }
  expect(await server.services.events.lastPosition()).toBe(before);
  expect((await get(`/devices/${device}/commands`)).body).toMatchObject({ takes: false, offline: false });
});

test('AGT-014 the computer of the server is a device once an agent is on it, and until then the server says so', async () => {
  const host = async () => (await get('/health')).body.host;
  expect(await host()).toEqual({ name: hostname(), device: null, managementType: null });
  expect((await get(`/devices?filter=name.eq.${hostname()}`)).body.total).toBe(0);
  const { deviceId } = await server.report(
    inventory({ hostName: hostname(), hardware: { serialNumber: 'SN-server-9917', memory: 8_192 } }),
  );
  await server.caughtUp();
  expect(await host()).toEqual({ name: hostname(), device: deviceId, managementType: 'agent' });
});
