import { defineDepartments, placedDevice, treeLines } from '../../../support/organization.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body });
/** Asks for an act and waits for its job. */
const act = async (path: string, body: unknown) => {
  const answer = await call('POST', path, body);
  if (answer.status !== 202) throw new Error(answer.text);
  return server.jobEnded(answer.body.id);
};
const departmentOf = async (id: string) =>
  (await call('GET', `/devices/${id}`)).body.department as string | null;
const eventsOf = async (correlationId: unknown) =>
  (await call('GET', `/events?limit=1000&filter=correlationId.eq.${String(correlationId)}`)).body.items
    .map(({ type }: { type: string }) => type)
    .reverse();

test('DEV-045 ORG-005 renaming a group changes the value on every device, and its definition with it', async () => {
  await defineDepartments(server, 'Sales', 'Sales/Sales 1', 'Sales/Sales 1/Team');
  const one = await placedDevice(server, 'alpha', { department: 'Sales/Sales 1', location: 'Osaka' });
  const two = await placedDevice(server, 'beta', { department: 'Sales/Sales 1/Team' });
  const beside = await placedDevice(server, 'gamma', { department: 'Sales/Sales 10' });
  const wanted = { path: 'Sales/Sales 1', to: 'Sales/Direct', reason: 'reform' };

  const preview = await call('POST', '/departments/rename-group?dryRun=true', wanted);
  expect([preview.status, preview.body]).toMatchObject([
    200,
    { dryRun: true, devices: 2, accounts: [], gained: 0, events: [{ type: 'GroupRenamed' }, {}] },
  ]);
  expect(await departmentOf(one)).toBe('Sales/Sales 1');

  const job = await act('/departments/rename-group', wanted);
  expect(job).toMatchObject({ state: 'done', total: 2, result: { devices: 2, refused: 0, accounts: 0 } });
  expect(await treeLines(server)).toEqual([
    'Sales 0/3',
    '  Sales/Direct 1/2',
    '    Sales/Direct/Team 1/1',
    '  old Sales/Sales 10 1/1',
  ]);
  expect([await departmentOf(one), await departmentOf(two), await departmentOf(beside)]).toEqual([
    'Sales/Direct',
    'Sales/Direct/Team',
    'Sales/Sales 10',
  ]);
  expect((await call('GET', `/devices/${one}`)).body.location).toBe('Osaka');
  // One intention, one correlation id, from the decision to the end.
  expect(await eventsOf(job.result!['act'])).toEqual([
    'GroupRenamed',
    'DefinitionsRenamed',
    'DevicePlaced',
    'DevicePlaced',
    'GroupActEnded',
  ]);
});

test('DEV-042 DEV-045 an old group takes the name of the definition that was renamed before it', async () => {
  const ids = await defineDepartments(server, 'Sales 1');
  await placedDevice(server, 'alpha', { department: 'Sales 1' });
  await call('PATCH', `/departments/${ids['Sales 1']}`, { name: 'Sales' });
  await server.caughtUp();
  await act('/departments/rename-group', { path: 'Sales 1', to: 'Sales' });
  expect(await treeLines(server)).toEqual(['Sales 1/1']);
});

test('DEV-046 ORG-006 deleting a group takes the value from its devices, and undo gives both back', async () => {
  await defineDepartments(server, 'Sales', 'Sales/Sales 2');
  const device = await placedDevice(server, 'alpha', { department: 'Sales/Sales 2', location: 'Osaka' });
  const other = await placedDevice(server, 'beta', { department: 'Sales/Sales 2' });
  const job = await act('/departments/delete-group', { path: 'Sales/Sales 2' });
  expect(await treeLines(server)).toEqual(['Sales 0/0']);
  expect(await departmentOf(device)).toBeNull();

  // Placed by somebody since: it stays where it was put.
  await call('PATCH', `/devices/${other}`, { department: 'Sales' });
  await server.caughtUp();
  const undo = `/departments/acts/${String(job.result!['act'])}/undo`;
  const preview = await call('POST', `${undo}?dryRun=true`);
  expect(preview.body).toMatchObject({ dryRun: true, devices: 1, refused: 1 });
  expect(await act(undo, { reason: 'too early' })).toMatchObject({ result: { devices: 1, refused: 1 } });
  expect(await treeLines(server)).toEqual(['Sales 1/2', '  Sales/Sales 2 1/1']);
  expect((await eventsOf(job.result!['act'])).slice(-4)).toEqual([
    'GroupActUndone',
    'DefinitionsAdded',
    'DevicePlaced',
    'GroupActEnded',
  ]);
  expect((await call('POST', undo)).body.code).toBe('GROUP_ACT_UNDONE');
});

test('DEV-044 ORG-007 ORG-008 old hierarchies are deleted in one step and their devices become unknown', async () => {
  await defineDepartments(server, 'Sales', 'Sales/Direct');
  await placedDevice(server, 'alpha', { department: 'Sales/Sales 1' });
  await placedDevice(server, 'beta', { department: 'Trade/Export/Asia' });
  const kept = await placedDevice(server, 'gamma', { department: 'Sales/Direct' });
  await server.caughtUp();

  const preview = await call('POST', '/departments/prune?dryRun=true', {});
  expect(preview.body).toMatchObject({ devices: 2, paths: ['Sales/Sales 1', 'Trade'] });
  const refused = await call('POST', '/departments/prune', { paths: ['Sales'] });
  expect(refused.body).toMatchObject({ code: 'GROUP_DEFINED', details: { path: 'Sales' } });

  await act('/departments/prune', { paths: ['Trade'] });
  expect(await treeLines(server)).toEqual(['Sales 0/2', '  Sales/Direct 1/1', '  old Sales/Sales 1 1/1']);
  await act('/departments/prune', {});
  expect(await treeLines(server)).toEqual(['Sales 0/1', '  Sales/Direct 1/1']);
  expect(await departmentOf(kept)).toBe('Sales/Direct');
  expect((await call('GET', '/departments/tree')).body.unknown).toBe(2);
  const nothing = await call('POST', '/departments/prune', {});
  expect([nothing.status, nothing.body.events]).toEqual([200, []]);
});

test('a group that is called as no definition could be is renamed all the same', async () => {
  await placedDevice(server, 'alpha', { department: 'Plant  A/x'.padEnd(300, 'x') });
  await server.caughtUp();
  const [{ path }] = (await call('GET', '/departments/tree')).body.items.slice(-1);
  await act('/departments/rename-group', { path, to: ' Plant  A / Press ' });
  expect(await treeLines(server)).toEqual(['old Plant A 0/1', '  old Plant A/Press 1/1']);
});

test('locations have groups of their own', async () => {
  const device = await placedDevice(server, 'alpha', { department: 'Osaka', location: 'Osaka/2F' });
  await server.caughtUp();
  await act('/locations/rename-group', { path: 'Osaka', to: 'Kobe' });
  expect((await call('GET', `/devices/${device}`)).body).toMatchObject({
    department: 'Osaka',
    location: 'Kobe/2F',
  });
});

test('what cannot be is refused before anything is begun', async () => {
  await defineDepartments(server, 'Sales');
  const last = await server.services.events.lastPosition();
  for (const [path, body, status, code] of [
    ['rename-group', { path: 'Trade', to: 'Sales' }, 404, 'GROUP_UNKNOWN'],
    ['rename-group', { path: 'Sales', to: 'Sales/Sales' }, 409, 'DEFINITION_CIRCLE'],
    ['rename-group', { path: 'Sales', to: 'A//B' }, 400, 'DEFINITION_NAME_INVALID'],
    ['rename-group', { path: 'Sales', to: 'Nowhere/B' }, 409, 'DEFINITION_PARENT_UNKNOWN'],
    ['delete-group', { path: 'Trade' }, 404, 'GROUP_UNKNOWN'],
    ['delete-group', { path: '' }, 400, 'VALIDATION_FAILED'],
    ['acts/none/undo', {}, 404, 'GROUP_ACT_UNKNOWN'],
  ] as const) {
    const answer = await call('POST', `/departments/${path}`, body);
    expect([path, body, answer.status, answer.body.code]).toEqual([path, body, status, code]);
  }
  expect(await server.services.events.lastPosition()).toBe(last);
});
