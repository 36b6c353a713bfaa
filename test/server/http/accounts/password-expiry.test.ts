import { startTestServer, type TestServer } from '../../../support/server.ts';

const dayMs = 86_400_000;
const old = 'a temporary secret of 1 ';
const good = 'lantern quarry violet 9';

let server: TestServer;
let userId: string;
let first: string;
beforeEach(async () => {
  server = await startTestServer({ environment: { MUSTER_PASSWORD_DAYS: '30' } });
  ({ userId, token: first } = await server.accountWith(['viewer']));
});
afterEach(() => server.close());

const signIn = (password: string, of = userId) =>
  server.call('POST', '/api/v1/sessions', { token: null, body: { userId: of, password } });
const call = (method: 'GET' | 'POST', path: string, token: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { token, body });
const laterBy = (days: number) => server.clock.advance(days * dayMs);
const types = async () => {
  const all: string[] = [];
  for await (const events of server.services.events.readStream(`account-${userId}`))
    all.push(...events.map(({ type }) => type));
  return all;
};

test('ACC-010 nothing is said of a password until a week before it expires, then the days that are left', async () => {
  for (const [days, left] of [
    [0, null],
    [22, null],
    [1, 7],
    [6, 1],
  ] as const) {
    laterBy(days);
    const answer = await signIn(old);
    expect(answer.body).toMatchObject({ mustChangePassword: false, passwordDaysLeft: left });
    const me = await call('GET', '/me', answer.body.token as string);
    expect(me.body).toMatchObject({ mustChangePassword: false, passwordDaysLeft: left });
    expect((await call('GET', '/devices', answer.body.token as string)).status).toBe(200);
  }
  expect(await types()).not.toContain('PasswordExpired');
});

test('ACC-010 an expired password signs in to nothing but the change, and the new one counts from there', async () => {
  laterBy(30);
  const { body, status } = await signIn(old);
  expect([status, body.mustChangePassword, body.passwordDaysLeft]).toEqual([201, true, 0]);
  const token = body.token as string;
  expect((await call('GET', '/me', token)).body).toMatchObject({
    mustChangePassword: true,
    passwordDaysLeft: 0,
  });
  expect((await call('GET', '/devices', token)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
  const same = await call('POST', '/me/password', token, { currentPassword: old, newPassword: old });
  expect(same.body.code).toBe('PASSWORD_UNCHANGED');
  const change = { currentPassword: old, newPassword: good };
  expect((await call('POST', '/me/password', token, change)).status).toBe(204);
  expect((await call('GET', '/devices', token)).status).toBe(200);
  expect((await call('GET', '/me', token)).body).toMatchObject({
    mustChangePassword: false,
    passwordDaysLeft: null,
  });
  expect((await types()).slice(-3)).toEqual(['PasswordExpired', 'SignedIn', 'PasswordChanged']);
  laterBy(29);
  expect((await signIn(good)).body).toMatchObject({ mustChangePassword: false, passwordDaysLeft: 1 });
});

test('ACC-010 who manages accounts sees that a change is due, and a password they give counts from then', async () => {
  laterBy(30);
  await signIn(old);
  await server.travel(server.clock.now());
  const seen = async () => (await server.call('GET', `/api/v1/accounts/${userId}`)).body as object;
  // The administrator's own has expired as well.
  expect(await seen()).toMatchObject({ code: 'PASSWORD_CHANGE_REQUIRED' });
  await server.context.accounts.execute('system', { type: 'ChangeOwnPassword' }, 'system:test');
  expect(await seen()).toMatchObject({ mustChangePassword: true });
  const reset = await server.call('POST', `/api/v1/accounts/${userId}/password`, { body: {} });
  const again = await signIn(reset.body.password as string);
  expect(again.body).toMatchObject({ mustChangePassword: true, passwordDaysLeft: null });
});

test('ACC-010 what was begun before goes on: the age of a password is looked at when somebody signs in', async () => {
  laterBy(29.9);
  const { token } = (await signIn(old)).body as { token: string };
  laterBy(0.2);
  expect((await call('GET', '/devices', token)).status).toBe(200);
  // At the next sign-in the change is asked for wherever the person is.
  await signIn(old);
  expect((await call('GET', '/devices', token)).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
});

test('ACC-010 an API token of an account whose password has expired goes on', async () => {
  const issued = await call('POST', '/api-tokens', first, { name: 'nightly export' });
  laterBy(31);
  await signIn(old);
  const token = issued.body.token as string;
  expect((await call('GET', '/devices', token)).status).toBe(200);
  expect((await call('GET', '/me', token)).body).toMatchObject({ mustChangePassword: false });
});

test('ACC-010 a password kept without its day, as earlier versions did, has expired', async () => {
  const stored = await server.services.credentials.get('password', userId);
  await server.services.credentials.put({ ...stored!, details: {} });
  expect((await signIn(old)).body).toMatchObject({ mustChangePassword: true, passwordDaysLeft: 0 });
});

test('ACC-010 passwords last for ever where no days are set', async () => {
  const lasting = await startTestServer();
  try {
    const person = await lasting.accountWith(['viewer']);
    lasting.clock.advance(3_650 * dayMs);
    const answer = await lasting.call('POST', '/api/v1/sessions', {
      token: null,
      body: { userId: person.userId, password: old },
    });
    expect(answer.body).toMatchObject({ mustChangePassword: false, passwordDaysLeft: null });
  } finally {
    await lasting.close();
  }
});
