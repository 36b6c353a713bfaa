import { ledgerCrypto } from '../../../../adapters/platform/index.ts';
import { judgeCommand, judgeSettings, defaultAgentSettings } from '../../../../domain/agents/index.ts';
import { AgentTwin, agentWithDevice, tokenOf } from '../../../support/agent-twin.ts';
import { startTestServer, type Answer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let deviceId: string;
beforeEach(async () => {
  server = await startTestServer();
  ({ agent, deviceId } = await agentWithDevice(server));
});
afterEach(() => server.close());

const tell = (
  command: object,
  more: { token?: string; reason?: string; dryRun?: true } = {},
): Promise<Answer> =>
  server.call('POST', `/api/v1/devices/${deviceId}/commands`, {
    body: { command, ...(more.reason && { reason: more.reason }) },
    ...(more.token && { token: more.token }),
    ...(more.dryRun && { query: { dryRun: 'true' } }),
  });
const listed = async () =>
  (await server.call('GET', `/api/v1/devices/${deviceId}/commands`)).body as {
    items: Record<string, unknown>[];
    takes: boolean;
  };
const readerOf = (one: AgentTwin) => ({
  agentId: one.agentId,
  key: one.commandKey!,
  last: 0,
  now: server.clock.now(),
  verify: ledgerCrypto.verify,
});

test('DEV-015 an administrator asks for the latest inventory; the agent gets it signed and says that it is done', async () => {
  expect((await tell({ kind: 'inventory' }, { reason: 'INC-7' })).body.events).toHaveLength(1);
  expect((await listed()).items).toMatchObject([
    { sequence: 1, kind: 'inventory', state: 'sent', reason: 'INC-7' },
  ]);

  const { body } = await agent.ask();
  expect(body.commands).toHaveLength(1);
  expect(judgeCommand(body.commands[0], readerOf(agent)).kind).toBe('good');

  expect((await agent.answer(1, { outcome: 'done' })).status).toBe(204);
  expect((await agent.ask()).body.commands).toEqual([]);
  expect((await listed()).items).toMatchObject([{ state: 'done' }]);
});

test('a message keeps its text, and why it could not be shown', async () => {
  await tell({ kind: 'message', text: 'The network is down from six.' });
  await agent.answer(1, { outcome: 'failed', code: 'NOBODY_THERE', detail: 'nobody is signed in' });
  expect((await listed()).items).toMatchObject([
    {
      kind: 'message',
      text: 'The network is down from six.',
      state: 'failed',
      code: 'NOBODY_THERE',
      detail: 'nobody is signed in',
    },
  ]);
});

test('what nobody has done in its time is expired, and not given out any more', async () => {
  await tell({ kind: 'shutdown' });
  server.clock.advance(15 * 60_000);
  expect((await listed()).items).toMatchObject([{ kind: 'shutdown', state: 'expired' }]);
  expect((await agent.ask()).body.commands).toEqual([]);
});

test('a dry run shows what would be recorded and records nothing', async () => {
  expect((await tell({ kind: 'restart' }, { dryRun: true })).body).toMatchObject({
    dryRun: true,
    events: [{ type: 'AgentCommandIssued' }],
  });
  expect((await listed()).items).toEqual([]);
});

test('settings come with every answer, signed', async () => {
  const { body } = await agent.ask();
  expect(judgeSettings(body.settings, readerOf(agent), null)).toMatchObject({
    settings: defaultAgentSettings,
    configuration: 'default',
    version: 1,
  });
});

test('commands of one agent are nobody else’s: neither to see, nor to answer', async () => {
  await tell({ kind: 'restart' });
  const other = new AgentTwin(server);
  await other.enrol(await tokenOf(server));
  expect((await other.ask()).body.commands).toEqual([]);
  expect((await other.answer(1, { outcome: 'done' })).body.code).toBe('AGENT_COMMAND_UNKNOWN');
  expect((await listed()).items).toMatchObject([{ state: 'sent' }]);
});

test('what an agent cannot be asked for', async () => {
  for (const command of [
    { kind: 'execute', program: 'id' },
    { kind: 'message', text: '' },
    { kind: 'message', text: 'bell \u0007' },
    { kind: 'settings', settings: defaultAgentSettings },
  ])
    expect([command, (await tell(command)).body.code]).toEqual([command, 'VALIDATION_FAILED']);
});

test('an account without the right, or of another department, commands nothing', async () => {
  const viewer = await server.accountWith(['viewer']);
  expect((await tell({ kind: 'restart' }, { token: viewer.token })).body.code).toBe('FORBIDDEN');
  const elsewhere = await server.accountWith(['administrator'], ['Plant B']);
  expect((await tell({ kind: 'restart' }, { token: elsewhere.token })).body.code).toBe('DEVICE_UNKNOWN');
  expect((await listed()).items).toEqual([]);
});

test('a device that no agent of ours reports for takes no commands, nor does an ignored one', async () => {
  await server.call('POST', `/api/v1/devices/${deviceId}/ignore`);
  expect((await tell({ kind: 'restart' })).body.code).toBe('DEVICE_IGNORED');
  expect((await listed()).takes).toBe(false);
  ({ deviceId } = await server.report({ hostName: 'pc-2' }));
  expect((await tell({ kind: 'restart' })).body.code).toBe('DEVICE_WITHOUT_AGENT');
});

test('a server whose clock is set back an hour still issues settings that are newer than those before', async () => {
  const since = (await agent.ask()).body.settings.issuedAt as string;
  server.clock.advance(-3_600_000);
  const change = { settings: { pollingMinutes: 30 } };
  await server.call('PATCH', '/api/v1/agent-configurations/default', { body: change });
  const told = (await agent.ask(0, 'Muster-Agent_v1.2', { since })).body.settings;
  expect(judgeSettings(told, readerOf(agent), since)).toMatchObject({ settings: { pollingMinutes: 30 } });
  // What was issued before is no newer than it was.
  const without = (await agent.ask()).body.settings;
  expect(judgeSettings(without, readerOf(agent), since)).toBe('REORDERED');
  // Commands do not go by the clock but by their sequence.
  await tell({ kind: 'inventory' });
  const [command] = (await agent.ask()).body.commands;
  expect(judgeCommand(command, readerOf(agent)).kind).toBe('good');
});

test('an agent of next year’s version is given its work; what it says that is not known here is refused in words', async () => {
  await tell({ kind: 'inventory' });
  const asked = await agent.ask(0, 'Muster-Agent_v27.1 (linux-riscv64)', { mood: 'cheerful' });
  expect(asked.status).toBe(200);
  expect(asked.body.commands).toHaveLength(1);
  const said = await agent.note({ kind: 'moodChanged', mood: 'cheerful' });
  expect(said.status).toBe(400);
  expect(said.body.code).toBe('VALIDATION_FAILED');
  expect((await agent.answer(1, { outcome: 'done' })).status).toBe(204);
});
