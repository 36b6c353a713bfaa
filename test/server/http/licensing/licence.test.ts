import { inventory } from '../../../support/device-reports.ts';
import { LicenceIssuer } from '../../../support/licence-keys.ts';
import { adminPassword, startTestServer, type TestServer } from '../../../support/server.ts';

const issuer = new LicenceIssuer();
const environment = { MUSTER_LICENSING: 'required', MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey };

let server: TestServer;
afterEach(() => server.close());

const start = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  server = await startTestServer({ environment, ...options });
};
const summary = async () => (await server.call('GET', '/api/v1/licence/summary', { token: null })).body;
const licence = async (token = server.token) => (await server.call('GET', '/api/v1/licence', { token })).body;
const firstKey = (file: string) =>
  server.call('POST', '/api/v1/licence/first-key', { token: null, body: { file } });
const add = (file: string, token = server.token) =>
  server.call('POST', '/api/v1/licence/keys', { token, body: { file } });
const signIn = () =>
  server.call('POST', '/api/v1/sessions', {
    token: null,
    body: { userId: 'system', password: adminPassword },
  });

describe('where a licence is required and there is no key', () => {
  beforeEach(() => start({ firstKey: null }));

  test('ACC-001 nobody signs in before a key is registered, which needs no sign-in', async () => {
    expect(await signIn()).toMatchObject({ status: 403, body: { code: 'PRODUCT_LICENCE_REQUIRED' } });
    expect(await summary()).toEqual({ licensing: 'required', firstKeyWanted: true, licensed: 0, keys: [] });
    const answer = await firstKey(issuer.issue(20, { expires: '2026-12-31' }));
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(await summary());
    expect((await signIn()).status).toBe(201);
  });

  test('ACC-001 that way is closed once there is a key', async () => {
    await firstKey(issuer.issue(20));
    expect(await firstKey(issuer.issue(5))).toMatchObject({
      status: 409,
      body: { code: 'LICENCE_KEY_NOT_FIRST' },
    });
    expect(await add(issuer.issue(5), '')).toMatchObject({ status: 401, body: { code: 'NOT_SIGNED_IN' } });
    expect(await summary()).toMatchObject({ licensed: 20 });
  });

  test('ACC-001 of two first keys at once one is taken', async () => {
    const answers = await Promise.all([firstKey(issuer.issue(1)), firstKey(issuer.issue(1))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('ACC-001 whoever tries keys has to wait, longer and longer, as for passwords', async () => {
    for (let tries = 0; tries < 5; tries++) expect((await firstKey('{}')).status).toBe(422);
    expect(await firstKey(issuer.issue(1))).toMatchObject({
      status: 429,
      body: { code: 'SIGN_IN_TOO_OFTEN' },
      headers: { 'retry-after': '1' },
    });
  });

  test('ACC-001 a key that is not good opens nothing, and says what is wrong', async () => {
    const refusals = [
      ['not a key', 'LICENCE_KEY_MALFORMED'],
      [new LicenceIssuer().issue(5), 'LICENCE_KEY_SIGNATURE'],
      [issuer.issue(5, { product: 'other' }), 'LICENCE_KEY_OTHER_PRODUCT'],
      [issuer.issue(5, { expires: '2025-12-31' }), 'LICENCE_KEY_EXPIRED'],
    ] as const;
    for (const [file, code] of refusals)
      expect(await firstKey(file)).toMatchObject({
        status: 422,
        body: { code, title: expect.any(String), remedy: expect.any(String) },
      });
    expect((await signIn()).status).toBe(403);
  });
});

describe('where a licence is required', () => {
  const first = issuer.issue(2, { serial: 'FIRST', expires: '2026-12-31' });
  beforeEach(() => start({ firstKey: first }));

  test('ACC-002 ACC-003 an administrator registers further keys, whose counts add up', async () => {
    expect(await add(issuer.issue(300, { serial: 'SECOND' }))).toMatchObject({
      status: 201,
      body: { licensed: 302, used: 0, remaining: 302 },
    });
    expect(await add(first)).toMatchObject({ status: 409, body: { code: 'LICENCE_KEY_REGISTERED' } });
    expect(await licence()).toMatchObject({
      licensed: 302,
      keys: [
        { serial: 'FIRST', devices: 2, expires: '2026-12-31', expired: false },
        { serial: 'SECOND', devices: 300, expires: null },
      ],
    });
  });

  test('ACC-002 nobody but an administrator of all departments does', async () => {
    for (const account of [
      await server.accountWith(['viewer']),
      await server.accountWith(['auditor']),
      await server.accountWith(['administrator'], ['Plant A']),
    ])
      expect((await add(issuer.issue(1), account.token)).status).toBe(403);
  });

  test('ACC-003 a key counts no longer once it has expired', async () => {
    await server.travel('2027-01-01T00:00:00.000Z');
    expect(await licence()).toMatchObject({ licensed: 0, keys: [{ serial: 'FIRST', expired: true }] });
  });

  test('ACC-004 anybody sees what is registered; who has signed in sees how many devices count', async () => {
    expect(await summary()).toEqual({
      licensing: 'required',
      firstKeyWanted: false,
      licensed: 2,
      keys: [{ holder: 'Example Works', devices: 2, expires: '2026-12-31', expired: false }],
    });
    const viewer = await server.accountWith(['viewer'], ['Plant A']);
    expect(await licence(viewer.token)).toMatchObject({ licensed: 2, used: 0, remaining: 2 });
    expect((await server.call('GET', '/api/v1/licence', { token: '' })).status).toBe(401);
  });

  test('who registered which key is in the log', async () => {
    await add(issuer.issue(1, { serial: 'SECOND' }));
    const seen: unknown[] = [];
    for await (const batch of server.services.events.readAll(0, { types: ['ProductLicenceKeyRegistered'] }))
      seen.push(...batch.map(({ actor, data }) => [actor, (data as { serial: string }).serial]));
    expect(seen).toEqual([
      ['system:sign-in', 'FIRST'],
      ['account:system', 'SECOND'],
    ]);
  });
});

describe('where none is required', () => {
  beforeEach(() => start({ environment: { MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey } }));

  test('ACC-004 any number of devices may be managed, and nothing is counted against keys', async () => {
    await server.report(inventory());
    await server.caughtUp();
    expect(await licence()).toEqual({
      licensing: 'community',
      firstKeyWanted: false,
      licensed: null,
      used: 1,
      remaining: null,
      keys: [],
    });
    const allocations: unknown[] = [];
    for await (const batch of server.services.events.readAll(0, {
      types: ['ProductLicencesAllocated', 'ProductLicencesCounted'],
    }))
      allocations.push(...batch);
    expect(allocations).toEqual([]);
  });

  test('no key is taken from who has not signed in; an administrator may have one ready', async () => {
    expect(await firstKey(issuer.issue(1))).toMatchObject({ body: { code: 'LICENCE_KEY_NOT_FIRST' } });
    expect(await add(issuer.issue(10))).toMatchObject({ status: 201, body: { licensed: null } });
  });
});
