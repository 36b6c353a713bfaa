import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  more: { readonly token?: string } = {},
) => server.call(method, `/api/v1${path}`, { body, ...more });
const machine = (name: string) =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-9931` } });
const groups = async (token?: string) => {
  await server.caughtUp();
  return (await call('GET', '/device-groups', undefined, token ? { token } : {})).body.items;
};
const membersOf = async (group: string, query = '') => {
  await server.caughtUp();
  const filter = encodeURIComponent(`groups.contains.${group}`);
  const { body } = await call('GET', `/devices?sort=name&filter=${filter}${query}`);
  return body.items.map(({ name }: { name: string }) => name);
};

async function repairGroup(): Promise<string> {
  return (await call('POST', '/device-groups', { name: 'Under repair' })).body.id;
}

test('WIN-012 WIN-013 a group is filled by hand, found by its members, now and as of a day', async () => {
  const [alpha, beta] = [await server.report(machine('alpha')), await server.report(machine('beta'))];
  const id = await repairGroup();
  const put = await call('POST', `/devices/${alpha.deviceId}/groups`, { add: [id], reason: 'INC-4711' });
  expect(put.status).toBe(200);
  await call('POST', `/devices/${beta.deviceId}/groups`, { add: [id] });
  expect(await membersOf(id)).toEqual(['alpha', 'beta']);
  expect(await groups()).toEqual([{ id, name: 'Under repair', count: 2 }]);
  await call('POST', `/devices/${beta.deviceId}/groups`, { remove: [id] });
  expect(await membersOf(id)).toEqual(['alpha']);
  expect(await membersOf(id, `&asOf=@${put.body.position}`)).toEqual(['alpha']);

  const table = await call('GET', '/devices/export?fields=name,groups&sort=name&about=false');
  expect(table.text).toContain(',alpha,Under repair\r\n');

  const { items } = (await call('GET', `/devices/${alpha.deviceId}/timeline`)).body;
  expect(items[0].text).toBe('Added to the groups: Under repair. Reason: INC-4711');
  expect((await call('GET', `/devices/${alpha.deviceId}`)).body.groups).toEqual([id]);

  await call('PATCH', `/device-groups/${id}`, { name: 'Repair' });
  expect(await groups()).toEqual([{ id, name: 'Repair', count: 1 }]);
  expect((await call('DELETE', `/device-groups/${id}`)).status).toBe(204);
  expect(await groups()).toEqual([]);
  expect((await call('GET', '/devices')).body.total).toBe(2);
});

test('what is asked of a group that is not there, or with a name that is taken, is refused', async () => {
  const { deviceId } = await server.report(machine('alpha'));
  await server.caughtUp();
  await repairGroup();
  const last = await server.services.events.lastPosition();
  const codes = [
    await call('POST', '/device-groups', { name: ' under REPAIR ' }),
    await call('PATCH', '/device-groups/none', { name: 'x' }),
    await call('DELETE', '/device-groups/none'),
    await call('POST', `/devices/${deviceId}/groups`, { add: ['none'] }),
    await call('POST', '/device-groups', { name: ' ' }),
    await call('POST', '/devices/none/groups', { add: [] }),
  ].map(({ body }) => body.code);
  expect(codes).toEqual([
    'GROUP_NAME_TAKEN',
    'GROUP_NOT_FOUND',
    'GROUP_NOT_FOUND',
    'GROUP_NOT_FOUND',
    'VALIDATION_FAILED',
    'DEVICE_UNKNOWN',
  ]);
  expect(await server.services.events.lastPosition()).toBe(last);
  const nothing = await call('POST', `/devices/${deviceId}/groups`, { remove: ['gone'] });
  expect(nothing.body.events).toEqual([]);
});

test('who sees one department counts its devices only and removes no group', async () => {
  const [alpha, beta] = [await server.report(machine('alpha')), await server.report(machine('beta'))];
  const id = await repairGroup();
  for (const { deviceId } of [alpha, beta]) await call('POST', `/devices/${deviceId}/groups`, { add: [id] });
  await call('PATCH', `/devices/${alpha.deviceId}`, { department: 'Plant B' });
  await server.caughtUp();
  const { token } = await server.accountWith(['administrator'], ['Plant B']);
  expect(await groups(token)).toEqual([{ id, name: 'Under repair', count: 1 }]);
  const other = await call('POST', `/devices/${beta.deviceId}/groups`, { remove: [id] }, { token });
  expect(other.body.code).toBe('DEVICE_UNKNOWN');
  expect((await call('DELETE', `/device-groups/${id}`, undefined, { token })).body.code).toBe(
    'SCOPE_RESTRICTED',
  );
});
