import { AgentTwin, agentWithDevice, tokenOf } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function eventsOf(category: string): Promise<string[]> {
  const types: string[] = [];
  for await (const batch of server.services.events.readAll(0, { categories: [category] }))
    types.push(...batch.map(({ type }) => type));
  return types;
}

test('AGT-009 an agent brings its own host ID and key, and gets a secret of its own and the command key', async () => {
  const agent = new AgentTwin(server);
  const answer = await agent.enrol(await tokenOf(server));
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    agentId: agent.agentId,
    secret: expect.stringMatching(/^msa_/),
    commandKey: { keyId: expect.stringMatching(/^[0-9a-f]{64}$/), publicKey: expect.any(String) },
  });
  expect(await eventsOf('agent')).toEqual(['AgentEnrolled', 'AgentCredentialIssued']);
  expect((await agent.ask()).status).toBe(200);
});

test('its first inventory makes its computer a managed device', async () => {
  const { deviceId } = await agentWithDevice(server);
  const { body } = await server.call('GET', `/api/v1/devices/${deviceId}`);
  expect(body.managementStatus).toBe('managed');
  expect(body.inventory.agent).toEqual({ name: 'Muster-Agent', version: '1.2' });
});

test('who comes with a token that many use at the same moment is told to come again, and can', async () => {
  const token = await tokenOf(server);
  const agent = new AgentTwin(server);
  const handle = jest
    .spyOn(server.services.commands, 'handle')
    .mockResolvedValue({ kind: 'conflict' } as never);
  const answer = await agent.enrol(token);
  handle.mockRestore();
  expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([
    429,
    'TOO_MANY_REQUESTS',
    '1',
  ]);
  expect((await agent.enrol(token)).status).toBe(201);
});

test('who asks again because no answer came is the same agent and uses the token once', async () => {
  const token = await tokenOf(server);
  const agent = new AgentTwin(server);
  expect((await agent.enrol(token)).status).toBe(201);
  const { secret, commandKey } = agent;
  expect((await agent.enrol(token)).status).toBe(201);
  expect(agent.secret).not.toBe(secret);
  expect(agent.commandKey).toEqual(commandKey);
  expect(await eventsOf('enrolment')).toEqual(['EnrolmentTokenCreated', 'EnrolmentTokenUsed']);
});

test('nobody enrols under the host ID of another, nor with a key that is not theirs', async () => {
  const token = await tokenOf(server, 5);
  const agent = new AgentTwin(server);
  await agent.enrol(token);
  const thief = new AgentTwin(server, agent.agentId);
  expect((await thief.enrol(token)).body.code).toBe('AGENT_ENROLLED_OTHERWISE');
  expect((await agent.ask()).status).toBe(200);
  expect(await eventsOf('agent')).toContain('AgentIdentityConflicted');

  const liar = new AgentTwin(server);
  expect((await liar.enrol(token, 'A'.repeat(86) + '==')).body.code).toBe('AGENT_PROOF_INVALID');
});

test.each([
  ['that is none', async () => 'Basic ZW5yb2w6eA==', 'AGENT_CREDENTIALS_UNKNOWN'],
  [
    'that is used up',
    async () => {
      const token = await tokenOf(server);
      await new AgentTwin(server).enrol(token);
      return token;
    },
    'ENROLMENT_TOKEN_USED_UP',
  ],
])('a token %s enrols nobody', async (_name, token, code) => {
  const answer = await new AgentTwin(server).enrol(await token());
  expect(answer.body.code).toBe(code);
});

test('an agent that is taken off ends its credential; the device stays', async () => {
  const { agent, deviceId } = await agentWithDevice(server);
  const headers = { authorization: agent.authorization };
  expect((await server.call('DELETE', '/agents/self', { token: null, headers })).status).toBe(204);
  expect((await agent.ask()).status).toBe(401);
  expect((await server.call('GET', `/api/v1/devices/${deviceId}`)).status).toBe(200);
  expect(await eventsOf('agent')).toContain('AgentCredentialRevoked');
});

test('AGT-033 an agent that says it stops is offline from then on', async () => {
  const { agent, deviceId } = await agentWithDevice(server);
  await agent.ask();
  expect((await server.services.presence.get(deviceId))?.expectedEverySeconds).toBe(3_600);
  const headers = { authorization: agent.authorization };
  await server.call('POST', '/agents/stopped', { token: null, headers });
  expect((await server.services.presence.get(deviceId))?.expectedEverySeconds).toBe(0);
});
