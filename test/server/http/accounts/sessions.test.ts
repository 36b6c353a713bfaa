import { adminPassword, startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

test('ACC-007 a right password opens a session, by token and by cookie', async () => {
  const answer = await server.call('POST', '/api/v1/sessions', {
    token: null,
    body: { userId: 'System', password: adminPassword },
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    userId: 'system',
    roles: ['administrator'],
    mustChangePassword: false,
  });
  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toMatch(/^muster=mss_[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
  const me = await server.call('GET', '/api/v1/me', {
    token: null,
    headers: { cookie: cookie.split(';')[0]! },
  });
  expect(me.body).toMatchObject({ userId: 'system' });
});

test('a wrong password answers problem+json', async () => {
  const answer = await server.call('POST', '/api/v1/sessions', {
    token: null,
    body: { userId: 'system', password: 'x' },
  });
  expect(answer.status).toBe(401);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body.code).toBe('SIGN_IN_REFUSED');
});
