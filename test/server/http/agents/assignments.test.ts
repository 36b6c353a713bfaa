import {
  configurationEventTypes,
  department,
  said,
  configurationsAt,
} from '../../../support/agent-configurations.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const { add, assign, call, cancel, computer, settingsFor } = configurationsAt(() => server);

test('AGT-028 AGT-029 direct on the department and the computer, indirect below, and never over a direct one', async () => {
  const [lab, office] = [await add('Laboratory'), await add('Office')];
  const [alpha, beta, gamma] = [
    await computer('alpha', 'Plant A/Quality'),
    await computer('beta', 'Plant A/Quality'),
    await computer('gamma', 'Plant B'),
  ];
  await assign(lab, [{ kind: 'computer', device: alpha }]);
  const outcome = await assign(office, [department('Plant A')]);
  expect(outcome.body.reach).toEqual({ count: 1, names: ['beta'] });
  const { items } = (await call('GET', '/computers?sort=name')).body;
  expect(
    items.map((row: Record<string, unknown>) => [
      row['name'],
      row['configurationName'],
      row['assignmentKind'],
      row['assignedTo'],
    ]),
  ).toEqual([
    ['alpha', 'Laboratory', 'direct', `computer:${alpha}`],
    ['beta', 'Office', 'indirect', 'department:Plant A'],
    ['gamma', 'Default', 'default', null],
  ]);
  const groups = (await call('GET', '/groups?type=department')).body.items;
  expect(
    groups.map(({ name, configuration, kind, devices }: Record<string, unknown>) => [
      name,
      configuration,
      kind,
      devices,
    ]),
  ).toEqual([
    ['Plant A', office, 'direct', 2],
    ['Plant A/Quality', office, 'indirect', 2],
    ['Plant B', 'default', 'default', 1],
  ]);
  const one = await server.call('GET', `/api/v1/devices/${beta}/agent-configuration`);
  expect(one.body).toEqual({
    configuration: office,
    name: 'Office',
    version: 1,
    lackingToServe: [],
    kind: 'indirect',
    by: 'department:Plant A',
    applied: null,
  });
  expect((await settingsFor(gamma)).configuration).toBe('default');
});

test('AGT-028 to a location, a network, a device type and a shared view', async () => {
  const device = await computer('alpha', 'Plant A');
  await server.call('PATCH', `/api/v1/devices/${device}`, { body: { location: 'Tokyo/2F' } });
  await server.call('PUT', '/api/v1/views/v1', {
    body: { list: 'devices', name: 'Much memory', filter: 'memory.gte.8192' },
  });
  await server.caughtUp();
  const { deviceType } = (await server.call('GET', '/api/v1/devices')).body.items[0];
  for (const target of [
    { kind: 'deviceType', deviceType },
    { kind: 'location', path: 'Tokyo' },
    { kind: 'view', view: 'v1' },
  ]) {
    const id = await add(`For ${target.kind}`);
    expect((await assign(id, [target])).body.reach.count).toBe(1);
    expect((await settingsFor(device)).configuration).toBe(id);
  }
  expect((await assign('default', [{ kind: 'network', network: '10.0.0.1/8' }])).status).toBe(200);
  await server.caughtUp();
  const { items } = (await call('GET', '/assignments?sort=kind')).body;
  expect(items.map(({ id }: { id: string }) => id)).toEqual([
    `deviceType:${deviceType}`,
    'location:Tokyo',
    'network:10.0.0.0/8',
    'view:v1',
  ]);
  await server.call('DELETE', '/api/v1/views/v1');
  expect((await call('GET', '/groups?type=view')).body.items).toMatchObject([{ name: 'v1', devices: 0 }]);
});

test('AGT-030 a cancelled assignment leaves the one above or the default, which cannot be cancelled', async () => {
  const [lab, office] = [await add('Laboratory'), await add('Office')];
  const device = await computer('alpha', 'Plant A/Quality');
  await assign(office, [department('Plant A')]);
  await assign(lab, [department('Plant A/Quality')]);
  const had = async () => (await settingsFor(device)).configuration;
  expect(await had()).toBe(lab);
  expect((await cancel([department('Plant A/Quality')])).body.reach).toEqual({
    count: 1,
    names: ['alpha'],
  });
  expect(await had()).toBe(office);
  await assign(lab, [department('Plant A/Quality')]);
  await cancel([department('Plant A')], true);
  expect(await had()).toBe('default');
  expect(said(await cancel([department('Plant A')]))).toEqual([409, 'AGENT_ASSIGNMENT_NONE']);
  expect(said(await cancel([{ kind: 'computer', device }]))).toEqual([409, 'AGENT_ASSIGNMENT_NONE']);
});

test('what does not exist is not assigned', async () => {
  const targets = [
    { kind: 'computer', device: 'nobody' },
    { kind: 'view', view: 'none' },
  ];
  const refused = await assign('default', targets);
  expect([...said(refused), refused.body.details]).toEqual([
    422,
    'AGENT_ASSIGNMENT_TARGET_UNKNOWN',
    { targets: ['computer:nobody', 'view:none'] },
  ]);
  expect(said(await assign('gone', [department('Plant A')]))).toEqual([404, 'AGENT_CONFIGURATION_UNKNOWN']);
});

test('groups that no question could hold together are refused before they are assigned', async () => {
  const lab = await add('Laboratory');
  // The network cuts an octet in two: 128 beginnings of addresses each.
  const networks = Array.from({ length: 20 }, (_, index) => ({
    kind: 'network',
    network: `10.${index}.0.0/17`,
  }));
  expect(said(await assign(lab, networks))).toEqual([409, 'AGENT_ASSIGNMENT_LIMIT']);
  expect(await configurationEventTypes(server)).toEqual(['AgentConfigurationAdded']);
  expect((await assign(lab, networks.slice(0, 5))).status).toBe(200);
});

test('a shared view that grows beyond one question hides counts, and neither settings nor the way out', async () => {
  const lab = await add('Laboratory');
  const device = await computer('alpha');
  const view = (filter: string) =>
    server.call('PUT', '/api/v1/views/v1', { body: { list: 'devices', name: 'Large', filter } });
  await view('memory.any');
  await assign(lab, [{ kind: 'view', view: 'v1' }]);
  // As many conditions as one filter may hold, so that no other fits beside them.
  const most = Array.from({ length: 1_993 }, () => 'tag.any');
  expect((await view(`or(memory.any~${most.join('~')})`)).status).toBe(200);
  expect((await settingsFor(device)).configuration).toBe(lab);
  const { items } = (await call('GET')).body;
  expect(items.map(({ devices }: { devices: number | null }) => devices)).toEqual([null, null]);
  expect(said(await assign('default', [department('Plant A')]))).toEqual([409, 'AGENT_ASSIGNMENT_LIMIT']);
  const cancelled = await cancel([{ kind: 'view', view: 'v1' }]);
  expect([cancelled.status, cancelled.body.reach]).toEqual([200, { count: null, names: [] }]);
  expect((await call('GET')).body.items[0].devices).toBe(1);
});

test('a dry run says whom it reaches and does nothing', async () => {
  const lab = await add('Laboratory');
  await computer('alpha', 'Plant A');
  await computer('beta', 'Plant A');
  const tried = await assign(lab, [department('Plant A')], '?dryRun=true');
  expect(tried.body).toMatchObject({ dryRun: true, reach: { count: 2, names: ['alpha', 'beta'] } });
  expect(await configurationEventTypes(server)).toEqual(['AgentConfigurationAdded']);
  const edit = await call('PATCH', '/default?dryRun=true', { settings: { pollingMinutes: 5 } });
  expect(edit.body.reach.count).toBe(2);
});

test('an assignment and an edit are undone under the id of their act, and not over what was done since', async () => {
  const [lab, office] = [await add('Laboratory'), await add('Office')];
  const device = await computer('alpha', 'Plant A');
  const target = { kind: 'computer', device };
  await assign(office, [target]);
  const { act } = (await assign(lab, [target, department('Plant B')])).body;
  expect((await call('POST', '/undo', { act })).body).toMatchObject({ act, reach: { names: ['alpha'] } });
  expect((await settingsFor(device)).configuration).toBe(office);
  await server.caughtUp();
  expect((await call('GET', '/assignments')).body.total).toBe(1);
  expect((await call('POST', '/undo', { act })).status).toBe(200);
  expect((await settingsFor(device)).configuration).toBe(lab);
  await cancel([target]);
  expect(said(await call('POST', '/undo', { act }))).toEqual([409, 'AGENT_ACT_OVERTAKEN']);

  const edit = (await call('PATCH', '/default', { settings: { pollingMinutes: 5 } })).body;
  await call('POST', '/undo', { act: edit.act });
  expect((await settingsFor(device)).settings.pollingMinutes).toBe(60);
  expect(said(await call('POST', '/undo', { act: 'none' }))).toEqual([404, 'AGENT_ACT_UNKNOWN']);
});

test('AGT-049 AGT-052 computers are switched offline and back by a configuration of their own', async () => {
  const travelling = await add('Travelling', { communicate: false });
  const [device, other] = [await computer('alpha'), await computer('beta')];
  await assign(travelling, [{ kind: 'computer', device }]);
  const online = async (id: string) => (await settingsFor(id)).settings.communicate;
  expect([await online(device), await online(other)]).toEqual([false, true]);
  await call('PATCH', `/${travelling}`, { settings: { communicate: true } });
  expect([await online(device), await online(other)]).toEqual([true, true]);
});

test('the list of computers is narrowed to a configuration, a way and a group', async () => {
  const lab = await add('Laboratory');
  const alpha = await computer('alpha', 'Plant A/Quality');
  await computer('beta', 'Plant A');
  await computer('gamma', 'Plant B');
  await assign(lab, [department('Plant A'), { kind: 'computer', device: alpha }]);
  const names = async (query: string) =>
    (await call('GET', `/computers?sort=name&fields=name&${query}`)).body.items.map(
      ({ name }: { name: string }) => name,
    );
  expect(await names(`configuration=${lab}`)).toEqual(['alpha', 'beta']);
  expect(await names('configuration=default')).toEqual(['gamma']);
  expect(await names('kind=direct')).toEqual(['alpha']);
  expect(await names('kind=indirect')).toEqual(['beta']);
  expect(await names('kind=default')).toEqual(['gamma']);
  expect(await names('group=department:Plant A/Quality')).toEqual(['alpha']);
  expect(await names('group=network:192.168.200.0/24')).toEqual([]);
  expect((await call('GET', '/computers?group=colour:red')).status).toBe(400);
});

test('as of a past moment everybody has what they had then', async () => {
  const lab = await add('Laboratory');
  const device = await computer('alpha');
  const before = server.clock.now();
  server.clock.advance(3_600_000);
  await assign(lab, [{ kind: 'computer', device }]);
  await server.caughtUp();
  const had = async (query: string) => (await call('GET', `/computers?${query}`)).body.items[0].configuration;
  expect(await had('')).toBe(lab);
  expect(await had(`asOf=${before}`)).toBe('default');
  expect(
    (await call('GET', `?asOf=${before}`)).body.items.map(({ devices }: { devices: number }) => devices),
  ).toEqual([1, 0]);
});

test('AGT-032 CLI-044 what is assigned to a department follows its definition, and the old path keeps its own', async () => {
  const [lab, office] = [await add('Laboratory'), await add('Office')];
  const api = (method: 'POST' | 'PATCH', path: string, body: object) =>
    server.call(method, `/api/v1/departments${path}`, { body });
  const plant = (await api('POST', '', { parent: null, name: 'Plant A' })).body.id;
  await api('POST', '', { parent: plant, name: 'Quality' });
  const stays = await computer('alpha', 'Plant A/Quality');
  await assign(lab, [department('Plant A/Quality')]);
  await assign(office, [department('Plant A')]);

  const import_ = {
    rows: [{ row: 2, kind: 'change', before: 'Plant A', after: 'Works A' }],
  };
  const preview = await server.call('POST', '/api/v1/departments/import', {
    body: import_,
    query: { dryRun: 'true' },
  });
  expect(preview.body.events.map(({ type }: { type: string }) => type)).toEqual([
    'HierarchyImported',
    'DefinitionsRenamed',
    'AgentConfigurationAssigned',
    'AgentConfigurationAssigned',
  ]);
  const groups = async () =>
    Object.fromEntries(
      (await call('GET', '/groups?type=department')).body.items.map((row: Record<string, string>) => [
        row['name'],
        row['configuration'],
      ]),
    ) as Record<string, string>;
  expect(Object.keys(await groups())).not.toContain('Works A');

  expect((await api('POST', '/import', import_)).status).toBe(200);
  await server.caughtUp();
  const moved = await computer('beta', 'Works A/Quality');
  expect((await settingsFor(moved)).configuration).toBe(lab);
  expect((await settingsFor(stays)).configuration).toBe(lab);
  const other = await computer('gamma', 'Works A');
  expect((await settingsFor(other)).configuration).toBe(office);
});
