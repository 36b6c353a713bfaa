import { defaultConfigurationSettings } from '../../../../domain/agents/index.ts';
import { said, configurationsAt } from '../../../support/agent-configurations.ts';
import { recordOperations } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const { add, assign, call, cancel, computer, settingsFor } = configurationsAt(() => server);

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
      lackingToServe: [],
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
  expect([first.headers.etag, first.body.settings.securityMinutes, first.body.settings.otherMinutes]).toEqual(
    ['"1"', 15, 60],
  );
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

test('AGT-026 site servers and network monitors need a configuration that communicates and notifies', async () => {
  const quiet = await add('Quiet', { notify: false });
  const [device, other] = [await computer('alpha'), await computer('beta')];
  await assign(quiet, [{ kind: 'computer', device }]);
  const lacking = async (id: string) =>
    (await server.call('GET', `/api/v1/devices/${id}/agent-configuration`)).body.lackingToServe;
  expect([await lacking(device), await lacking(other)]).toEqual([['notify'], []]);
  await call('PATCH', `/${quiet}`, { settings: { communicate: false } });
  expect((await call('GET', `/${quiet}`)).body.lackingToServe).toEqual(['communicate', 'notify']);
  await call('PATCH', `/${quiet}`, { settings: { communicate: true, notify: true } });
  expect(await lacking(device)).toEqual([]);
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

test('an account restricted to departments neither sees nor changes what is of all of them', async () => {
  const some = await server.accountWith(['administrator'], ['Plant A']);
  const auditor = await server.accountWith(['auditor']);
  const as = (token: string, method: 'GET' | 'POST', body?: unknown) =>
    server.call(method, '/api/v1/agent-configurations', { token, ...(body === undefined ? {} : { body }) });
  expect(said(await as(some.token, 'GET'))).toEqual([403, 'SCOPE_RESTRICTED']);
  expect((await as(auditor.token, 'GET')).status).toBe(200);
  expect(said(await as(auditor.token, 'POST', { name: 'Mine' }))).toEqual([403, 'FORBIDDEN']);
});

test('LOG-007 whoever takes computers offline while operation logs are acquired is warned, before and with the act', async () => {
  const device = await computer('alpha');
  const silence = { settings: { communicate: false } };
  const warnings = async (rest: string) => (await call('PATCH', rest, silence)).body.warnings;
  expect(await warnings('/default?dryRun=true')).toEqual([]);
  await recordOperations(server);
  expect(await warnings('/default?dryRun=true')).toEqual(['OPERATION_LOGS_ACQUIRED']);
  const island = await add('Island', { communicate: false });
  const assigned = await assign(island, [{ kind: 'computer', device }], '?dryRun=true');
  expect(assigned.body.warnings).toEqual(['OPERATION_LOGS_ACQUIRED']);
  expect(await warnings('/default')).toEqual(['OPERATION_LOGS_ACQUIRED']);
  expect(await warnings('/default')).toEqual([]);
});
