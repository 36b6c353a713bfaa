import { codeShown } from '../../../support/authenticator.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

const password = 'a temporary secret of 1 ';
const halfMinute = 30_000;

let server: TestServer;
let userId: string;
let token: string;
beforeEach(async () => {
  server = await startTestServer({ environment: { MUSTER_LOCK_AFTER: '3' } });
  ({ userId, token } = await server.accountWith(['viewer']));
});
afterEach(() => server.close());

const signIn = (code?: string, typed = password) =>
  server.call('POST', '/api/v1/sessions', {
    token: null,
    body: { userId, password: typed, ...(code === undefined ? {} : { code }) },
  });
const own = (method: 'GET' | 'POST', path: string, body?: unknown) =>
  server.call(method, `/api/v1/me/second-factor${path}`, { token, body });
const shown = (secret: string, ahead = 0) => codeShown(secret, server.clock.now(), ahead);
const nextCode = () => server.clock.advance(halfMinute);

async function offered(): Promise<string> {
  const offer = await own('POST', '', { currentPassword: password });
  expect(offer.status).toBe(200);
  return (offer.body as { secret: string }).secret;
}

/** The key and the recovery codes; the code that confirmed it is used up. */
async function enrolled(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const secret = await offered();
  const confirmed = await own('POST', '/confirmation', { code: shown(secret) });
  expect(confirmed.status).toBe(200);
  nextCode();
  return { secret, recoveryCodes: (confirmed.body as { recoveryCodes: string[] }).recoveryCodes };
}

const log = async () => {
  const all = [];
  for await (const events of server.services.events.readStream(`account-${userId}`)) all.push(...events);
  return all;
};

describe('enrolling', () => {
  test('takes the password and a code; before that nothing changes', async () => {
    expect((await own('POST', '', { currentPassword: 'wrong' })).body.code).toBe('PASSWORD_WRONG');
    expect((await own('POST', '/confirmation', { code: '123456' })).body.code).toBe(
      'SECOND_FACTOR_NOT_OFFERED',
    );
    const offer = await own('POST', '', { currentPassword: password });
    const { secret, uri } = offer.body as { secret: string; uri: string };
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toContain(`otpauth://totp/Muster:${userId}?secret=${secret}`);
    expect((await own('POST', '/confirmation', { code: shown(secret, 5) })).body.code).toBe(
      'SECOND_FACTOR_WRONG',
    );
    expect((await own('GET', '')).body).toEqual({ enrolled: false, recoveryCodesLeft: null });
    expect((await signIn()).status).toBe(201);
    const confirmed = await own('POST', '/confirmation', { code: shown(secret) });
    const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
    expect((await own('GET', '')).body).toEqual({ enrolled: true, recoveryCodesLeft: 10 });
    expect((await signIn()).body.code).toBe('SECOND_FACTOR_REQUIRED');
  });

  test('an offer is good for a quarter of an hour, and until the next one', async () => {
    const first = await offered();
    const second = await offered();
    expect((await own('POST', '/confirmation', { code: shown(first) })).body.code).toBe(
      'SECOND_FACTOR_WRONG',
    );
    server.clock.advance(15 * 60_000);
    expect((await own('POST', '/confirmation', { code: shown(second) })).body.code).toBe(
      'SECOND_FACTOR_NOT_OFFERED',
    );
  });

  test('there is one factor at most', async () => {
    await enrolled();
    const again = await own('POST', '', { currentPassword: password });
    expect([again.status, again.body.code]).toEqual([409, 'SECOND_FACTOR_ENROLLED']);
    expect((await own('POST', '/confirmation', { code: '123456' })).body.code).toBe('SECOND_FACTOR_ENROLLED');
  });

  test('no key and no code is in the log; recovery codes are kept as hashes', async () => {
    const { secret, recoveryCodes } = await enrolled();
    await signIn(recoveryCodes[0]);
    const events = JSON.stringify(await log());
    const kept = JSON.stringify(await server.services.credentials.list('recovery-code'));
    expect(events).not.toContain(secret);
    for (const code of recoveryCodes) {
      expect(events).not.toContain(code);
      expect(kept).not.toContain(code);
      expect(kept).not.toContain(code.replace('-', ''));
    }
    expect((await log()).map(({ type }) => type)).toEqual([
      'AccountCreated',
      'SignedIn',
      'SecondFactorEnrolled',
      'RecoveryCodeUsed',
      'SignedIn',
    ]);
  });
});

describe('signing in', () => {
  test('takes password and code; the code alone, or without it, opens nothing', async () => {
    const { secret } = await enrolled();
    const asked = await signIn();
    expect([asked.status, asked.body.code]).toEqual([401, 'SECOND_FACTOR_REQUIRED']);
    expect(asked.body.remedy).toContain('API token');
    expect((await signIn(shown(secret), 'wrong')).body.code).toBe('SIGN_IN_REFUSED');
    const answer = await signIn(shown(secret));
    expect([answer.status, answer.body.userId]).toEqual([201, userId]);
  });

  test('a code is good once, and so is the one it was enrolled with', async () => {
    const secret = await offered();
    const first = shown(secret);
    await own('POST', '/confirmation', { code: first });
    expect((await signIn(first)).body.code).toBe('SECOND_FACTOR_WRONG');
    nextCode();
    const second = shown(secret);
    expect((await signIn(second)).status).toBe(201);
    expect((await signIn(second)).body.code).toBe('SECOND_FACTOR_WRONG');
  });

  test('of many who come with one code at once, one is let in', async () => {
    const { secret } = await enrolled();
    const code = shown(secret);
    const shows = Array.from({ length: 8 }, () => server.context.secondFactors.use(userId, code));
    const taken = (await Promise.all(shows)).filter(({ kind }) => kind === 'code');
    expect(taken).toHaveLength(1);
  });

  test('clocks may differ by half a minute, no more; codes may be typed in groups', async () => {
    const { secret } = await enrolled();
    server.clock.advance(5 * halfMinute);
    expect((await signIn(shown(secret, -1))).status).toBe(201);
    const ahead = shown(secret, 1);
    expect((await signIn(`${ahead.slice(0, 3)} ${ahead.slice(3)}`)).status).toBe(201);
    expect((await signIn(shown(secret, 2))).body.code).toBe('SECOND_FACTOR_WRONG');
  });

  test('ACC-011 wrong codes count towards the lock, and then nothing tells that the password was right', async () => {
    const { secret } = await enrolled();
    for (let n = 0; n < 3; n++) expect((await signIn('000000')).body.code).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn()).body.code).toBe('SIGN_IN_REFUSED');
    expect((await signIn(shown(secret))).body.code).toBe('SIGN_IN_REFUSED');
    expect((await log()).slice(-5).map(({ type }) => type)).toEqual([
      'SecondFactorFailed',
      'SecondFactorFailed',
      'SecondFactorFailed',
      'AccountLocked',
      'SignInFailed',
    ]);
    await server.call('POST', `/api/v1/accounts/${userId}/unlock`);
    nextCode();
    expect((await signIn(shown(secret))).status).toBe(201);
  });

  test('a recovery code is good once, however it is typed', async () => {
    const { recoveryCodes } = await enrolled();
    const [first, second] = recoveryCodes as [string, string];
    expect((await signIn(first)).status).toBe(201);
    expect((await signIn(first)).body.code).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn(second.toUpperCase().replace('-', ' '))).status).toBe(201);
    expect((await own('GET', '')).body).toEqual({ enrolled: true, recoveryCodesLeft: 8 });
  });

  test('an API token needs no code, and cannot change the factor', async () => {
    const issued = await server.call('POST', '/api/v1/api-tokens', { token, body: { name: 'export' } });
    await enrolled();
    const api = (issued.body as { token: string }).token;
    expect((await server.call('GET', '/api/v1/devices', { token: api })).status).toBe(200);
    const removal = await server.call('POST', '/api/v1/me/second-factor/removal', {
      token: api,
      body: { currentPassword: password, code: '123456' },
    });
    expect(removal.body.code).toBe('API_TOKEN_REFUSED_HERE');
  });
});

describe('the end of a factor', () => {
  test('its owner gives it up with password and code, and may enrol another', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const end = (currentPassword: string, code: string) => own('POST', '/removal', { currentPassword, code });
    expect((await end('wrong', shown(secret))).body.code).toBe('PASSWORD_WRONG');
    expect((await end(password, '000000')).body.code).toBe('SECOND_FACTOR_WRONG');
    expect((await end(password, shown(secret))).status).toBe(204);
    expect((await end(password, shown(secret))).body.code).toBe('SECOND_FACTOR_MISSING');
    expect((await signIn()).status).toBe(201);
    nextCode();
    const next = await enrolled();
    expect((await signIn(shown(secret))).body.code).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn(recoveryCodes[0])).body.code).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn(shown(next.secret))).status).toBe(201);
  });

  test('another administrator takes a lost one away, nobody their own, and the log says who', async () => {
    await enrolled();
    const path = `/api/v1/accounts/${userId}/second-factor`;
    expect((await server.call('DELETE', path, { token })).body.code).toBe('FORBIDDEN');
    expect((await server.call('GET', `/api/v1/accounts/${userId}`)).body.secondFactor).toBe(true);
    expect((await server.call('DELETE', path)).status).toBe(204);
    expect((await server.call('DELETE', path)).body.code).toBe('SECOND_FACTOR_MISSING');
    expect((await server.call('DELETE', '/api/v1/accounts/system/second-factor')).body.code).toBe(
      'ACCOUNT_OWN',
    );
    expect((await log()).at(-1)).toMatchObject({ type: 'SecondFactorRemoved', actor: 'account:system' });
    expect((await signIn()).status).toBe(201);
    expect(await server.services.credentials.list('recovery-code')).toEqual([]);
    expect(await server.services.credentials.list('second-factor')).toEqual([]);
  });

  test('of a removed account nothing is kept', async () => {
    await enrolled();
    await server.call('DELETE', `/api/v1/accounts/${userId}`);
    expect(await server.services.credentials.list('recovery-code')).toEqual([]);
    expect(await server.services.credentials.list('second-factor')).toEqual([]);
  });
});
