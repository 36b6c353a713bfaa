import type { Credential } from '../../../../domain/kernel/index.ts';
import { sessionAbsoluteMs, sessionIdleMs } from '../../../../src/server/auth/sessions.ts';
import { adminPassword, startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ environment: { MUSTER_LOCK_AFTER: '3' } });
});
afterEach(() => server.close());

const signIn = (userId: string, password: string, headers: Record<string, string> = {}) =>
  server.call('POST', '/api/v1/sessions', { token: null, body: { userId, password }, headers });
const me = (token: string) => server.call('GET', '/api/v1/me', { token });
const types = async () => {
  const all: string[] = [];
  for await (const events of server.services.events.readAll(0, { categories: ['account'] }))
    all.push(...events.map(({ type }) => type));
  return all;
};

describe('signing in', () => {
  test('ACC-007 a right password opens a session, by token and by cookie', async () => {
    const answer = await signIn('System', adminPassword);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      userId: 'system',
      roles: ['administrator', 'user-manager'],
      mustChangePassword: false,
    });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^muster=mss_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
    const byCookie = await server.call('GET', '/api/v1/me', {
      token: null,
      headers: { cookie: cookie.split(';')[0]! },
    });
    expect(byCookie.body).toMatchObject({ userId: 'system' });
  });

  test('behind https the cookie is bound to the host', async () => {
    const secure = await startTestServer({ environment: { MUSTER_URL: 'https://muster.example' } });
    const answer = await secure.call('POST', '/api/v1/sessions', {
      token: null,
      body: { userId: 'system', password: adminPassword },
    });
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-muster=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    await secure.close();
  });

  test('unknown user, wrong password, locked and removed account answer the same', async () => {
    const { userId } = await server.accountWith(['viewer']);
    await server.call('POST', `/api/v1/accounts/${userId}/lock`);
    const answers = [
      await signIn('nobody', 'whatever it is'),
      await signIn('system', 'whatever it is'),
      await signIn(userId, 'a temporary secret of 1 '),
    ].map(({ status, body }) => ({ status, ...body, instance: '' }));
    expect(answers[0]).toMatchObject({ status: 401, code: 'SIGN_IN_REFUSED' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('an unknown user costs a password verification as well', async () => {
    const seen: string[] = [];
    for (const { services } of server.contexts) {
      const { credentials } = services;
      const get = credentials.get.bind(credentials);
      jest.spyOn(credentials, 'get').mockImplementation(async (kind, id) => {
        seen.push(`${kind} ${id}`);
        return get(kind, id);
      });
    }
    await signIn('nobody', 'x');
    await signIn('not a valid id!', 'x');
    expect(seen).toEqual(['password nobody', 'password not a valid id!']);
  });

  test('ACC-014 sign-in, failure and sign-out are events of the account, without any secret', async () => {
    await signIn('system', 'wrong');
    await server.call('DELETE', '/api/v1/sessions');
    expect(await types()).toEqual(['AccountCreated', 'SignedIn', 'SignInFailed', 'SignedOut']);
    let log = '';
    for await (const events of server.services.events.readAll(0)) log += JSON.stringify(events);
    expect(log).not.toContain(adminPassword);
    expect(log).not.toContain(server.token);
    expect(log).not.toMatch(/argon2|mss_|\$v=/);
  });

  test('secrets are kept as hashes only', async () => {
    const kept: Credential[] = [];
    for (const kind of ['password', 'session', 'api-token'] as const)
      kept.push(...(await server.services.credentials.list(kind)));
    expect(kept.map(({ kind }) => kind)).toEqual(['password', 'session']);
    expect(kept[0]?.secret).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(kept)).not.toContain(server.token);
  });
});

describe('guessing', () => {
  test('ACC-011 failures in a row lock the account until it is unlocked', async () => {
    const { userId } = await server.accountWith(['viewer']);
    const password = 'a temporary secret of 1 ';
    for (let n = 0; n < 3; n++) await signIn(userId, 'wrong');
    expect((await signIn(userId, password)).body.code).toBe('SIGN_IN_REFUSED');
    const account = await server.call('GET', `/api/v1/accounts/${userId}`);
    expect(account.body).toMatchObject({ locked: 'everyone', lockReason: 'failed-sign-ins' });
    // An administrator opens it again.
    await server.call('POST', `/api/v1/accounts/${userId}/unlock`);
    expect((await signIn(userId, password)).status).toBe(201);
  });

  test('one address that guesses must wait ever longer, whatever account it tries', async () => {
    for (let n = 0; n < 5; n++) expect((await signIn(`user${n}`, 'x')).status).toBe(401);
    const answer = await signIn('system', adminPassword);
    expect(answer.status).toBe(429);
    expect(answer.body.code).toBe('SIGN_IN_TOO_OFTEN');
    expect(answer.headers['retry-after']).toBe('1');
    server.clock.advance(1_000);
    expect((await signIn('user9', 'x')).status).toBe(401);
    expect((await signIn('user9', 'x')).headers['retry-after']).toBe('2');
    server.clock.advance(2_000);
    expect((await signIn('system', adminPassword)).status).toBe(201);
    expect((await signIn('user9', 'x')).status).toBe(401);
  });

  test('a stranger cannot lock the person out of a known address', async () => {
    const guess = (address: string, password: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/sessions',
        remoteAddress: address,
        payload: { userId: 'system', password },
      });
    for (let n = 0; n < 4; n++) await guess('203.0.113.9', 'wrong');
    server.clock.advance(60_000);
    // Strangers are refused even with the right password; the person's own address is not.
    expect((await guess('203.0.113.9', adminPassword)).statusCode).toBe(401);
    expect((await guess('203.0.113.77', adminPassword)).statusCode).toBe(401);
    expect((await guess('127.0.0.1', adminPassword)).statusCode).toBe(201);
  });
});

describe('sessions', () => {
  test('ACC-012 end by sign-out, at once', async () => {
    const answer = await server.call('DELETE', '/api/v1/sessions');
    expect(answer.status).toBe(204);
    expect((await me(server.token)).body.code).toBe('NOT_SIGNED_IN');
  });

  test('end when unused, and after a week of use', async () => {
    server.clock.advance(sessionIdleMs - 1);
    expect((await me(server.token)).status).toBe(200);
    server.clock.advance(sessionIdleMs - 1);
    expect((await me(server.token)).status).toBe(200);
    server.clock.advance(sessionIdleMs);
    expect((await me(server.token)).status).toBe(401);

    const token = await server.signIn('system', adminPassword);
    const began = Date.parse(server.clock.now());
    while (Date.parse(server.clock.now()) - began < sessionAbsoluteMs - sessionIdleMs) {
      server.clock.advance(sessionIdleMs / 2);
      expect((await me(token)).status).toBe(200);
    }
    server.clock.advance(sessionIdleMs - 1);
    await me(token);
    server.clock.advance(sessionIdleMs - 1);
    expect((await me(token)).status).toBe(401);
  });

  test('are listed and ended one by one, only one’s own', async () => {
    const other = await server.accountWith(['viewer']);
    const second = await server.signIn('system', adminPassword);
    const list = await server.call('GET', '/api/v1/sessions');
    expect(list.body.items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(list.body.items).toHaveLength(2);
    const { id } = list.body.items.find(({ current }: { current: boolean }) => !current);
    expect((await server.call('DELETE', `/api/v1/sessions/${id}`, { token: other.token })).body.code).toBe(
      'SESSION_NOT_FOUND',
    );
    expect((await server.call('DELETE', `/api/v1/sessions/${id}`)).status).toBe(204);
    expect((await me(second)).status).toBe(401);
    expect((await me(server.token)).status).toBe(200);
  });

  test('a request under way does not bring an ended session back', async () => {
    const { sessions } = server.context;
    server.clock.advance(120_000);
    const resolving = sessions.resolve(server.token);
    await sessions.revoke(() => true);
    await resolving;
    expect(await server.services.credentials.list('session')).toEqual([]);
  });
});

describe('the cookie', () => {
  const cookie = () => ({ cookie: `muster=${server.token}`, host: 'muster.test:8080' });
  const patch = (headers: Record<string, string>) =>
    server.call('PATCH', '/api/v1/me', {
      token: null,
      body: { displayName: 'X' },
      headers: { ...cookie(), ...headers },
    });

  test('a change from another site is refused', async () => {
    for (const [what, headers, status] of [
      ['another site', { origin: 'https://evil.example' }, 403],
      ['another port of the same host', { origin: 'http://muster.test:9999' }, 403],
      ['an opaque origin', { origin: 'null' }, 403],
      ['no origin at all', {}, 403],
      ['another site, said by the browser', { 'sec-fetch-site': 'cross-site' }, 403],
      ['our own page', { origin: 'http://muster.test:8080' }, 200],
      ['our own page, said by the browser', { 'sec-fetch-site': 'same-origin' }, 200],
    ] as const) {
      const answer = await patch(headers);
      expect([what, answer.status]).toEqual([what, status]);
      if (status === 403) expect(answer.body.code).toBe('ORIGIN_REFUSED');
    }
  });

  test('signing in from another site’s page is refused', async () => {
    expect((await signIn('system', adminPassword, { origin: 'https://evil.example' })).body.code).toBe(
      'ORIGIN_REFUSED',
    );
  });

  test('a form of another site cannot send what we read', async () => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      headers: { 'content-type': 'text/plain' },
      payload: JSON.stringify({ userId: 'system', password: adminPassword }),
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
  });
});
