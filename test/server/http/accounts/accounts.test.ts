import { ensureBuiltInAccount } from '../../../../src/server/auth/built-in.ts';
import { inventory } from '../../../support/device-reports.ts';
import { startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
const start = async () => {
  server = await startTestServer();
};

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: unknown, token?: string) =>
  server.call(method, `/api/v1${path}`, { body, ...(token === undefined ? {} : { token }) });
const good = 'lantern quarry violet 9';

describe('an account’s life', () => {
  beforeAll(start);
  afterAll(() => server.close());

  test('ACC-018 ACC-009 created with a temporary password, which must be changed first', async () => {
    const created = await call('POST', '/accounts', {
      userId: 'Kimura',
      displayName: '木村',
      roles: ['auditor'],
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ userId: 'kimura', roles: ['auditor'], mustChangePassword: true });
    const { password } = created.body as { password: string };
    expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);

    const token = await server.signIn('kimura', password);
    expect((await call('GET', '/events', undefined, token)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
    const changed = await call(
      'POST',
      '/me/password',
      { currentPassword: password, newPassword: good },
      token,
    );
    expect(changed.status).toBe(204);
    expect((await call('GET', '/events', undefined, token)).status).toBe(200);
    await expect(server.signIn('kimura', password)).rejects.toThrow(/401/);
    await server.signIn('kimura', good);

    const list = await call('GET', `/accounts?after=${created.body.position}&sort=id`);
    expect(list.body.items).toMatchObject([
      { id: 'kimura', displayName: '木村', roles: 'auditor' },
      { id: 'system' },
    ]);
  });

  test('ACC-021 a reset password is temporary and ends all sessions', async () => {
    const { userId, token } = await server.accountWith(['viewer']);
    const reset = await call('POST', `/accounts/${userId}/password`, {});
    expect(reset.body).toMatchObject({ mustChangePassword: true });
    expect((await call('GET', '/me', undefined, token)).status).toBe(401);
    const again = await server.signIn(userId, reset.body.password);
    expect((await call('GET', '/devices', undefined, again)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
  });

  test('rights change at once, for others only', async () => {
    const { userId, token } = await server.accountWith(['viewer']);
    expect((await call('GET', '/events', undefined, token)).body.code).toBe('FORBIDDEN');
    await call('PATCH', `/accounts/${userId}`, { roles: ['auditor'] });
    expect((await call('GET', '/events', undefined, token)).status).toBe(200);
    const own = await call('PATCH', '/accounts/system', { roles: ['viewer'] });
    expect(own.status).toBe(409);
    expect((await call('PATCH', '/me', { roles: ['administrator'] }, token)).body.code).toBe(
      'VALIDATION_FAILED',
    );
  });

  test('locked, unlocked and removed', async () => {
    const { userId, token } = await server.accountWith(['viewer']);
    await call('POST', `/accounts/${userId}/lock`);
    expect((await call('GET', '/me', undefined, token)).status).toBe(401);
    await call('POST', `/accounts/${userId}/unlock`);
    const back = await server.signIn(userId, `a temporary secret of ${userId.replace('person', '')} `);
    expect((await call('DELETE', `/accounts/${userId}`)).status).toBe(204);
    expect((await call('GET', '/me', undefined, back)).status).toBe(401);
    expect((await call('GET', `/accounts/${userId}`)).body.code).toBe('ACCOUNT_NOT_FOUND');
    expect((await call('DELETE', '/accounts/system')).body.code).toBe('ACCOUNT_BUILT_IN');
  });

  test('a dry run shows what would be', async () => {
    const { userId } = await server.accountWith(['viewer']);
    const answer = await call('PATCH', `/accounts/${userId}?dryRun=true`, { roles: ['auditor'] });
    expect(answer.body.roles).toEqual(['auditor']);
    expect((await call('GET', `/accounts/${userId}`)).body.roles).toEqual(['viewer']);
  });

  test('If-Match and If-None-Match', async () => {
    const { userId } = await server.accountWith(['viewer']);
    const first = await call('GET', `/accounts/${userId}`);
    const etag = String(first.headers.etag);
    const headers = { 'if-none-match': etag };
    expect((await server.call('GET', `/api/v1/accounts/${userId}`, { headers })).status).toBe(304);
    const change = (match: string) =>
      server.call('PATCH', `/api/v1/accounts/${userId}`, {
        body: { displayName: match },
        headers: { 'if-match': match },
      });
    expect((await change(etag)).status).toBe(200);
    expect((await change(etag)).body).toMatchObject({ code: 'REVISION_CONFLICT', status: 412 });
  });

  test.each([
    ['short', 'short'],
    ['its own user id', 'tanaka tanaka tanaka'],
    ['one letter', 'aaaaaaaaaaaaaaaaaaaa'],
    ['a well-known one', 'password1234'],
  ])('a password that is %s is refused, with advice', async (_what, password) => {
    const answer = await call('POST', '/accounts', {
      userId: 'tanaka',
      displayName: 'K',
      roles: [],
      password,
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'PASSWORD_TOO_WEAK',
      remedy: expect.stringContaining('12 characters'),
    });
  });

  test.each([
    [{ userId: '../system', displayName: 'x', roles: [] }],
    [{ userId: 'a'.repeat(65), displayName: 'x', roles: [] }],
    [{ userId: 'ok', displayName: '', roles: [] }],
    [{ userId: 'ok', displayName: 'x', roles: ['root'] }],
    [{ userId: 'ok', displayName: 'x', roles: ['viewer', 'viewer'] }],
    [{ userId: 'ok', displayName: 'x', roles: [], scope: [] }],
    [{ userId: 'ok', displayName: 'x', roles: [], builtIn: true }],
    [{ userId: { $ne: null }, displayName: 'x', roles: [] }],
  ])('what is no account is refused: %j', async body => {
    const answer = await call('POST', '/accounts', body);
    expect(answer.body).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [expect.objectContaining({ path: expect.any(String) })],
    });
  });

  test('the user id of another cannot be taken', async () => {
    expect(
      (await call('POST', '/accounts', { userId: 'SYSTEM', displayName: 'x', roles: [] })).body.code,
    ).toBe('ACCOUNT_EXISTS');
  });
});

describe('with a server of its own', () => {
  beforeEach(start);
  afterEach(() => server.close());

  describe('one’s own account', () => {
    test('ACC-015 name, address and password without any right', async () => {
      const { token } = await server.accountWith([]);
      const changed = await call('PATCH', '/me', { displayName: 'New name', email: 'n@example.com' }, token);
      expect(changed.body.displayName).toBe('New name');
      const wrong = await call('POST', '/me/password', { currentPassword: 'x', newPassword: good }, token);
      expect(wrong.body.code).toBe('PASSWORD_WRONG');
      const same = { currentPassword: 'a temporary secret of 1 ', newPassword: 'a temporary secret of 1 ' };
      expect((await call('POST', '/me/password', same, token)).body.code).toBe('PASSWORD_UNCHANGED');
    });

    test('ACC-015 changing the password ends all other sessions', async () => {
      const { userId, token } = await server.accountWith([]);
      const password = 'a temporary secret of 1 ';
      const other = await server.signIn(userId, password);
      await call('POST', '/me/password', { currentPassword: password, newPassword: good }, token);
      expect((await call('GET', '/me', undefined, token)).status).toBe(200);
      expect((await call('GET', '/me', undefined, other)).status).toBe(401);
    });

    test('preferences are merged, kept and bounded', async () => {
      await call('PATCH', '/me', { preferences: { theme: 'dark', columns: ['name'] } });
      const answer = await call('PATCH', '/me', { preferences: { theme: null, density: 'compact' } });
      expect(answer.body.preferences).toEqual({ columns: ['name'], density: 'compact' });
      const large = await call('PATCH', '/me', { preferences: { view: 'x'.repeat(200_000) } });
      expect(large.body.code).toBe('PREFERENCES_TOO_LARGE');
    });
  });

  test('ACC-025 an administration scope is given with a new account, widened, narrowed and taken away', async () => {
    await server.services.projections.reached(await server.services.events.lastPosition());
    const sees = async (token: string) =>
      ((await call('GET', '/devices?sort=name', undefined, token)).body.items as { name: string }[]).map(
        ({ name }) => name,
      );
    const machines = ['alpha', 'beta', 'gamma'];
    const departments = ['Plant A', 'Plant A/Quality', 'Plant B'];
    for (const [index, hostName] of machines.entries()) {
      const { deviceId } = await server.report(
        inventory({ hostName, hardware: { serialNumber: `SN-${hostName}-4411` } }),
      );
      await call('PATCH', `/devices/${deviceId}`, { department: departments[index] });
    }
    await server.caughtUp();
    const { userId, token } = await server.accountWith(['viewer'], ['Plant A']);
    expect((await call('GET', `/accounts/${userId}`)).body.scope).toEqual(['Plant A']);
    expect(await sees(token)).toEqual(['alpha', 'beta']);
    for (const [scope, visible] of [
      [['Plant A', 'Plant B'], machines],
      [['Plant B'], ['gamma']],
      [null, machines],
      [['Plant A/Quality'], ['beta']],
    ] as const) {
      const changed = await call('PATCH', `/accounts/${userId}`, { scope });
      expect([changed.status, changed.body.scope]).toEqual([200, scope]);
      expect(await sees(token)).toEqual(visible);
    }
    // Who may not manage accounts gives nobody a scope, least of all themselves another one.
    expect((await call('PATCH', `/accounts/${userId}`, { scope: null }, token)).body.code).toBe('FORBIDDEN');
  });

  describe('API tokens', () => {
    test('act for their account, are shown once, and end when revoked', async () => {
      const issued = await call('POST', '/api-tokens', { name: 'nightly export' });
      expect(issued.status).toBe(201);
      const { token, id } = issued.body as { token: string; id: string };
      expect(token).toMatch(/^mst_[\w-]{43}$/);
      expect((await call('GET', '/devices', undefined, token)).status).toBe(200);
      expect((await call('GET', '/api-tokens')).body.items).toEqual([
        { id, name: 'nightly export', expiresAt: null, permissions: null, tasks: null, scope: null },
      ]);
      expect((await call('POST', '/api-tokens', { name: 'x' }, token)).body.code).toBe(
        'API_TOKEN_REFUSED_HERE',
      );
      expect((await call('DELETE', `/api-tokens/${id}`)).status).toBe(204);
      expect((await call('GET', '/devices', undefined, token)).status).toBe(401);
      expect((await call('DELETE', `/api-tokens/${id}`)).body.code).toBe('API_TOKEN_NOT_FOUND');
    });

    test('the event alone voids one, also where its hash is left behind', async () => {
      const { token, id } = (await call('POST', '/api-tokens', { name: 'x' })).body as {
        token: string;
        id: string;
      };
      await server.context.accounts.execute('system', { type: 'RevokeApiToken', token: id }, 'system:test');
      expect((await call('GET', '/devices', undefined, token)).status).toBe(401);
    });

    test('expire', async () => {
      const past = await call('POST', '/api-tokens', { name: 'x', expiresAt: '2026-01-05T08:00:00Z' });
      expect(past.body.code).toBe('VALIDATION_FAILED');
      const issued = await call('POST', '/api-tokens', { name: 'x', expiresAt: '2026-01-05T10:00:00Z' });
      const { token } = issued.body as { token: string };
      expect((await call('GET', '/devices', undefined, token)).status).toBe(200);
      server.clock.advance(3_600_000);
      expect((await call('GET', '/devices', undefined, token)).status).toBe(401);
    });
  });

  describe('the built-in account', () => {
    test('a restart changes nothing, but unlocks it', async () => {
      const { accounts, passwords } = server.context;
      await accounts.execute(
        'system',
        { type: 'RecordFailedSignIn', wrong: 'password', address: '203.0.113.1', lockAfter: 1 },
        'system:test',
      );
      expect((await accounts.load('system')).state.locked).toBe('strangers');
      expect(await ensureBuiltInAccount(accounts, passwords, 'another password')).toBeNull();
      expect((await accounts.load('system')).state.locked).toBe('no');
      expect(await passwords.matches('system', 'another password')).toBe(false);
    });

    test('ACC-009 a password made up must be changed; a lost credential store is healed the same way', async () => {
      const { accounts, passwords } = server.context;
      await server.services.credentials.delete('password', 'system');
      const password = await ensureBuiltInAccount(accounts, passwords, null);
      expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);
      const token = await server.signIn('system', password!);
      expect((await call('GET', '/devices', undefined, token)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
    });
  });
});
