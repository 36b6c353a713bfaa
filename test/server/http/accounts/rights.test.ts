import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: unknown, token?: string) =>
  server.call(method, `/api/v1${path}`, { body, ...(token === undefined ? {} : { token }) });
const codeOf = async (path: string, token: string) => {
  const { status, body } = await call('GET', path, undefined, token);
  return status === 200 ? 'allowed' : (body.code as string);
};

describe('ACC-024 permissions and tasks', () => {
  test('are given with a new account, listed, and change what it may at once', async () => {
    const created = await call('POST', '/accounts', {
      userId: 'mori',
      displayName: 'Mori',
      roles: ['administrator'],
      tasks: ['assets', 'devices'],
    });
    expect(created.body).toMatchObject({ roles: ['administrator'], tasks: ['assets', 'devices'] });
    const list = await call('GET', `/accounts?filter=id.eq.mori&after=${created.body.position}`);
    expect(list.body.items).toMatchObject([{ roles: 'administrator', tasks: 'assets devices' }]);

    const { userId, token } = await server.accountWith(['administrator'], null, ['devices']);
    expect(await codeOf('/devices', token)).toBe('allowed');
    expect(await codeOf('/accounts', token)).toBe('FORBIDDEN');
    // The log tells of every task.
    expect(await codeOf('/events', token)).toBe('OUTSIDE_TASKS');
    await call('PATCH', `/accounts/${userId}`, { tasks: ['assets'] });
    const refused = await call('GET', '/devices', undefined, token);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      code: 'OUTSIDE_TASKS',
      details: { permission: 'devices.read', task: 'devices' },
    });
    expect((await call('GET', '/me', undefined, token)).body).toMatchObject({
      tasks: ['assets'],
      permissions: expect.not.arrayContaining(['devices.read']),
    });
    expect((await call('GET', '/search?q=a', undefined, token)).body.items).toEqual([]);
    await call('PATCH', `/accounts/${userId}`, { tasks: null });
    expect(await codeOf('/events', token)).toBe('allowed');
  });

  test('managing accounts is a permission of its own, which takes no task', async () => {
    const manager = await server.accountWith(['user-manager'], null, ['assets']);
    expect(await codeOf('/accounts', manager.token)).toBe('allowed');
    expect(await codeOf('/devices', manager.token)).toBe('FORBIDDEN');
    const administrator = await server.accountWith(['administrator']);
    expect(await codeOf('/accounts', administrator.token)).toBe('FORBIDDEN');
    expect((await call('GET', '/accounts/system')).body.roles).toEqual(['administrator', 'user-manager']);
  });

  test('nobody changes their own, nor those of the built-in account', async () => {
    const { userId, token } = await server.accountWith(['user-manager'], null, ['assets']);
    for (const change of [{ roles: ['administrator', 'user-manager'] }, { tasks: null }, { scope: ['A'] }]) {
      expect((await call('PATCH', `/accounts/${userId}`, change, token)).body.code).toBe('ACCOUNT_OWN');
    }
    expect((await call('PATCH', '/accounts/system', { tasks: ['assets'] }, token)).body.code).toBe(
      'ACCOUNT_BUILT_IN',
    );
  });

  test('none, unknown ones, one twice or a text are no allocation', async () => {
    for (const tasks of [[], ['cooking'], ['assets', 'assets'], 'assets']) {
      const answer = await call('POST', '/accounts', { userId: 'x', displayName: 'x', roles: [], tasks });
      expect([tasks, answer.body.code]).toEqual([tasks, 'VALIDATION_FAILED']);
    }
  });
});

test('a user manager sees where an account is signed in and ends one session', async () => {
  const { userId, token } = await server.accountWith(['viewer']);
  const second = await server.signIn(userId, 'a temporary secret of 1 ');
  const path = `/accounts/${userId}/sessions`;
  const { items } = (await call('GET', path)).body as { items: { id: string; current: boolean }[] };
  expect(items.map(({ current }) => current)).toEqual([false, false]);
  const { items: own } = (await call('GET', '/sessions', undefined, second)).body;
  const { id } = (own as { id: string; current: boolean }[]).find(({ current }) => current)!;
  expect((await call('DELETE', `${path}/${id}`)).status).toBe(204);
  expect((await call('GET', '/me', undefined, second)).status).toBe(401);
  expect((await call('GET', '/me', undefined, token)).status).toBe(200);
  expect((await call('DELETE', `${path}/${id}`)).body.code).toBe('SESSION_NOT_FOUND');
  const elsewhere = (await call('GET', '/accounts/system/sessions')).body.items[0].id;
  expect((await call('DELETE', `${path}/${elsewhere}`)).body.code).toBe('SESSION_NOT_FOUND');
  expect((await call('GET', '/accounts/nobody/sessions')).body.code).toBe('ACCOUNT_NOT_FOUND');
});
