import type { EventStore, NewEvent } from '../../../../domain/kernel/index.ts';
import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

/** Acts on two devices that break off between them: what a crash leaves, and what asking again makes of it. */
let server: TestServer;
/** Runs before an append; throws where the process is to end there. */
let beforeAppend: (events: readonly NewEvent[]) => unknown;
const wrapEvents = (store: EventStore): EventStore => ({
  ...store,
  async append(stream, expected, events) {
    await beforeAppend(events);
    return store.append(stream, expected, events);
  },
});
const crashAt = (type: string) => (events: readonly NewEvent[]) => {
  if (events.some(event => event.type === type)) throw new Error('the process ends here');
};
beforeEach(async () => {
  beforeAppend = () => undefined;
  server = await startTestServer({ wrapEvents });
});
afterEach(() => server.close());

const machine = (name: string, user = 'mori') =>
  inventory({ hostName: name, lastUser: user, hardware: { serialNumber: `SN-${name}-9931`, memory: 8_192 } });
const post = (path: string, body: unknown) => server.call('POST', `/api/v1${path}`, { body });
const detail = async (id: string) => {
  await server.caughtUp();
  return (await server.call('GET', `/api/v1/devices/${id}`)).body;
};
const types = ({ body }: { body: { events: { type: string }[] } }) => body.events.map(({ type }) => type);

describe('a merge that breaks off after its first half', () => {
  test('leaves both records standing, and is completed by asking again', async () => {
    const kept = await server.report(machine('alpha'));
    const other = await server.report(machine('beta'));
    await server.caughtUp();
    const merge = { from: other.deviceId, into: kept.deviceId };
    beforeAppend = crashAt('DeviceMerged');
    expect((await post('/devices/merge', merge)).status).toBe(500);
    beforeAppend = () => undefined;
    expect(await detail(other.deviceId)).toMatchObject({ managementStatus: 'managed', mergedInto: null });
    expect(types(await post('/devices/merge', merge))).toEqual(['DeviceMerged']);
    expect(await detail(other.deviceId)).toMatchObject({ mergedInto: kept.deviceId });
    expect((await server.report(machine('beta', 'sato'))).deviceId).toBe(kept.deviceId);
  });

  test('takes the first half back where the record was removed in that moment', async () => {
    const kept = await server.report(machine('alpha'));
    const other = await server.report(machine('beta'));
    await server.caughtUp();
    const before = (await detail(kept.deviceId)).keys;
    let removed = false;
    beforeAppend = async events => {
      if (removed || events[0]?.type !== 'DeviceAbsorbed') return;
      removed = true;
      await server.call('DELETE', `/api/v1/devices/${other.deviceId}`);
    };
    const answer = await post('/devices/merge', { from: other.deviceId, into: kept.deviceId });
    expect(answer.body.code).toBe('DEVICE_REMOVED');
    expect(await detail(kept.deviceId)).toMatchObject({ absorbed: [], keys: before });
  });
});

describe('a merge that is taken back', () => {
  const merged = async () => {
    const kept = await server.report({ ...machine('alpha'), hostName: 'lab-shared' });
    const other = await server.report({ ...machine('beta'), hostName: 'lab-shared' });
    await server.caughtUp();
    const keys = (await detail(kept.deviceId)).keys as string[];
    await post('/devices/merge', { from: other.deviceId, into: kept.deviceId });
    return { kept, other, keys };
  };

  test('leaves the device every key it held before the merge', async () => {
    const { kept, other, keys } = await merged();
    expect(keys).toContain('hostName:lab-shared');
    await post(`/devices/${kept.deviceId}/split`, { into: other.deviceId });
    expect((await detail(kept.deviceId)).keys).toEqual(keys);
    expect((await detail(other.deviceId)).keys).toContain('hostName:lab-shared');
  });

  test('is completed by asking again where it broke off before the record stood again', async () => {
    const { kept, other } = await merged();
    beforeAppend = crashAt('DeviceRestored');
    expect((await post(`/devices/${kept.deviceId}/split`, { into: other.deviceId })).status).toBe(500);
    beforeAppend = () => undefined;
    const again = await post(`/devices/${kept.deviceId}/split`, { into: other.deviceId });
    expect(types(again)).toEqual(['DeviceRestored']);
    expect(await detail(other.deviceId)).toMatchObject({ managementStatus: 'managed', mergedInto: null });
    const once = await post(`/devices/${kept.deviceId}/split`, { into: other.deviceId });
    expect(once.body.code).toBe('DEVICE_NOT_MERGED');
  });
});

describe('keys split off that break off', () => {
  test.each(['DeviceRegistered', 'IdentityKeyClaimed'])('before %s lead to one new device', async type => {
    const { deviceId } = await server.report(machine('alpha'));
    const { keys } = (await detail(deviceId)) as { keys: string[] };
    const serial = keys.filter(key => key.includes('9931'));
    beforeAppend = crashAt(type);
    expect((await post(`/devices/${deviceId}/split`, { keys: serial })).status).toBe(500);
    beforeAppend = () => undefined;
    const again = await post(`/devices/${deviceId}/split`, { keys: serial });
    expect(again.status).toBe(200);
    expect(await detail(again.body.into)).toMatchObject({ keys: serial });
    const third = await post(`/devices/${deviceId}/split`, { keys: serial });
    expect([third.body.into, third.body.events]).toEqual([again.body.into, []]);
    await server.caughtUp();
    expect((await server.call('GET', '/api/v1/devices')).body.total).toBe(2);
    // The machine with that serial number is the new device from now on.
    const reported = await server.report(
      inventory({ hostName: 'other', hardware: { serialNumber: 'SN-alpha-9931' } }),
    );
    expect(reported.deviceId).toBe(again.body.into);
  });
});

describe('the timeline of a device that took up another', () => {
  const timeline = async (id: string, query: Record<string, string> = {}, token?: string) => {
    await server.caughtUp();
    const { body } = await server.call('GET', `/api/v1/devices/${id}/timeline`, {
      query,
      ...(token !== undefined && { token }),
    });
    return (body.items as { eventType: string; device: string; deviceName: string }[]).map(
      ({ eventType, device, deviceName }) => `${eventType} ${device === id ? 'own' : deviceName}`,
    );
  };

  test('tells of both as long as they are one, now and as of any moment', async () => {
    server.clock.set('2026-11-20T00:00:00.000Z');
    const kept = await server.report(machine('alpha'));
    const other = await server.report(machine('beta'));
    const third = await server.report(machine('gamma'));
    await server.travel('2026-11-21T00:00:00.000Z');
    await post('/devices/merge', { from: third.deviceId, into: other.deviceId });
    await post('/devices/merge', { from: other.deviceId, into: kept.deviceId });
    const both = [
      'DeviceMerged beta',
      'DeviceAbsorbed own',
      'DeviceMerged gamma',
      'DeviceAbsorbed beta',
      'DeviceRegistered gamma',
      'DeviceRegistered beta',
      'DeviceRegistered own',
    ];
    expect(await timeline(kept.deviceId)).toEqual(both);
    expect(await timeline(kept.deviceId, { filter: 'kind.eq.registration', limit: '3' })).toEqual(
      both.slice(4),
    );
    await server.travel('2026-11-22T00:00:00.000Z');
    await post(`/devices/${kept.deviceId}/split`, { into: other.deviceId });
    expect(await timeline(kept.deviceId)).toEqual([
      'DeviceSplit own',
      'DeviceAbsorbed own',
      'DeviceRegistered own',
    ]);
    expect(await timeline(kept.deviceId, { asOf: '2026-11-20T12:00:00Z' })).toEqual(['DeviceRegistered own']);
    expect(await timeline(kept.deviceId, { asOf: '2026-11-21T12:00:00Z' })).toEqual(both);
    expect(await timeline(kept.deviceId, { asOf: '2026-11-19T12:00:00Z' })).toEqual([]);
  });

  test('tells an account that may see the device of the record it took up, and nobody else', async () => {
    const kept = await server.report(machine('alpha'));
    const other = await server.report(machine('beta'));
    await server.call('PATCH', `/api/v1/devices/${kept.deviceId}`, { body: { department: 'Plant A' } });
    await post('/devices/merge', { from: other.deviceId, into: kept.deviceId });
    await server.caughtUp();
    const inside = await server.accountWith(['viewer'], ['Plant A']);
    expect(await timeline(kept.deviceId, { filter: 'kind.eq.registration' }, inside.token)).toContain(
      'DeviceRegistered beta',
    );
    const outside = await server.accountWith(['viewer'], ['Plant B']);
    const { status } = await server.call('GET', `/api/v1/devices/${kept.deviceId}/timeline`, {
      token: outside.token,
    });
    expect(status).toBe(404);
  });
});
