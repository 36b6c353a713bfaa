import { scryptSync } from 'node:crypto';
import { defaultConfigurationSettings } from '../../../../domain/agents/index.ts';
import type { SettingsChange } from '../../../../src/server/agents/settings-watch.ts';
import { inventory } from '../../../support/device-reports.ts';
import { startTestServer } from '../../../support/server.ts';
import type { Answer, TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const at = '/api/v1/agent-configurations';
const call = (method: Method, path = '', body?: unknown, headers: Record<string, string> = {}) =>
  server.call(method, `${at}${path}`, { ...(body === undefined ? {} : { body }), headers });
const said = ({ status, body }: Answer) => [status, body.code];
const add = async (name: string, settings: object = {}, passwords: object = {}): Promise<string> => {
  const added = await call('POST', '', { name, settings, passwords });
  expect(added.status).toBe(201);
  return added.body.id;
};
const assign = (configuration: string, targets: readonly object[], query = '') =>
  call('POST', `/assignments${query}`, { configuration, targets });
const cancel = (targets: readonly object[], within = false) =>
  call('POST', '/assignments/cancel', { targets, within });
const department = (path: string) => ({ kind: 'department', path });

/** A computer that reports for itself. */
async function computer(name: string, place?: string): Promise<string> {
  const { deviceId } = await server.report(
    inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-77`, memory: 8_192 } }),
  );
  if (place !== undefined)
    await server.call('PATCH', `/api/v1/devices/${deviceId}`, { body: { department: place } });
  await server.caughtUp();
  return deviceId;
}
const settingsFor = (device: string) => server.context.agentSettings.agentSettingsFor(device);
const storedTypes = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const batch of server.services.events.readStream('configurations-agents'))
    found.push(...batch.map(({ type }) => type));
  return found;
};

describe('configurations', () => {
  test('AGT-021 the default configuration is there from the start, applies to every agent and is not removed', async () => {
    const device = await computer('alpha');
    const { body } = await call('GET');
    expect(body).toMatchObject({ total: 1, next: null });
    expect(body.items).toEqual([
      {
        id: 'default',
        name: 'Default',
        default: true,
        version: 1,
        settings: defaultConfigurationSettings,
        passwords: { setup: false, uninstall: false, remoteControl: false },
        installFolder: '%ProgramFiles%\\Muster Agent',
        groups: 0,
        computers: 0,
        devices: 1,
      },
    ]);
    expect(await settingsFor(device)).toEqual({
      configuration: 'default',
      version: 1,
      settings: defaultConfigurationSettings,
    });
    expect(said(await call('DELETE', '/default'))).toEqual([409, 'AGENT_CONFIGURATION_DEFAULT_STAYS']);
  });

  test('AGT-022 AGT-025 one is added and edited, and every edit is of the version that was read', async () => {
    const id = await add('Notebooks', { securityMinutes: 15 });
    const first = await call('GET', `/${id}`);
    expect([
      first.headers.etag,
      first.body.settings.securityMinutes,
      first.body.settings.otherMinutes,
    ]).toEqual(['"1"', 15, 60]);
    const remoteControl = {
      ...first.body.settings.remoteControl,
      askUser: false,
      connectionMode: 'monitoring',
    };
    const change = { name: 'Travelling notebooks', settings: { pollingMinutes: 5, remoteControl } };
    const edited = await call('PATCH', `/${id}`, change, { 'if-match': '"1"' });
    expect([edited.status, edited.headers.etag]).toEqual([200, '"2"']);
    expect((await call('GET', `/${id}`)).body).toMatchObject({ version: 2, ...change });
    expect(said(await call('PATCH', `/${id}`, { name: 'Others' }, { 'if-match': '"1"' }))).toEqual([
      412,
      'REVISION_CONFLICT',
    ]);
    expect(said(await call('DELETE', `/${id}`, undefined, { 'if-match': '"1"' }))).toEqual([
      412,
      'REVISION_CONFLICT',
    ]);
    expect(said(await call('POST', '', { name: 'Travelling notebooks' }))).toEqual([
      409,
      'AGENT_CONFIGURATION_NAME_TAKEN',
    ]);
  });

  test('what does not fit is refused with the field that is wrong', async () => {
    const refusal = async (body: object) => {
      const { status, body: problem } = await call('PATCH', '/default', body);
      return [status, problem.code, problem.issues?.map(({ path }: { path: string }) => path)];
    };
    const wrong = (field: string) => [400, 'VALIDATION_FAILED', [field]];
    expect(await refusal({ settings: { securityMinutes: 1 } })).toEqual(wrong('settings.securityMinutes'));
    expect(await refusal({ passwords: { setup: 'short' } })).toEqual(wrong('passwords.setup'));
    expect(await refusal({ installFolder: 'muster' })).toEqual(wrong('installFolder'));
    const remoteControl = { ...defaultConfigurationSettings.remoteControl, chatPort: 31_016 };
    expect(await refusal({ settings: { remoteControl } })).toEqual(wrong('settings.remoteControl.chatPort'));
    expect(said(await call('GET', '/gone'))).toEqual([404, 'AGENT_CONFIGURATION_UNKNOWN']);
  });

  test('AGT-023 the installation folder is set in the default configuration only', async () => {
    const installFolder = 'D:\\Muster\\agent';
    const id = await add('Notebooks');
    expect(said(await call('PATCH', `/${id}`, { installFolder }))).toEqual([
      422,
      'AGENT_INSTALL_FOLDER_DEFAULT_ONLY',
    ]);
    await call('PATCH', '/default', { installFolder });
    expect((await call('GET', '/default')).body.installFolder).toBe(installFolder);
    expect((await call('GET', `/${id}`)).body.installFolder).toBeNull();
  });

  test('AGT-024 several are removed at once, none where one of them is still assigned', async () => {
    const [lab, office] = [await add('Laboratory'), await add('Office')];
    const device = await computer('alpha');
    await assign(office, [{ kind: 'computer', device }]);
    const refused = await call('POST', '/remove', { configurations: [lab, office] });
    expect([...said(refused), refused.body.details]).toEqual([
      409,
      'AGENT_CONFIGURATION_ASSIGNED',
      { configurations: [{ configuration: office, name: 'Office', groups: 0, computers: 1 }] },
    ]);
    await cancel([{ kind: 'computer', device }]);
    expect((await call('POST', '/remove', { configurations: [lab, office] })).status).toBe(204);
    expect((await call('GET')).body.total).toBe(1);
  });

  test('AGT-024 a computer that was removed keeps no configuration from being removed', async () => {
    const lab = await add('Laboratory');
    const device = await computer('alpha');
    await assign(lab, [{ kind: 'computer', device }]);
    expect(said(await call('DELETE', `/${lab}`))).toEqual([409, 'AGENT_CONFIGURATION_ASSIGNED']);
    await server.call('DELETE', `/api/v1/devices/${device}`);
    await server.caughtUp();
    expect((await call('DELETE', `/${lab}`)).status).toBe(204);
  });
});

describe('passwords', () => {
  const fits = (hash: string | undefined, password: string): boolean => {
    const [kind, N, r, p, salt = '', key = ''] = (hash ?? '').split('$');
    const cost = { N: Number(N), r: Number(r), p: Number(p) };
    const made = scryptSync(password, Buffer.from(salt, 'base64url'), 32, cost).toString('base64url');
    return kind === 'scrypt' && made === key;
  };
  const secret = 'only the help desk knows';

  test('AGT-025 agents are told the hash; no answer and no event has the password or the hash', async () => {
    const id = await add('Notebooks', {}, { uninstall: secret });
    const device = await computer('alpha');
    await assign(id, [{ kind: 'computer', device }]);
    const { settings } = await settingsFor(device);
    expect(fits(settings.uninstallPassword, secret)).toBe(true);
    expect(fits(settings.uninstallPassword, `${secret}.`)).toBe(false);
    expect(settings.setupPassword).toBeUndefined();

    const texts = [(await call('GET')).text, (await call('GET', `/${id}`)).text];
    for await (const batch of server.services.events.readAll(0)) texts.push(JSON.stringify(batch));
    expect(texts.filter(text => text.includes(secret) || text.includes('scrypt'))).toEqual([]);
    expect((await call('GET', `/${id}`)).body.passwords).toEqual({
      setup: false,
      uninstall: true,
      remoteControl: false,
    });
  });

  test('one set anew counts from then on, one taken away is asked no more, and old hashes are forgotten', async () => {
    const kept = async () => (await server.services.credentials.list('agent-configuration-password')).length;
    await call('PATCH', '/default', { passwords: { setup: secret, remoteControl: secret } });
    const device = await computer('alpha');
    expect(fits((await settingsFor(device)).settings.setupPassword, secret)).toBe(true);
    const another = 'another secret of ours';
    await call('PATCH', '/default', { passwords: { setup: another, remoteControl: null } });
    const { settings, version } = await settingsFor(device);
    expect(version).toBe(3);
    expect(fits(settings.setupPassword, another)).toBe(true);
    expect(settings.remoteControlPassword).toBeUndefined();
    expect(await kept()).toBe(1);
    await call('PATCH', '/default', { passwords: { setup: null } });
    expect(await kept()).toBe(0);
  });

  test('where a hash was lost nobody gets in, rather than everybody', async () => {
    await call('PATCH', '/default', { passwords: { setup: secret } });
    for (const { id } of await server.services.credentials.list('agent-configuration-password'))
      await server.services.credentials.delete('agent-configuration-password', id);
    const { settings } = await settingsFor(await computer('alpha'));
    expect(settings.setupPassword).toMatch(/^scrypt\$/);
    expect(fits(settings.setupPassword, secret)).toBe(false);
  });

  test('a dry run keeps none', async () => {
    await call('PATCH', '/default?dryRun=true', { passwords: { setup: secret } });
    expect(await server.services.credentials.list('agent-configuration-password')).toEqual([]);
    expect(await storedTypes()).toEqual([]);
  });
});

describe('assignment', () => {
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

  test('a dry run says whom it reaches and does nothing', async () => {
    const lab = await add('Laboratory');
    await computer('alpha', 'Plant A');
    await computer('beta', 'Plant A');
    const tried = await assign(lab, [department('Plant A')], '?dryRun=true');
    expect(tried.body).toMatchObject({ dryRun: true, reach: { count: 2, names: ['alpha', 'beta'] } });
    expect(await storedTypes()).toEqual(['AgentConfigurationAdded']);
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

  test('AGT-049 AGT-050 AGT-052 computers are switched offline and back by a configuration of their own', async () => {
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
    const had = async (query: string) =>
      (await call('GET', `/computers?${query}`)).body.items[0].configuration;
    expect(await had('')).toBe(lab);
    expect(await had(`asOf=${before}`)).toBe('default');
    expect(
      (await call('GET', `?asOf=${before}`)).body.items.map(({ devices }: { devices: number }) => devices),
    ).toEqual([1, 0]);
  });
});

describe('who is told', () => {
  const told = (): { next(): Promise<SettingsChange> } => {
    const waiting: ((change: SettingsChange) => void)[] = [];
    const changes: SettingsChange[] = [];
    server.context.settingsWatch.onChange(change => {
      const first = waiting.shift();
      if (first) first(change);
      else changes.push(change);
    });
    return {
      next: () => {
        const first = changes.shift();
        return first ? Promise.resolve(first) : new Promise(resolve => waiting.push(resolve));
      },
    };
  };

  test('AGT-022 AGT-031 the computers of a configuration when it is assigned and when it is changed', async () => {
    const lab = await add('Laboratory');
    const [alpha, beta] = [await computer('alpha', 'Plant A'), await computer('beta', 'Plant B')];
    const changes = told();
    await assign(lab, [department('Plant A')]);
    expect((await changes.next()).devices).toEqual([alpha]);
    await call('PATCH', '/default', { settings: { pollingMinutes: 5 } });
    expect((await changes.next()).devices).toEqual([beta]);
    await call('PATCH', `/${lab}`, { settings: { pollingMinutes: 5 } });
    expect((await changes.next()).devices).toEqual([alpha]);
    await cancel([department('Plant A')]);
    expect((await changes.next()).devices).toEqual([alpha]);
  });

  test('AGT-031 a computer that moves, and everybody when a view that is assigned shows others', async () => {
    const lab = await add('Laboratory');
    const alpha = await computer('alpha', 'Plant A');
    await server.call('PUT', '/api/v1/views/v1', {
      body: { list: 'devices', name: 'V', filter: 'tag.eq.LAB' },
    });
    await assign(lab, [department('Plant B'), { kind: 'view', view: 'v1' }]);
    const changes = told();
    await server.call('PATCH', `/api/v1/devices/${alpha}`, { body: { department: 'Plant B' } });
    expect((await changes.next()).devices).toEqual([alpha]);
    await server.call('PUT', '/api/v1/views/v1', {
      body: { list: 'devices', name: 'V', filter: 'memory.any' },
    });
    expect((await changes.next()).devices).toBe('all');
  });

  test('AGT-022 what an agent has taken over is recorded per device as event 6, and shown', async () => {
    const lab = await add('Laboratory');
    const device = await computer('alpha');
    await assign(lab, [{ kind: 'computer', device }]);
    const { agentSettings } = server.context;
    await agentSettings.noteApplied(device, await settingsFor(device), 'agent:alpha');
    await agentSettings.noteApplied(device, await settingsFor(device), 'agent:alpha');
    const stored: unknown[] = [];
    for await (const batch of server.services.events.readStream(`settings-${device}`))
      stored.push(...batch.map(({ data }) => data));
    expect(stored).toEqual([
      {
        number: 6,
        severity: 'information',
        deviceId: device,
        configuration: lab,
        name: 'Laboratory',
        version: 1,
      },
    ]);
    const { body } = await server.call('GET', `/api/v1/devices/${device}/agent-configuration`);
    expect(body).toMatchObject({ kind: 'direct', applied: { configuration: lab, version: 1 } });
  });
});

test('an account restricted to departments neither sees nor changes what is of all of them', async () => {
  const some = await server.accountWith(['administrator'], ['Plant A']);
  const auditor = await server.accountWith(['auditor']);
  const as = (token: string, method: Method, path: string, body?: unknown) =>
    server.call(method, `${at}${path}`, { token, ...(body === undefined ? {} : { body }) });
  expect(said(await as(some.token, 'GET', ''))).toEqual([403, 'SCOPE_RESTRICTED']);
  expect((await as(auditor.token, 'GET', '')).status).toBe(200);
  expect(said(await as(auditor.token, 'POST', '', { name: 'Mine' }))).toEqual([403, 'FORBIDDEN']);
});
