import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let made = 0;
/** Each test has machines and a group of its own. */
const fresh = (what: string) => `${what}-${(made += 1)}`;

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

async function newGroup(): Promise<{ readonly id: string; readonly name: string }> {
  const name = fresh('Under repair');
  return { id: (await call('POST', '/device-groups', { name })).body.id, name };
}
const named = (group: string, list: readonly { readonly id: string }[]) =>
  list.filter(({ id }) => id === group);

test('WIN-012 WIN-013 a group is filled by hand, found by its members, now and as of a day', async () => {
  const [one, two] = [fresh('pc'), fresh('pc')];
  const [alpha, beta] = [await server.report(machine(one)), await server.report(machine(two))];
  const { id, name } = await newGroup();
  const put = await call('POST', `/devices/${alpha.deviceId}/groups`, { add: [id], reason: 'INC-4711' });
  expect(put.status).toBe(200);
  await call('POST', `/devices/${beta.deviceId}/groups`, { add: [id] });
  expect(await membersOf(id)).toEqual([one, two]);
  expect(named(id, await groups())).toEqual([{ id, name, count: 2 }]);
  await call('POST', `/devices/${beta.deviceId}/groups`, { remove: [id] });
  expect(await membersOf(id)).toEqual([one]);
  expect(await membersOf(id, `&asOf=@${put.body.position}`)).toEqual([one]);

  const table = await call('GET', '/devices/export?fields=name,groups&sort=name&about=false');
  expect(table.text).toContain(`,${one},${name}\r\n`);

  const { items } = (await call('GET', `/devices/${alpha.deviceId}/timeline`)).body;
  expect(items[0].text).toBe(`Added to the groups: ${name}. Reason: INC-4711`);
  expect((await call('GET', `/devices/${alpha.deviceId}`)).body.groups).toEqual([id]);

  await call('PATCH', `/device-groups/${id}`, { name: `${name} again` });
  expect(named(id, await groups())).toEqual([{ id, name: `${name} again`, count: 1 }]);
  expect((await call('DELETE', `/device-groups/${id}`)).status).toBe(204);
  expect(named(id, await groups())).toEqual([]);
  expect((await call('GET', `/devices/${alpha.deviceId}`)).body.managementStatus).toBe('managed');
});

test('what is asked of a group that is not there, or with a name that is taken, is refused', async () => {
  const { deviceId } = await server.report(machine(fresh('pc')));
  await server.caughtUp();
  const { name } = await newGroup();
  const last = await server.services.events.lastPosition();
  const codes = [
    await call('POST', '/device-groups', { name: ` ${name.toUpperCase()} ` }),
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
  const [alpha, beta] = [
    await server.report(machine(fresh('pc'))),
    await server.report(machine(fresh('pc'))),
  ];
  const { id, name } = await newGroup();
  for (const { deviceId } of [alpha, beta]) await call('POST', `/devices/${deviceId}/groups`, { add: [id] });
  await call('PATCH', `/devices/${alpha.deviceId}`, { department: 'Plant B' });
  await server.caughtUp();
  const { token } = await server.accountWith(['administrator'], ['Plant B']);
  expect(named(id, await groups(token))).toEqual([{ id, name, count: 1 }]);
  const other = await call('POST', `/devices/${beta.deviceId}/groups`, { remove: [id] }, { token });
  expect(other.body.code).toBe('DEVICE_UNKNOWN');
  expect((await call('DELETE', `/device-groups/${id}`, undefined, { token })).body.code).toBe(
    'SCOPE_RESTRICTED',
  );
});
