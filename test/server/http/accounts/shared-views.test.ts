import { inventory } from '../../../support/device-reports.ts';
import { startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type Method = 'GET' | 'PUT' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, token: string, body?: unknown, headers = {}) =>
  server.call(method, `/api/v1${path}`, { body, token, headers });
const laboratory = { list: 'devices', name: 'Laboratory', filter: 'memory.gte.8192', sort: '-memory' };

test('what one shares everybody reads, and only its owner or an administrator touches', async () => {
  const owner = await server.accountWith(['viewer']);
  const other = await server.accountWith(['viewer']);
  const shared = await call('PUT', '/views/v1', owner.token, laboratory);
  expect([shared.status, shared.body]).toEqual([
    200,
    { id: 'v1', ...laboratory, owner: owner.userId, audience: null, mine: true, manageable: true },
  ]);

  const seen = { ...shared.body, mine: false, manageable: false };
  expect((await call('GET', '/views', other.token)).body.items).toEqual([seen]);
  for (const [method, body] of [
    ['PUT', laboratory],
    ['PATCH', { name: 'Mine' }],
    ['DELETE', undefined],
  ] as const) {
    const refused = await call(method, '/views/v1', other.token, body);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      403,
      'VIEW_NOT_YOURS',
      { owner: owner.userId },
    ]);
  }

  const renamed = await call('PATCH', '/views/v1', server.token, { name: 'Lab' });
  expect(renamed.body).toMatchObject({ name: 'Lab', owner: owner.userId, mine: false, manageable: true });
  expect((await call('PUT', '/views/v1', server.token, laboratory)).body.code).toBe('VIEW_NOT_YOURS');
  expect((await call('DELETE', '/views/v1', owner.token)).status).toBe(204);
  expect((await call('GET', '/views', other.token)).body.items).toEqual([]);
  expect((await call('DELETE', '/views/v1', owner.token)).body.code).toBe('VIEW_NOT_FOUND');
});

test('an administrator of some departments is none of the views', async () => {
  const owner = await server.accountWith(['viewer']);
  const some = await server.accountWith(['administrator'], ['Plant A']);
  await call('PUT', '/views/v1', owner.token, laboratory);
  expect((await call('DELETE', '/views/v1', some.token)).body.code).toBe('VIEW_NOT_YOURS');
});

test('a shared view shows each reader the rows of the own scope', async () => {
  for (const [name, department] of [
    ['alpha', 'Plant A'],
    ['beta', 'Plant B'],
  ] as const) {
    const { deviceId } = await server.report(
      inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-77`, memory: 16_384 } }),
    );
    await server.call('PATCH', `/api/v1/devices/${deviceId}`, { body: { department } });
  }
  await server.caughtUp();
  const owner = await server.accountWith(['viewer']);
  const reader = await server.accountWith(['viewer'], ['Plant B']);
  await call('PUT', '/views/v1', owner.token, laboratory);
  const [view] = (await call('GET', '/views', reader.token)).body.items;
  const rows = async (token: string) => {
    const query = new URLSearchParams({ filter: view.filter, sort: view.sort });
    const { items, total } = (await call('GET', `/devices?${query}`, token)).body;
    return [items.map(({ name }: { name: string }) => name).sort(), total];
  };
  expect(await rows(owner.token)).toEqual([['alpha', 'beta'], 2]);
  expect(await rows(reader.token)).toEqual([['beta'], 1]);
});

test('what nobody could open, a name twice, and a change upon an old state are refused', async () => {
  const { token } = await server.accountWith(['viewer']);
  const refusal = async (method: Method, path: string, body: unknown, headers = {}) => {
    const answer = await call(method, path, token, body, headers);
    return [answer.status, answer.body.code];
  };
  expect(await refusal('PUT', '/views/v1', { ...laboratory, filter: 'nonsense.is.this' })).toEqual([
    400,
    'QUERY_INVALID',
  ]);
  expect(await refusal('PUT', '/views/v%201', laboratory)).toEqual([400, 'VALIDATION_FAILED']);
  expect(await refusal('PUT', '/views/v1', { ...laboratory, name: ' ' })).toEqual([400, 'VALIDATION_FAILED']);
  const first = await call('PUT', '/views/v1', token, laboratory);
  expect(await refusal('PUT', '/views/v2', laboratory)).toEqual([409, 'VIEW_NAME_TAKEN']);
  await call('PATCH', '/views/v1', token, { name: 'Lab' });
  expect(
    await refusal('PATCH', '/views/v1', { name: 'Labs' }, { 'if-match': String(first.headers.etag) }),
  ).toEqual([412, 'REVISION_CONFLICT']);
  const { events } = server.services;
  const types: string[] = [];
  for await (const batch of events.readStream('views-shared')) types.push(...batch.map(({ type }) => type));
  expect(types).toEqual(['ViewShared', 'SharedViewRenamed']);
});

test('a view for some is seen by them, its owner and the administrator, and by nobody else', async () => {
  const owner = await server.accountWith(['viewer']);
  const auditor = await server.accountWith(['auditor'], ['Plant B']);
  const near = await server.accountWith(['viewer'], ['Plant A/Quality']);
  const far = await server.accountWith(['viewer'], ['Plant B']);
  const audience = { roles: ['auditor'], departments: ['Plant A'] };
  await call('PUT', '/views/v1', owner.token, { ...laboratory, audience });
  const sees = async (token: string) => (await call('GET', '/views', token)).body.items.length === 1;
  const people = [owner.token, auditor.token, near.token, server.token, far.token];
  expect(await Promise.all(people.map(sees))).toEqual([true, true, true, true, false]);

  // What it shows changes, for whom it is does not.
  const changed = await call('PUT', '/views/v1', owner.token, { ...laboratory, sort: 'name' });
  expect(changed.body.audience).toEqual(audience);
  await call('PUT', '/views/v1', owner.token, { ...laboratory, audience: null });
  expect(await sees(far.token)).toBe(true);
  const nobody = { ...laboratory, audience: { roles: [], departments: [] } };
  expect((await call('PUT', '/views/v1', owner.token, nobody)).body.code).toBe('VALIDATION_FAILED');
});
