import { defineDepartments, placedDevice, treeLines } from '../../../support/organization.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: unknown, headers = {}) =>
  server.call(method, `/api/v1${path}`, { body, headers });

test('DEV-041 ORG-001 departments and locations are defined in a hierarchy and listed with their devices', async () => {
  await defineDepartments(server, 'Plant A', 'Plant A/Quality', 'Plant B');
  await placedDevice(server, 'alpha', { department: 'Plant A/Quality', location: 'Osaka' });
  await placedDevice(server, 'beta', { department: 'Plant A' });
  expect(await treeLines(server)).toEqual(['Plant A 1/2', '  Plant A/Quality 1/1', 'Plant B 0/0']);

  const osaka = await call('POST', '/locations', { name: 'Osaka', names: { ja: '大阪' } });
  expect(osaka.status).toBe(201);
  expect(await treeLines(server, { tree: 'locations' })).toEqual(['Osaka 1/1']);
  const { items } = (await call('GET', '/locations?fields=path,nameJa')).body;
  expect(items).toEqual([{ id: osaka.body.id, path: 'Osaka', nameJa: '大阪' }]);
  // Devices of a filter only; what is defined is there all the same.
  expect(await treeLines(server, { query: { filter: 'name.eq.beta' } })).toEqual([
    'Plant A 1/1',
    '  Plant A/Quality 0/0',
    'Plant B 0/0',
  ]);
  const csv = await call('GET', '/departments/export?fields=path&sort=path&format=csv');
  expect(csv.text).toContain('Plant A/Quality');
});

test('DEV-042 ORG-002 ORG-015 an edited definition stands beside what devices record, until they are placed anew', async () => {
  const ids = await defineDepartments(server, 'Plant A', 'Plant A/Quality', 'Plant B');
  const device = await placedDevice(server, 'alpha', { department: 'Plant A/Quality' });
  await call('PATCH', `/departments/${ids['Plant A/Quality']}`, {
    name: 'Assurance',
    parent: ids['Plant B'],
  });
  expect(await treeLines(server)).toEqual([
    'Plant A 0/1',
    '  old Plant A/Quality 1/1',
    'Plant B 0/0',
    '  Plant B/Assurance 0/0',
  ]);
  await call('PATCH', `/devices/${device}`, { department: 'Plant B/Assurance' });
  expect(await treeLines(server)).toEqual(['Plant A 0/0', 'Plant B 0/1', '  Plant B/Assurance 1/1']);
});

test('DEV-043 ORG-002 a removed definition is an old group while a device records it', async () => {
  const ids = await defineDepartments(server, 'Plant A', 'Plant A/Quality');
  const device = await placedDevice(server, 'alpha', { department: 'Plant A/Quality' });
  const removed = await call('DELETE', `/departments/${ids['Plant A']}`, { reason: 'closed' });
  expect(removed.body.events).toMatchObject([
    { type: 'DefinitionsRemoved', data: { reason: 'closed', items: [{}, {}] } },
  ]);
  expect(await treeLines(server)).toEqual(['old Plant A 0/1', '  old Plant A/Quality 1/1']);
  expect((await call('GET', `/devices/${device}`)).body.department).toBe('Plant A/Quality');
  await call('PATCH', `/devices/${device}`, { department: null });
  expect(await treeLines(server)).toEqual([]);
});

test('the tree is as it was at any moment, with the devices of then', async () => {
  const ids = await defineDepartments(server, 'Plant A', 'Plant B');
  const device = await placedDevice(server, 'alpha', { department: 'Plant A' });
  await server.caughtUp();
  const then = server.clock.now();
  await server.travel('2027-01-15T09:00:00.000Z');
  await call('PATCH', `/departments/${ids['Plant A']}`, { name: 'Works A' });
  await call('PATCH', `/departments/${ids['Plant B']}`, { before: ids['Plant A'] });
  await call('PATCH', `/devices/${device}`, { department: 'Works A' });
  expect(await treeLines(server)).toEqual(['Plant B 0/0', 'Works A 1/1']);
  expect(await treeLines(server, { query: { asOf: then } })).toEqual(['Plant A 1/1', 'Plant B 0/0']);
  const compared = await call('GET', `/departments/compare?from=${encodeURIComponent(then)}`);
  expect(compared.body).toMatchObject({ added: 0, removed: 0, changed: 2 });
});

test('a dry run decides and records nothing, and a change upon an old state is refused', async () => {
  const ids = await defineDepartments(server, 'Plant A');
  const path = `/departments/${ids['Plant A']}`;
  const tried = await call('PATCH', `${path}?dryRun=true`, { name: 'Works A' });
  expect(tried.body).toMatchObject({ dryRun: true, events: [{ type: 'DefinitionsRenamed' }] });
  expect(await treeLines(server)).toEqual(['Plant A 0/0']);
  const { revision } = (await call('GET', '/departments/tree')).body;
  const mine = { 'if-match': `"${revision}"` };
  expect((await call('PATCH', path, { name: 'Works A' }, mine)).status).toBe(200);
  expect((await call('PATCH', path, { name: 'Works B' }, mine)).body.code).toBe('REVISION_CONFLICT');
});

test('what cannot be is refused', async () => {
  await defineDepartments(server, 'Plant A');
  for (const [method, path, body, status, code] of [
    ['POST', '/departments', { name: 'A/B' }, 400, 'DEFINITION_NAME_INVALID'],
    ['POST', '/departments', { name: 'plant  a' }, 409, 'DEFINITION_NAME_TAKEN'],
    ['POST', '/departments', { name: 'C', parent: 'none' }, 409, 'DEFINITION_PARENT_UNKNOWN'],
    ['PATCH', '/departments/none', { name: 'C' }, 404, 'DEFINITION_UNKNOWN'],
    ['DELETE', '/departments/none', undefined, 404, 'DEFINITION_UNKNOWN'],
    ['POST', '/departments', { name: 'C', colour: 'red' }, 400, 'VALIDATION_FAILED'],
    ['POST', '/departments', { name: 'C', names: { fr: 'C' } }, 400, 'VALIDATION_FAILED'],
    ['POST', '/departments/import', { rows: [] }, 400, 'VALIDATION_FAILED'],
  ] as const) {
    const answer = await call(method, path, body);
    expect([method, path, body, answer.status, answer.body.code]).toEqual([method, path, body, status, code]);
  }
});

test('ORG-012 ORG-019 a file of rows is taken over as a whole or not at all', async () => {
  await defineDepartments(server, 'Sales', 'Sales/Sales 1', 'Sales/Sales 2', 'Development');
  const rows = [
    { row: 2, kind: 'change', before: 'Sales/Sales 1', after: 'Sales/Sales' },
    { row: 3, kind: 'remove', before: 'Sales/Sales 2' },
    { row: 4, kind: 'add', after: 'Development/Development C', names: { ja: '開発C' } },
  ];
  const wrong = await call('POST', '/departments/import', {
    rows: [...rows, { row: 5, kind: 'remove', before: 'Trade' }],
  });
  expect(wrong.body).toMatchObject({
    code: 'HIERARCHY_IMPORT_INVALID',
    details: { rows: [{ row: 5, code: 'DEFINITION_UNKNOWN' }] },
  });
  expect(await treeLines(server)).toHaveLength(4);
  const done = await call('POST', '/departments/import', { rows });
  expect(done.body.events[0]).toMatchObject({
    type: 'HierarchyImported',
    data: { added: 1, changed: 1, removed: 1 },
  });
  expect(await treeLines(server)).toEqual([
    'Sales 0/0',
    '  Sales/Sales 0/0',
    'Development 0/0',
    '  Development/Development C 0/0',
  ]);
});
