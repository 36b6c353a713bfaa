import { startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Person {
  readonly token: string;
  readonly userId: string;
}
const save = (who: Person, ...devices: object[]) =>
  server.call('PATCH', '/api/v1/me', { token: who.token, body: { preferences: { views: { devices } } } });
const exported = (who: Person, name: string, type = 'device') =>
  server.call('GET', `/api/v1/filters/export?${new URLSearchParams({ type, name })}`, { token: who.token });
const imported = (who: Person, text: string, query: Record<string, string> = {}) =>
  server.call('POST', `/api/v1/filters/import?${new URLSearchParams(query)}`, {
    token: who.token,
    headers: { 'content-type': 'application/xml' },
    body: text,
  });
const viewsOf = async (who: Person) =>
  (await server.call('GET', '/api/v1/me', { token: who.token })).body.preferences.views;

const large = {
  id: 'v1',
  name: 'Large & quiet',
  f: "memory.gte.8192~osName.contains.'a,b'",
  sort: '-memory',
};

test('WIN-015 CLI-054 CLI-056 a saved filter is carried from one account to another, also under another name', async () => {
  const kimura = await server.accountWith(['viewer']);
  const sato = await server.accountWith(['viewer']);
  await save(kimura, large);
  const file = await exported(kimura, large.name);
  expect([file.status, file.headers['content-type']]).toEqual([200, 'application/xml; charset=utf-8']);

  const dry = await imported(sato, file.text, { dryRun: 'true' });
  expect(dry.body).toMatchObject({ name: large.name, replaced: false });
  expect(await viewsOf(sato)).toBeUndefined();

  const first = await imported(sato, file.text);
  expect(first.body).toMatchObject({ type: 'device', name: large.name, replaced: false });
  await imported(sato, file.text, { name: 'Others' });
  const { id: _id, ...kept } = large;
  expect((await viewsOf(sato)).devices).toEqual([
    { id: first.body.id, ...kept },
    { ...kept, id: expect.any(String), name: 'Others' },
  ]);
});

test('a filter of that name is replaced only where that is said, and stays shared', async () => {
  const who = await server.accountWith(['viewer']);
  await save(who, large);
  const { text } = await exported(who, large.name);
  await save(who, { ...large, f: 'memory.gte.1' });
  await server.call('PUT', '/api/v1/views/v1', {
    token: who.token,
    body: { list: 'devices', name: large.name, filter: 'memory.gte.1' },
  });
  const refused = await imported(who, text);
  expect([refused.status, refused.body.code]).toEqual([409, 'FILTER_EXISTS']);
  const replaced = await imported(who, text, { replace: 'true' });
  expect(replaced.body).toMatchObject({ id: 'v1', replaced: true });
  expect((await viewsOf(who)).devices).toEqual([large]);
  const shared = await server.call('GET', '/api/v1/views', { token: who.token });
  expect(shared.body.items).toContainEqual(expect.objectContaining({ id: 'v1', filter: large.f }));
});

test('CLI-054 one that is shared with somebody is exported by them, one that is not is unknown to them', async () => {
  const owner = await server.accountWith(['viewer']);
  const auditor = await server.accountWith(['auditor']);
  const viewer = await server.accountWith(['viewer']);
  const audience = { roles: ['auditor'], departments: [] };
  await server.call('PUT', '/api/v1/views/audit', {
    token: owner.token,
    body: { list: 'devices', name: 'For the audit', filter: 'memory.any', audience },
  });
  expect((await exported(auditor, 'For the audit')).status).toBe(200);
  for (const [name, type] of [
    ['For the audit', 'device'],
    ['For the audit', 'oplog'],
    ['Nothing', 'device'],
  ] as const) {
    const refused = await exported(viewer, name, type);
    expect([refused.status, refused.body.code]).toEqual([404, 'FILTER_NOT_FOUND']);
  }
  expect((await exported(viewer, 'x', 'nonsense')).body.code).toBe('VALIDATION_FAILED');
});

test('CLI-055 a filter that holds a department, a location or a group of this server is not exported', async () => {
  const who = await server.accountWith(['viewer']);
  for (const f of [
    "department.under.'Plant A'",
    'or(memory.any~not(location.eq.Tokyo))',
    'groups.contains.x',
  ]) {
    await save(who, { id: 'v1', name: 'Here', f });
    const refused = await exported(who, 'Here');
    expect([refused.status, refused.body.code]).toEqual([409, 'FILTER_NOT_EXPORTABLE']);
  }
});

test('LOG-012 a filter of operation logs is carried as well, unless it names a department beside it', async () => {
  const who = await server.accountWith(['administrator']);
  const other = await server.accountWith(['administrator']);
  const carried = { id: 'v1', name: 'What leaves', f: 'suspicious.eq.true~user.eq.ada' };
  const keep = (view: object) =>
    server.call('PATCH', '/api/v1/me', {
      token: who.token,
      body: { preferences: { views: { operations: [view] } } },
    });
  await keep(carried);
  const { text } = await exported(who, carried.name, 'oplog');
  const brought = await imported(other, text);
  expect(brought.body).toMatchObject({ type: 'oplog', name: carried.name, replaced: false });
  expect((await viewsOf(other)).operations).toEqual([{ ...carried, id: brought.body.id }]);
  await keep({ ...carried, department: 'Plant A' });
  expect((await exported(who, carried.name, 'oplog')).body).toMatchObject({
    code: 'FILTER_NOT_EXPORTABLE',
    details: { columns: ['department'] },
  });
});

test('CLI-056 a bad name, other fields and a file that is none are told apart', async () => {
  const who = await server.accountWith(['viewer']);
  const file = (inner: string, type = 'device') =>
    `<musterFilter version="1" type="${type}"><name>x</name>${inner}</musterFilter>`;
  const code = async (text: string, query?: Record<string, string>) =>
    (await imported(who, text, query)).body.code;
  expect(await code(file(''), { name: ' ' })).toBe('FILTER_NAME_INVALID');
  expect(await code(file(''), { name: 'n'.repeat(81) })).toBe('FILTER_NAME_INVALID');
  expect(await code(file(''), { name: 'a\u001b[2J' })).toBe('FILTER_NAME_INVALID');
  expect(await code(file('<field name="shelf" type="text"/>'))).toBe('FILTER_FIELDS_DIFFER');
  expect(await code(file('<field name="memory" type="text"/>'))).toBe('FILTER_FIELDS_DIFFER');
  expect(await code(file('', 'contract'))).toBe('FILTER_FIELDS_DIFFER');
  expect(await code(file('<criterion>memory.is.this</criterion>'))).toBe('FILTER_FILE_INVALID');
  expect(await code('<!DOCTYPE x><x/>')).toBe('FILTER_FILE_INVALID');
  const large = await imported(who, file(`<criterion>${'x'.repeat(300 * 1024)}</criterion>`));
  expect(large.status).toBe(413);
  expect(await viewsOf(who)).toBeUndefined();
});
