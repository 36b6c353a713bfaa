import { randomUUID } from 'node:crypto';
import { AgentTwin, basic, deviceNamed, tokenOf } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let image: AgentTwin;
const uuids = [randomUUID(), randomUUID()] as const;
beforeEach(async () => {
  server = await startTestServer();
  image = new AgentTwin(server);
  await image.enrol(await tokenOf(server));
  // Two machines of one image take turns.
  for (const turn of [0, 1, 0, 1] as const) await image.report(`copy-${turn}`, uuids[turn]);
});
afterEach(() => server.close());

const commandsOf = async (deviceId: string) =>
  (await server.call('GET', `/api/v1/devices/${deviceId}/commands`)).body as {
    clones: string[];
    items: { kind: string; state: string }[];
  };
const tell = (deviceId: string, kind: string) =>
  server.call('POST', `/api/v1/devices/${deviceId}/commands`, { body: { command: { kind } } });

test('two machines with one identity are two devices, recorded and shown as clones', async () => {
  const ids = [await deviceNamed(server, 'copy-0'), await deviceNamed(server, 'copy-1')];
  expect((await commandsOf(ids[0]!)).clones).toEqual([ids[1]]);
  expect((await commandsOf(ids[1]!)).clones).toEqual([ids[0]]);
  const found: unknown[] = [];
  for await (const batch of server.services.events.readAll(0, { types: ['AgentCloned'] }))
    found.push(...batch.map(({ data }) => data));
  expect(found).toEqual([{ agentId: image.agentId, deviceIds: [...ids].sort() }]);
});

test('a command would reach both, so none is given but the one that parts them', async () => {
  const id = await deviceNamed(server, 'copy-0');
  expect((await tell(id, 'shutdown')).body.code).toBe('AGENT_CLONED');
  expect((await tell(id, 'newIdentity')).status).toBe(200);
});

test('told to make another identity, both do, and are clones no more', async () => {
  const ids = [await deviceNamed(server, 'copy-0'), await deviceNamed(server, 'copy-1')] as const;
  const agents = [new AgentTwin(server), new AgentTwin(server)] as const;
  expect((await agents[0].enrol(image.authorization)).body.code).toBe('AGENT_RENEWAL_NOT_ASKED');

  await tell(ids[0], 'newIdentity');
  server.clock.advance(1_000);
  for (const turn of [0, 1] as const) {
    // The second hears of it although the first has answered.
    expect((await image.ask()).body.commands).toMatchObject([{ order: { kind: 'newIdentity' } }]);
    expect((await agents[turn].enrol(image.authorization)).status).toBe(201);
    await image.answer(1, { outcome: 'done' });
    // The first is heard of no more as who it was, and the second may not be either: nobody is to be told anything.
    if (turn === 1) expect((await tell(ids[1], 'inventory')).body.code).toBe('AGENT_RENEWING');
    await agents[turn].report(`copy-${turn}`, uuids[turn]);
  }
  for (const turn of [0, 1] as const) {
    expect(await deviceNamed(server, `copy-${turn}`)).toBe(ids[turn]);
    expect((await commandsOf(ids[turn])).clones).toEqual([]);
    expect((await tell(ids[turn], 'inventory')).status).toBe(200);
    expect((await agents[turn].ask()).body.commands).toHaveLength(1);
  }
});

test('an hour after it was asked for nobody becomes another agent by it', async () => {
  await tell(await deviceNamed(server, 'copy-0'), 'newIdentity');
  server.clock.advance(3_600_000);
  expect((await image.ask()).body.commands).toEqual([]);
  const late = new AgentTwin(server);
  expect((await late.enrol(basic(image.agentId, image.secret))).body.code).toBe('AGENT_RENEWAL_NOT_ASKED');
});
