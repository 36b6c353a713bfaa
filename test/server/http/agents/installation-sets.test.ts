import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentTwin, basic, deviceNamed } from '../../../support/agent-twin.ts';
import { documentOf, releaseSigner, upload } from '../../../support/agent-packages.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import { startTestServer, type Answer, type TestServer } from '../../../support/server.ts';

const folder = temporaryFolders();
const hostile = `Sales $(touch pwned) \`touch pwned\` '"; touch pwned #`;
const packed = randomBytes(300_000);
let server: TestServer;
let configuration: string;
let group: string;

beforeAll(async () => {
  server = await startTestServer({
    environment: { MUSTER_URL: 'https://muster.example.org', MUSTER_DATA: folder() },
  });
  configuration = (
    await post('/agent-configurations', { name: 'Travelling', settings: { pollingMinutes: 7 } })
  ).body.id;
  group = (await post('/device-groups', { name: 'Sales' })).body.id;
});
afterAll(() => server.close());

const post = (path: string, body: object): Promise<Answer> => server.call('POST', `/api/v1${path}`, { body });
const get = (path: string): Promise<Answer> => server.call('GET', `/api/v1${path}`);
const make = (more: object = {}) =>
  post('/installation-sets', { name: 'Sales', platform: 'linux-x64', configuration, ...more });
const raw = (url: string, headers: Record<string, string>) => server.app.inject({ url, headers });
const download = async (id: string) =>
  (await raw(`/api/v1/installation-sets/${id}/installer`, { authorization: `Bearer ${server.token}` }))
    .rawPayload;
const secretIn = (installer: Buffer) => /^token='(mse_[^']+)'$/m.exec(installer.toString('latin1'))![1]!;
const enrolFrom = async (id: string, agent = new AgentTwin(server)) => {
  const answer = await agent.enrol(basic('enrol', secretIn(await download(id))));
  return { agent, answer };
};
const settings = async (agent: AgentTwin) => (await agent.ask()).body.settings.settings;
const deployments = async (filter: string) =>
  (await server.call('GET', '/api/v1/agent-deployments', { query: { filter } })).body.items;

function sh(installer: Buffer, ...args: string[]): { code: number; said: string } {
  const here = folder();
  const file = join(here, 'installer.run');
  writeFileSync(file, installer);
  try {
    const said = execFileSync('sh', [file, ...args], { cwd: here, encoding: 'utf8', stdio: 'pipe' });
    return { code: 0, said };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, said: stderr };
  } finally {
    expect(existsSync(join(here, 'pwned'))).toBe(false);
  }
}

test.each([
  ['a configuration that there is not', { configuration: 'gone' }, 'AGENT_CONFIGURATION_UNKNOWN'],
  ['a group that there is not', { group: 'gone' }, 'GROUP_NOT_FOUND'],
  ['a folder of the system', { folder: '/etc' }, 'INSTALLATION_SET_INVALID'],
  [
    'a program that is not in it',
    { programs: [{ program: 'a.sh', arguments: [] }] },
    'INSTALLATION_SET_INVALID',
  ],
  ['a file with a path', { files: [{ name: '../x', content: '' }] }, 'VALIDATION_FAILED'],
  ['a file that is no base64', { files: [{ name: 'x', content: '§' }] }, 'VALIDATION_FAILED'],
  ['a platform that there is not', { platform: 'sun4' }, 'VALIDATION_FAILED'],
])('AGT-002 no set is made of %s', async (_what, more, code) => {
  expect((await make(more)).body.code).toBe(code);
  expect((await get('/installation-sets')).body.total).toBe(0);
});

test('AGT-001 an installer is one file that knows whether it is whole; names in it are only names', async () => {
  const { body: set, status } = await make({
    name: hostile,
    files: [{ name: '$(touch pwned).txt', content: Buffer.from('hello').toString('base64') }],
    programs: [{ program: '/bin/echo', arguments: ['$(touch pwned)', "'; touch pwned"] }],
  });
  expect([status, set.state, set.used, set.size]).toEqual([201, 'active', 0, null]);
  expect((await get(`/installation-sets/${set.id}/installer`)).body.code).toBe(
    'INSTALLATION_PACKAGE_MISSING',
  );
  await upload(server, documentOf(packed, '1.4.0', 'linux-x64', releaseSigner()), packed);
  const answer = await raw(`/api/v1/installation-sets/${set.id}/installer`, {
    authorization: `Bearer ${server.token}`,
  });
  expect(answer.headers).toMatchObject({
    'content-length': String(answer.rawPayload.length),
    'content-disposition': 'attachment; filename="muster-agent-Travelling-linux-x64.run"',
    'cache-control': 'no-store',
  });
  const installer = answer.rawPayload;
  // AGT-006: how much each computer is sent is told beforehand.
  expect((await get(`/installation-sets/${set.id}`)).body.size).toBe(installer.length);
  expect(sh(installer, '--verify')).toMatchObject({ code: 0, said: 'this file is whole\n' });
  expect(sh(installer, '--help').said).toContain(hostile);
  expect(sh(installer, '--other').code).toBe(2);
  const tampered = Buffer.from(installer);
  tampered[tampered.length - 1]! ^= 1;
  expect(sh(tampered, '--verify')).toMatchObject({ code: 13, said: expect.stringContaining('DAMAGED') });
  expect(sh(installer.subarray(0, -1), '--verify').code).toBe(13);
});

test('AGT-008 its computers work by its configuration from the first moment, and are assigned it', async () => {
  const { body: set } = await make({ group });
  const { agent } = await enrolFrom(set.id);
  expect((await settings(agent)).pollingMinutes).toBe(7);
  await agent.report('sales-1', 'f0000000-0000-4000-8000-000000000001');
  const device = await deviceNamed(server, 'sales-1');
  expect((await settings(agent)).pollingMinutes).toBe(7);
  await server.caughtUp();
  expect((await get(`/devices/${device}/agent-configuration`)).body).toMatchObject({
    configuration,
    kind: 'direct',
  });
  expect((await get(`/devices/${device}`)).body.groups).toEqual([group]);
  expect((await get(`/installation-sets/${set.id}`)).body).toMatchObject({ used: 1, installed: 1 });
  expect(await deployments(`set.eq.${set.id}`)).toMatchObject([
    { computer: 'sales-1', device, state: 'installed', version: '1.2', setName: 'Sales' },
  ]);
  // What an administrator assigns afterwards stays.
  await post('/agent-configurations/assignments/cancel', { targets: [{ kind: 'computer', device }] });
  await agent.ask();
  expect((await get(`/devices/${device}/agent-configuration`)).body.kind).toBe('default');
});

test('AGT-036 an agent from a set of an offline configuration is silent from the first moment', async () => {
  const vaults = await post('/agent-configurations', { name: 'Vaults', settings: { communicate: false } });
  const { body: set } = await make({ configuration: vaults.body.id });
  const { agent } = await enrolFrom(set.id);
  expect((await settings(agent)).communicate).toBe(false);
  expect((await get('/devices?filter=managementType.eq.offline')).body.total).toBe(0);
});

test('AGT-012 an agent that is uninstalled leaves its device agentless, with warning 5', async () => {
  const { body: set } = await make();
  const { agent } = await enrolFrom(set.id);
  await agent.report('sales-2', 'f0000000-0000-4000-8000-000000000002');
  const device = await deviceNamed(server, 'sales-2');
  await agent.ask();
  const ordered = await post(`/devices/${device}/commands`, { command: { kind: 'uninstall' } });
  expect(ordered.body.events).toMatchObject([{ type: 'AgentCommandIssued' }]);
  await server.call('DELETE', '/agents/self', {
    token: null,
    headers: { authorization: agent.authorization },
  });
  await server.caughtUp();
  expect((await get(`/devices/${device}`)).body.managementType).toBe('agentless');
  const { items } = (await get('/events?filter=type.eq.AgentUninstalled')).body;
  expect(items[0].data).toMatchObject({ number: 5, severity: 'warning', by: 'order', set: set.id });
  expect(await deployments(`set.eq.${set.id}`)).toMatchObject([{ state: 'uninstalled' }]);
});

test('AGT-001 a set ends: used up, revoked, or without its configuration', async () => {
  const { body: once } = await make({ uses: 1 });
  await enrolFrom(once.id);
  expect((await enrolFrom(once.id)).answer.body.code).toBe('ENROLMENT_TOKEN_USED_UP');
  expect((await get(`/installation-sets/${once.id}`)).body.state).toBe('used-up');

  const { body: revoked } = await make();
  const secret = secretIn(await download(revoked.id));
  expect((await server.call('DELETE', `/api/v1/installation-sets/${revoked.id}`)).status).toBe(204);
  expect((await new AgentTwin(server).enrol(basic('enrol', secret))).body.code).toBe(
    'ENROLMENT_TOKEN_REVOKED',
  );
  expect((await get(`/installation-sets/${revoked.id}/installer`)).body.code).toBe(
    'INSTALLATION_SET_REVOKED',
  );
  expect((await post(`/installation-sets/${revoked.id}/commands`, {})).body.code).toBe(
    'INSTALLATION_SET_REVOKED',
  );

  const { body: short } = await post('/agent-configurations', { name: 'Short-lived' });
  const { body: broken } = await make({ configuration: short.id });
  const left = secretIn(await download(broken.id));
  await server.call('DELETE', `/api/v1/agent-configurations/${short.id}`);
  const gone = 'INSTALLATION_SET_CONFIGURATION_GONE';
  expect((await new AgentTwin(server).enrol(basic('enrol', left))).body.code).toBe(gone);
  expect((await get(`/installation-sets/${broken.id}`)).body).toMatchObject({ state: 'broken', used: 0 });
});

test('AGT-005 a command in one line: its code is good once, and in no address', async () => {
  const { body: set } = await make();
  const { body } = await post(`/installation-sets/${set.id}/commands`, {});
  const [, address, code] = /^curl -fsSL '([^']+)' \| sudo sh -s -- '(mse_[^']+)'$/.exec(body.command)!;
  expect(address).toBe('https://muster.example.org/install/linux');
  const script = (await raw('/install/linux', {})).payload;
  expect(script).toContain("server='https://muster.example.org'");
  expect(script).not.toContain('mse_');
  const authorization = basic('enrol', code!);
  const fetched = await raw('/install/installer?platform=linux-x64', { authorization });
  expect(secretIn(fetched.rawPayload)).toBe(code);
  const other = await raw('/install/installer?platform=linux-arm64', { authorization });
  expect(other.json().code).toBe('INSTALLATION_PLATFORM_OTHER');
  expect((await new AgentTwin(server).enrol(authorization)).status).toBe(201);
  const again = await raw('/install/installer?platform=linux-x64', { authorization });
  expect(again.json().code).toBe('ENROLMENT_TOKEN_USED_UP');
  // The set itself was not used: its installers go on.
  expect((await get(`/installation-sets/${set.id}`)).body).toMatchObject({ state: 'active', used: 0 });
});

test('AGT-019 an installer says why it failed; nothing of what it says is believed further than that', async () => {
  const { body: set } = await make();
  const authorization = basic('enrol', secretIn(await download(set.id)));
  const report = (body: object) =>
    server.call('POST', '/install/failures', { token: null, headers: { authorization }, body });
  const said = { computer: 'sales-3', code: 'NO_ROOM', detail: 'full\u001b[2J\u202e', version: '1.4.0' };
  expect((await report(said)).status).toBe(204);
  expect((await report({ ...said, code: 'MADE_UP' })).status).toBe(400);
  expect((await report({ ...said, detail: 'x'.repeat(20_000) })).status).toBe(413);
  expect((await report({ ...said, computer: '\u0000' })).status).toBe(400);
  await server.caughtUp();
  expect(await deployments(`set.eq.${set.id}`)).toMatchObject([
    { computer: 'sales-3', state: 'failed', code: 'NO_ROOM', detail: 'full [2J', device: null },
  ]);
  const stranger = { authorization: basic('enrol', 'mse_unknown') };
  expect(
    (await server.call('POST', '/install/failures', { token: null, headers: stranger, body: said })).status,
  ).toBe(401);
});

test('AGT-004 a list of higher connection destinations goes into the set; one with a fault makes none', async () => {
  const file = join(server.context.config.dataFolder, 'connections.txt');
  try {
    writeFileSync(file, '10.0.0.0/8 https://relay.example.org\n');
    const { body: set } = await make();
    expect(set.connections).toBe(true);
    expect((await download(set.id)).toString('latin1')).toContain('10.0.0.0/8 https://relay.example.org');
    writeFileSync(file, '10.0.0.0/8\n');
    expect((await make()).body).toMatchObject({
      code: 'INSTALLATION_CONNECTIONS_INVALID',
      details: { line: 1 },
    });
  } finally {
    rmSync(file);
  }
});

test('no secret is in the log', async () => {
  const seen: string[] = [];
  for await (const batch of server.services.events.readAll(0)) seen.push(JSON.stringify(batch));
  expect(seen.join()).toContain('InstallationSetCreated');
  expect(seen.join()).not.toContain('mse_');
});
