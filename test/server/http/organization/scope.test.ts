import { defineDepartments, placedDevice, treeLines } from '../../../support/organization.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, token?: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body, ...(token !== undefined && { token }) });
const scopeOf = async (userId: string) => (await server.context.accounts.load(userId)).state.scope;
const ended = async (answer: { status: number; text: string; body: { id: string } }) => {
  if (answer.status !== 202) throw new Error(answer.text);
  const job = await server.jobEnded(answer.body.id);
  await server.caughtUp();
  return job;
};
const seenBy = async (token: string) => {
  await server.caughtUp();
  const { items } = (await call('GET', '/devices?sort=name&fields=name', token)).body;
  return items.map(({ name }: { name: string }) => name);
};

describe('an account that is restricted to a department', () => {
  let token: string;
  let ids: Readonly<Record<string, string>>;
  beforeEach(async () => {
    ids = await defineDepartments(
      server,
      'Plant A',
      'Plant A/Quality',
      'Plant A/Quality/Lab',
      'Plant B',
      'Plant B/Secret',
    );
    await placedDevice(server, 'alpha', { department: 'Plant A/Quality', location: 'Osaka' });
    await placedDevice(server, 'beta', { department: 'Plant A/Quality/Former' });
    await placedDevice(server, 'gamma', { department: 'Plant B/Secret', location: 'Kobe' });
    await call('POST', '/locations', undefined, { name: 'Kobe' });
    ({ token } = await server.accountWith(['administrator'], ['Plant A/Quality']));
    await server.caughtUp();
  });

  test('sees its part of the tree: lists, counts, groups, exports, comparison, search, the past', async () => {
    expect(await treeLines(server, { token })).toEqual([
      'Plant A/Quality 1/2',
      '  Plant A/Quality/Lab 0/0',
      '  old Plant A/Quality/Former 1/1',
    ]);
    expect(await treeLines(server, { tree: 'locations', token })).toEqual(['Kobe 0/0', 'old Osaka 1/1']);
    const texts = await Promise.all(
      [
        '/departments',
        '/departments/groups?column=name',
        '/departments/export?format=csv',
        `/departments/compare?from=${encodeURIComponent(server.clock.now())}`,
        '/search?q=Secret',
        '/search?q=Plant',
        `/departments/tree?asOf=${encodeURIComponent(server.clock.now())}`,
      ].map(async path => {
        const answer = await call('GET', path, token);
        expect([path, answer.status]).toEqual([path, 200]);
        return answer.text;
      }),
    );
    for (const text of texts) expect(text).not.toMatch(/Plant B|Secret/);
    expect((await call('GET', '/departments', token)).body.total).toBe(2);
    expect((await call('GET', '/search?q=Lab', token)).body.items).toMatchObject([{ type: 'department' }]);
    expect((await call('GET', '/search?q=Secret')).body.items).toMatchObject([{ type: 'department' }]);
    expect((await call('GET', '/events', token)).body.code).toBe('SCOPE_RESTRICTED');
  });

  test('cannot change, or learn of, what is not its own, and nothing is recorded of the attempt', async () => {
    const last = await server.services.events.lastPosition();
    const outside = 'DEFINITION_OUT_OF_SCOPE';
    const department = (path: string) => `departments/${ids[path]}`;
    const group = (act: string) => `departments/${act}`;
    for (const [method, path, body, code] of [
      ['PATCH', department('Plant B/Secret'), { name: 'Q' }, 'DEFINITION_UNKNOWN'],
      ['DELETE', department('Plant B/Secret'), undefined, 'DEFINITION_UNKNOWN'],
      ['PATCH', department('Plant A'), { name: 'Q' }, 'DEFINITION_UNKNOWN'],
      ['PATCH', department('Plant A/Quality'), { name: 'Q' }, outside],
      ['DELETE', department('Plant A/Quality'), undefined, outside],
      ['PATCH', department('Plant A/Quality/Lab'), { parent: null }, outside],
      ['POST', 'departments', { name: 'Plant C' }, outside],
      ['POST', group('rename-group'), { path: 'Plant B/Secret', to: 'Plant A/Quality/X' }, outside],
      ['POST', group('rename-group'), { path: 'Plant A/Quality/Lab', to: 'Plant B/Lab' }, outside],
      ['POST', group('rename-group'), { path: 'Plant A/Quality', to: 'Plant A/Q' }, outside],
      ['POST', group('delete-group'), { path: 'Plant B' }, outside],
      ['POST', group('delete-group'), { path: 'Nowhere' }, outside],
      ['POST', group('prune'), { paths: ['Plant B/Old'] }, outside],
      [
        'POST',
        group('import'),
        { rows: [{ row: 1, kind: 'remove', before: 'Plant B' }] },
        'HIERARCHY_IMPORT_INVALID',
      ],
      ['POST', 'locations', { name: 'Osaka' }, 'SCOPE_RESTRICTED'],
      ['POST', 'locations/prune', {}, 'SCOPE_RESTRICTED'],
    ] as const) {
      const answer = await call(method, `/${path}`, token, body);
      expect([method, path, answer.body.code]).toEqual([method, path, code]);
      expect(answer.text).not.toMatch(/Secret.*devices|gamma/);
    }
    expect(await server.services.events.lastPosition()).toBe(last);
  });

  test('cannot take back what others did elsewhere', async () => {
    const { result } = await ended(
      await call('POST', '/departments/rename-group', undefined, { path: 'Plant B', to: 'Works B' }),
    );
    const undo = await call('POST', `/departments/acts/${String(result!['act'])}/undo`, token);
    expect(undo.body.code).toBe('GROUP_ACT_UNKNOWN');
  });

  test('changes what lies below it: definitions, groups, and only its own old hierarchies', async () => {
    await placedDevice(server, 'delta', { department: 'Plant B/Gone' });
    await server.caughtUp();
    const added = await call('POST', '/departments', token, {
      parent: ids['Plant A/Quality'],
      name: 'Gauges',
    });
    expect(added.status).toBe(201);
    await ended(
      await call('POST', '/departments/rename-group', token, {
        path: 'Plant A/Quality/Former',
        to: 'Plant A/Quality/Gauges',
      }),
    );
    const preview = await call('POST', '/departments/prune?dryRun=true', token, {});
    expect(preview.body).toMatchObject({ paths: [], devices: 0, accounts: null });
    expect(await treeLines(server, { token })).toEqual([
      'Plant A/Quality 1/2',
      '  Plant A/Quality/Lab 0/0',
      '  Plant A/Quality/Gauges 1/1',
    ]);
  });

  test('hears of its own definitions only', async () => {
    const reads = server.context.reads(['Plant A/Quality']);
    const visible = await reads.visible('organization.departments', Object.values(ids));
    expect([...visible].sort()).toEqual([ids['Plant A/Quality'], ids['Plant A/Quality/Lab']].sort());
  });
});

describe('ORG-016 ORG-018 the scope of an account when its department changes', () => {
  test('stays with what devices record when only the definition is renamed', async () => {
    const ids = await defineDepartments(server, 'Plant A');
    await placedDevice(server, 'alpha', { department: 'Plant A' });
    const { userId, token } = await server.accountWith(['administrator'], ['Plant A']);
    await call('PATCH', `/departments/${ids['Plant A']}`, undefined, { name: 'Works A' });
    expect(await scopeOf(userId)).toEqual(['Plant A']);
    expect(await treeLines(server, { token })).toEqual(['old Plant A 1/1']);
    expect(await seenBy(token)).toEqual(['alpha']);
  });

  test('follows its group, also below it, and goes back with an undo', async () => {
    await defineDepartments(server, 'Plant A', 'Plant A/Quality');
    await placedDevice(server, 'alpha', { department: 'Plant A/Quality' });
    await placedDevice(server, 'beta', { department: 'Plant B' });
    const { userId, token } = await server.accountWith(['administrator'], ['Plant A/Quality', 'Plant C']);
    await server.caughtUp();
    const wanted = { path: 'Plant A', to: 'Works A' };
    const preview = await call('POST', '/departments/rename-group?dryRun=true', undefined, wanted);
    expect(preview.body).toMatchObject({ accounts: [userId], gained: 0 });
    const job = await ended(await call('POST', '/departments/rename-group', undefined, wanted));
    expect(job.result).toMatchObject({ devices: 1, accounts: 1 });
    expect(await scopeOf(userId)).toEqual(['Works A/Quality', 'Plant C']);
    expect(await seenBy(token)).toEqual(['alpha']);

    await ended(await call('POST', `/departments/acts/${String(job.result!['act'])}/undo`));
    expect(await scopeOf(userId)).toEqual(['Plant A/Quality', 'Plant C']);
    expect(await seenBy(token)).toEqual(['alpha']);
  });

  test('never widens silently: where the new name has devices already, somebody says what is to be', async () => {
    await placedDevice(server, 'alpha', { department: 'Plant A' });
    await placedDevice(server, 'beta', { department: 'Plant B' });
    const { userId, token } = await server.accountWith(['administrator'], ['Plant A']);
    await server.caughtUp();
    const wanted = { path: 'Plant A', to: 'Plant B' };
    const refused = await call('POST', '/departments/rename-group', undefined, wanted);
    expect(refused.body).toMatchObject({
      code: 'GROUP_SCOPE_WIDENS',
      details: { devices: 1, accounts: [userId] },
    });
    await ended(await call('POST', '/departments/rename-group', undefined, { ...wanted, scopes: 'keep' }));
    expect(await scopeOf(userId)).toEqual(['Plant A']);
    expect(await seenBy(token)).toEqual([]);

    await placedDevice(server, 'gamma', { department: 'Plant A' });
    await server.caughtUp();
    await ended(await call('POST', '/departments/rename-group', undefined, { ...wanted, scopes: 'follow' }));
    expect(await scopeOf(userId)).toEqual(['Plant B']);
    expect(await seenBy(token)).toEqual(['alpha', 'beta', 'gamma']);
  });

  test('an account of a department cannot let another one’s scope widen', async () => {
    await placedDevice(server, 'alpha', { department: 'Plant A/X' });
    await placedDevice(server, 'beta', { department: 'Plant A/Y' });
    const inner = await server.accountWith(['viewer'], ['Plant A/X']);
    const { token } = await server.accountWith(['administrator'], ['Plant A']);
    await server.caughtUp();
    const wanted = { path: 'Plant A/X', to: 'Plant A/Y', scopes: 'follow' };
    const refused = await call('POST', '/departments/rename-group', token, wanted);
    expect(refused.body).toMatchObject({ code: 'GROUP_SCOPE_WIDENS', details: { devices: 1 } });
    expect(refused.text).not.toContain(inner.userId);
    expect(await scopeOf(inner.userId)).toEqual(['Plant A/X']);
  });

  test('a department that accounts are restricted to is not deleted or pruned unnoticed', async () => {
    await placedDevice(server, 'alpha', { department: 'Plant A/Quality' });
    const { userId, token } = await server.accountWith(['administrator'], ['Plant A/Quality']);
    await server.caughtUp();
    for (const [path, body] of [
      ['delete-group', { path: 'Plant A' }],
      ['prune', {}],
    ] as const) {
      const refused = await call('POST', `/departments/${path}`, undefined, body);
      expect(refused.body).toMatchObject({
        code: 'GROUP_IN_SCOPES',
        details: { count: 1, accounts: [userId] },
      });
    }
    await ended(await call('POST', '/departments/prune', undefined, { scopes: 'keep' }));
    expect(await scopeOf(userId)).toEqual(['Plant A/Quality']);
    expect(await seenBy(token)).toEqual([]);
  });
});
