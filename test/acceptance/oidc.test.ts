import { startIdentityProvider, Visitor, type IdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/ports.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** Sign-in through a real OpenID Connect provider, in a process of its own. */
let provider: IdentityProvider;
let server: TestServer;
let publicUrl: string;
let callback: string;
const today = () => new Date().toISOString();

async function startWith(environment: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const started = await startTestServer({
    listen: true,
    environment: {
      MUSTER_LISTEN: new URL(publicUrl).host,
      MUSTER_URL: publicUrl,
      MUSTER_OIDC_ISSUER: provider.issuer,
      MUSTER_OIDC_CLIENT_ID: 'muster',
      MUSTER_OIDC_CLIENT_SECRET: 'a-secret-of-the-tests',
      MUSTER_OIDC_NAME: 'Example Works',
      ...environment,
    },
  });
  // Tokens of the provider are judged by the clock of today.
  await started.travel(today());
  return started;
}

beforeAll(async () => {
  publicUrl = `http://127.0.0.1:${await freePort()}`;
  callback = `${publicUrl}/api/v1/oidc/callback`;
  provider = await startIdentityProvider(publicUrl);
});
afterAll(() => provider.stop());
afterEach(() => server.close());

const account = (userId: string) =>
  server.call('POST', '/api/v1/accounts', { body: { userId, displayName: userId, roles: ['viewer'] } });
const start = (back = '/devices') => `${publicUrl}/api/v1/oidc/start?back=${encodeURIComponent(back)}`;

async function signIn(login: string, visitor = new Visitor()) {
  const at = await visitor.throughProvider(start(), login, callback);
  const answer = await visitor.get(at);
  return {
    visitor,
    at,
    to: answer.headers.get('location') ?? '',
    cookie: visitor.cookie(publicUrl, 'muster'),
  };
}
const me = (token: string | undefined) => server.call('GET', '/api/v1/me', { token: token ?? null });

test('a person with an account comes in, is asked for no password, and is the one the provider vouched for', async () => {
  server = await startWith();
  expect((await server.call('GET', '/api/v1/oidc', { token: null })).body).toEqual({ name: 'Example Works' });
  await account('kimura');
  const { to, cookie } = await signIn('kimura');
  expect(to).toBe('/devices');
  // The account was made with a temporary password; who comes this way has none to change.
  expect((await me(cookie)).body).toMatchObject({ userId: 'kimura', mustChangePassword: false });
  const { body } = await server.call('GET', '/api/v1/sessions', { token: cookie! });
  expect(body.items).toMatchObject([{ via: 'oidc', current: true }]);
  const { body: log } = await server.call('GET', '/api/v1/events', { query: { limit: '1000' } });
  const types = log.items.map(({ type }: { type: string }) => type);
  expect(types).toEqual(expect.arrayContaining(['IdentityLinked', 'SignedIn']));
});

test('who has no account, a locked one, or a name that was somebody else’s, stays outside and is told why', async () => {
  server = await startWith();
  const stranger = await signIn('nobody');
  expect([stranger.to, stranger.cookie]).toEqual(['/sign-in?problem=OIDC_NO_ACCOUNT&name=nobody', undefined]);
  await account('sato');
  expect((await signIn('sato')).to).toBe('/devices');
  const other = await signIn('sato+another-person');
  expect([other.to, other.cookie]).toEqual(['/sign-in?problem=IDENTITY_DIFFERS', undefined]);
  // An administrator gives the name to the other; the sessions of the first end.
  const first = await signIn('sato');
  expect((await server.call('DELETE', '/api/v1/accounts/sato/identity')).status).toBe(204);
  expect((await me(first.cookie)).status).toBe(401);
  expect((await signIn('sato+another-person')).to).toBe('/devices');
  await server.call('POST', '/api/v1/accounts/sato/lock');
  expect((await signIn('sato+another-person')).to).toContain('OIDC_NO_ACCOUNT');
});

test('an answer is taken once, from the browser that asked, and never without a state of ours', async () => {
  server = await startWith();
  await account('kimura');
  const visitor = new Visitor();
  const at = await visitor.throughProvider(start(), 'kimura', callback);
  const thief = await new Visitor().get(at);
  expect(thief.headers.get('location')).toBe('/sign-in?problem=OIDC_FLOW_ENDED');
  expect((await visitor.get(at)).headers.get('location')).toBe('/devices');
  // The browser that came in may come with the same answer again: it is used up.
  const again = await visitor.get(at);
  expect(again.headers.get('location')).toBe('/sign-in?problem=OIDC_FLOW_ENDED');

  const forged = new Visitor();
  const other = new URL(await forged.throughProvider(start(), 'kimura', callback));
  other.searchParams.set('code', 'guessed');
  expect((await forged.get(other)).headers.get('location')).toBe('/sign-in?problem=OIDC_REFUSED');
  const denied = new Visitor();
  const asked = await denied.get(start());
  const state = new URL(asked.headers.get('location')!).searchParams.get('state');
  const no = await denied.get(`${callback}?error=access_denied&state=${state}&iss=${provider.issuer}`);
  expect(no.headers.get('location')).toBe('/sign-in?problem=OIDC_REFUSED');
});

test('nobody is led away from the console', async () => {
  server = await startWith();
  for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])
    expect((await new Visitor().get(start(back))).status).toBe(400);
});

test('another claim names the account, and one that is not verified names nobody', async () => {
  server = await startWith({ MUSTER_OIDC_CLAIM: 'email' });
  await account('mori@example.org');
  expect((await signIn('mori')).to).toBe('/devices');
  await account('ueda@example.org');
  expect((await signIn('ueda+unverified')).to).toBe('/sign-in?problem=OIDC_REFUSED');
});

test('a provider that is away is said on the sign-in page; passwords go on', async () => {
  server = await startWith({ MUSTER_OIDC_ISSUER: 'http://127.0.0.1:9/' });
  const answer = await new Visitor().get(start());
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in?problem=OIDC_UNREACHABLE']);
  expect(server.token).toMatch(/^mss_/);
});

test('without a provider there is nothing to go to', async () => {
  server = await startTestServer({ listen: true, environment: {} });
  expect((await server.call('GET', '/api/v1/oidc', { token: null })).body).toEqual({ name: null });
  expect((await server.call('GET', '/api/v1/oidc/start', { token: null })).body.code).toBe('OIDC_OFF');
});
