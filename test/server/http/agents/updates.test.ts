import { ledgerCrypto } from '../../../../adapters/platform/index.ts';
import {
  isWithinShare,
  judgeCommand,
  type SignedCommand,
  type UpdateOrder,
} from '../../../../domain/agents/index.ts';
import { documentOf, releaseSigner, upload } from '../../../support/agent-packages.ts';
import { agentWithDevice, type AgentTwin } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
const twins: { readonly agent: AgentTwin; readonly deviceId: string }[] = [];
const signer = releaseSigner();

beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['pc-1', 'pc-2', 'pc-3', 'pc-4']) twins.push(await agentWithDevice(server, name));
  for (const version of ['1.0.0', '1.3.0', '1.4.0', '1.5.0']) {
    const bytes = Buffer.from(version);
    await upload(server, documentOf(bytes, version, 'linux-x64', signer), bytes);
  }
});
afterAll(() => server.close());

const order = (body: object, query: Record<string, string> = {}) =>
  server.call('POST', '/api/v1/agent-updates', { body, query });
const stop = (id: string) =>
  server.call('POST', `/api/v1/agent-updates/${id}/stop`, { body: { reason: 'enough' } });
/** What the agent is told to become. */
async function told(
  index: number,
  name = 'Muster-Agent_v1.2.0 (linux-x64)',
): Promise<readonly SignedCommand[]> {
  const { body } = await twins[index]!.agent.ask(0, name);
  return (body.commands as SignedCommand[]).filter(each => each.order.kind === 'update');
}
const versionsTold = async (index: number, name?: string) =>
  (await told(index, name)).map(each => (each.order as UpdateOrder).package.version);
async function deviceOf(index: number) {
  await server.caughtUp();
  const filter = JSON.stringify({ op: 'eq', column: 'id', value: twins[index]!.deviceId });
  const { body } = await server.call('GET', '/api/v1/devices', { query: { filter } });
  return body.items[0] as Record<string, unknown>;
}

test('an update reaches those it is meant for as they ask, signed with the document of the package', async () => {
  const { agent, deviceId } = twins[0]!;
  const wish = { version: '1.4.0', target: { kind: 'devices', devices: [deviceId] }, reason: 'CHG-1' };
  const tried = (await order(wish, { dryRun: 'true' })).body;
  expect(tried).toMatchObject({
    dryRun: true,
    events: [{ type: 'AgentUpdateOrdered' }],
    reach: { devices: 1, told: 1, there: 0, names: ['pc-1'] },
  });
  expect(await told(0)).toEqual([]);

  const { id } = (await order(wish)).body as { id: string };
  expect(await versionsTold(1)).toEqual([]);
  const [command] = await told(0);
  const reader = { agentId: agent.agentId, key: agent.commandKey!, last: 0, now: server.clock.now() };
  expect(judgeCommand(command, { ...reader, verify: ledgerCrypto.verify }).kind).toBe('good');
  expect(command?.order).toMatchObject({ update: id, package: { version: '1.4.0', platform: 'linux-x64' } });
  expect(await deviceOf(0)).toMatchObject({ agentUpdateVersion: '1.4.0', agentUpdateState: 'ordered' });

  await agent.answer(command!.sequence, { outcome: 'done' });
  expect(await deviceOf(0)).toMatchObject({ agentVersion: '1.4.0', agentUpdateState: 'updated' });
  const { items } = (await server.call('GET', '/api/v1/agent-updates')).body;
  expect(items[0]).toMatchObject({ id, reason: 'CHG-1', progress: { ordered: 0, updated: 1, failed: 0 } });
  // Whatever it says afterwards: it is told of an update once.
  expect(await told(0)).toEqual([]);
  await stop(id);
});

test('only agents that say they can be updated are told, and only of a package for them', async () => {
  const { id } = (await order({ version: '1.4.0', target: { kind: 'all' } })).body as { id: string };
  for (const name of ['Muster-Agent_v1.2.0', 'Muster-Agent_v1.2.0 (win-x64)', 'GLPI-Agent_v1.12'])
    expect(await told(1, name)).toEqual([]);
  expect(await told(1, 'Muster-Agent_v1.4.0 (linux-x64)')).toEqual([]);
  expect(await told(1, 'Muster-Agent_v1.5.0 (linux-x64)')).toEqual([]);
  expect(await versionsTold(1)).toEqual(['1.4.0']);
  await stop(id);
  expect(await told(2)).toEqual([]);
});

test('why an update failed stands at the device; an earlier version goes only to whom it was ordered as one', async () => {
  const later = 'Muster-Agent_v1.5.0 (linux-x64)';
  const target = { kind: 'devices', devices: [twins[2]!.deviceId] };
  const first = (await order({ version: '1.3.0', target })).body as { id: string };
  expect(await told(2, later)).toEqual([]);
  const second = (await order({ version: '1.3.0', target, downgrade: true })).body as { id: string };
  const [command] = await told(2, later);
  expect(command?.order).toMatchObject({ update: second.id, downgrade: true });
  await twins[2]!.agent.answer(command!.sequence, {
    outcome: 'failed',
    code: 'UPDATE_CRASHED',
    detail: 'it ended 3 times',
  });
  expect(await deviceOf(2)).toMatchObject({
    agentUpdateState: 'failed',
    agentUpdateError: 'UPDATE_CRASHED',
  });
  await Promise.all([stop(first.id), stop(second.id)]);
});

test('what nobody answers in its time has failed', async () => {
  const target = { kind: 'devices', devices: [twins[2]!.deviceId] };
  const { id } = (await order({ version: '1.4.0', target })).body as { id: string };
  expect(await versionsTold(2)).toEqual(['1.4.0']);
  server.clock.advance(7 * 24 * 3_600_000);
  await server.travel(server.clock.now());
  expect(await told(2)).toEqual([]);
  expect(await deviceOf(2)).toMatchObject({ agentUpdateState: 'failed', agentUpdateError: 'EXPIRED' });
  await stop(id);
});

test('a share is told first, always the same ones, and the rest when it is widened', async () => {
  const everybody = Array.from({ length: 4_000 }, (_, index) => `device-${index}`);
  const within = (percent: number) => everybody.filter(each => isWithinShare('an update', each, percent));
  expect(within(10).length).toBeGreaterThan(300);
  expect(within(10).length).toBeLessThan(500);
  expect(within(25)).toEqual(expect.arrayContaining(within(10)));
  expect(within(100)).toHaveLength(4_000);

  const { id } = (await order({ version: '1.5.0', target: { kind: 'all' }, percent: 1 })).body as {
    id: string;
  };
  const others = twins.findIndex(({ deviceId }) => !isWithinShare(id, deviceId, 1));
  expect(await told(others)).toEqual([]);
  const widen = (percent: number, query = {}) =>
    server.call('POST', `/api/v1/agent-updates/${id}/widen`, { body: { percent }, query });
  expect((await widen(100, { dryRun: 'true' })).body.reach).toMatchObject({ devices: 4 });
  expect(await told(others)).toEqual([]);
  await widen(100);
  expect(await versionsTold(others)).toEqual(['1.5.0']);
  expect((await widen(50)).body.code).toBe('AGENT_UPDATE_NARROWER');

  const needed = await server.call('DELETE', '/api/v1/agent-packages/linux-x64/1.5.0');
  expect(needed.body).toMatchObject({ code: 'AGENT_PACKAGE_WANTED', details: { update: id } });
  await stop(id);
  expect((await widen(100)).body.code).toBe('AGENT_UPDATE_STOPPED');
  expect((await server.call('DELETE', '/api/v1/agent-packages/linux-x64/1.5.0')).status).toBe(200);
});

test('a configuration is a target, through whatever a device comes to it', async () => {
  const { id: configuration } = (
    await server.call('POST', '/api/v1/agent-configurations', { body: { name: 'Pilots' } })
  ).body as { id: string };
  await server.call('POST', '/api/v1/agent-configurations/assignments', {
    body: { configuration, targets: [{ kind: 'computer', device: twins[3]!.deviceId }] },
  });
  const target = { kind: 'configuration', configuration };
  const { reach, id } = (await order({ version: '1.4.0', target })).body;
  expect(reach).toMatchObject({ devices: 1, names: ['pc-4'] });
  expect(await versionsTold(3)).toEqual(['1.4.0']);
  expect(await told(1)).toEqual([]);
  await stop(id);
});

test('what cannot be ordered is refused with its code', async () => {
  const all = { kind: 'all' };
  expect((await order({ version: '9.9.9', target: all })).body.code).toBe('AGENT_PACKAGE_UNKNOWN');
  const unknown = { kind: 'configuration', configuration: 'no-such' };
  expect((await order({ version: '1.4.0', target: unknown })).body.code).toBe('AGENT_CONFIGURATION_UNKNOWN');
  expect((await order({ version: '1.4', target: all })).status).toBe(400);
  expect((await order({ version: '1.4.0', target: all, percent: 0 })).status).toBe(400);
  expect((await stop('0192f3a4-0000-7000-8000-00000000dead')).body.code).toBe('AGENT_UPDATE_UNKNOWN');
});
