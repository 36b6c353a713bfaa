import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
let owner: { userId: string; token: string };
beforeEach(async () => {
  server = await startTestServer();
  owner = await server.accountWith(['administrator'], ['Plant A', 'Plant B']);
});
afterEach(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: unknown, token?: string) =>
  server.call(method, `/api/v1${path}`, { body, ...(token === undefined ? {} : { token }) });
const issue = (limits: object) => call('POST', '/api-tokens', { name: 'test', ...limits }, owner.token);
const secretOf = async (limits: object): Promise<string> => (await issue(limits)).body.token as string;

test('a token may what was left to it, and says so', async () => {
  const limits = {
    permissions: ['devices.read', 'jobs.read'],
    tasks: ['devices', 'assets'],
    scope: ['Plant A/Quality'],
  };
  const issued = await issue(limits);
  expect(issued.status).toBe(201);
  expect(issued.body).toMatchObject(limits);
  const { token, ...listed } = issued.body;
  expect((await call('GET', '/api-tokens', undefined, owner.token)).body.items).toEqual([listed]);
  expect((await call('GET', '/me', undefined, token)).body).toMatchObject(limits);
  expect((await call('GET', '/devices', undefined, token)).status).toBe(200);
  const refused = await call('GET', '/software', undefined, token);
  expect(refused.body).toMatchObject({
    code: 'API_TOKEN_TOO_NARROW',
    details: { permission: 'software.read' },
  });
  expect((await call('PATCH', '/me', { displayName: 'x' }, token)).body.code).toBe('API_TOKEN_REFUSED_HERE');
});

test('what its owner does not have is refused and named', async () => {
  const { userId } = owner;
  await call('PATCH', `/accounts/${userId}`, { tasks: ['devices'] });
  const refused = await issue({
    permissions: ['devices.read', 'accounts.manage', 'events.read'],
    tasks: ['devices', 'security'],
    scope: ['Plant A/Quality', 'Plant C'],
  });
  expect(refused.body).toMatchObject({
    code: 'API_TOKEN_BEYOND_OWNER',
    details: { permissions: ['accounts.manage', 'events.read'], tasks: ['security'], scope: ['Plant C'] },
  });
  for (const limits of [
    { permissions: [] },
    { permissions: ['devices.fly'] },
    { permissions: ['devices.read', 'devices.read'] },
    { tasks: [] },
    { tasks: ['cooking'] },
    { scope: [] },
  ])
    expect([limits, (await issue(limits)).body.code]).toEqual([limits, 'VALIDATION_FAILED']);
});

test('what its owner loses the token loses at once, and has again with it', async () => {
  const department = 'Plant A/Quality';
  const { deviceId } = await server.report(
    inventory({ hostName: 'alpha', hardware: { serialNumber: 'SN-alpha-4412' } }),
  );
  await call('PATCH', `/devices/${deviceId}`, { department });
  await server.caughtUp();
  const token = await secretOf({
    permissions: ['devices.read', 'ledger.read'],
    tasks: ['devices'],
    scope: [department],
  });
  const sees = async () => {
    const { status, body } = await call('GET', '/devices', undefined, token);
    return status === 200 ? body.total : body.code;
  };
  const change = (rights: object) => call('PATCH', `/accounts/${owner.userId}`, rights);
  expect(await sees()).toBe(1);
  for (const [loses, instead, again] of [
    [{ roles: ['user-manager'] }, 'FORBIDDEN', { roles: ['administrator'] }],
    [{ tasks: ['assets'] }, 'OUTSIDE_TASKS', { tasks: ['assets', 'devices'] }],
    [{ scope: ['Plant B'] }, 0, { scope: null }],
  ] as const) {
    await change(loses);
    expect([loses, await sees()]).toEqual([loses, instead]);
    await change(again);
    expect([again, await sees()]).toEqual([again, 1]);
  }
  await call('POST', `/accounts/${owner.userId}/lock`);
  expect(await sees()).toBe('NOT_SIGNED_IN');
});

test('a token of everything grows with its owner, one with a list does not', async () => {
  const [whole, narrow] = [await secretOf({}), await secretOf({ permissions: ['devices.read'] })];
  await call('PATCH', `/accounts/${owner.userId}`, { roles: ['administrator', 'user-manager'], scope: null });
  expect((await call('GET', '/accounts', undefined, whole)).status).toBe(200);
  expect((await call('GET', '/accounts', undefined, narrow)).body.code).toBe('API_TOKEN_TOO_NARROW');
});

test('a user manager sees and revokes the tokens of others', async () => {
  const token = await secretOf({ permissions: ['devices.read'] });
  const path = `/accounts/${owner.userId}/api-tokens`;
  const { items } = (await call('GET', path)).body;
  expect(items).toMatchObject([{ name: 'test', permissions: ['devices.read'], tasks: null, scope: null }]);
  expect(JSON.stringify(items)).not.toContain(token);
  expect((await call('DELETE', `${path}/${items[0].id}`)).status).toBe(204);
  expect((await call('GET', '/devices', undefined, token)).status).toBe(401);
  expect((await call('DELETE', `${path}/${items[0].id}`)).body.code).toBe('API_TOKEN_NOT_FOUND');
  expect((await call('GET', '/accounts/nobody/api-tokens')).body.code).toBe('ACCOUNT_NOT_FOUND');
});
