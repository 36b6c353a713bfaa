import { once } from 'node:events';
import WebSocket from 'ws';
import { agentWithDevice, type AgentTwin } from '../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let deviceId: string;
const open: WebSocket[] = [];
beforeEach(async () => {
  server = await startTestServer({ listen: true });
  ({ agent, deviceId } = await agentWithDevice(server));
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await server.close();
});

function line(authorization?: string, path = '/agents/socket'): WebSocket {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  open.push(socket);
  socket.on('error', () => undefined);
  return socket;
}

const opened = async (): Promise<WebSocket> => {
  const socket = line(agent.authorization);
  await once(socket, 'open');
  return socket;
};
const statusOf = async (socket: WebSocket): Promise<number | undefined> => {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  return response.statusCode;
};
const tell = () =>
  server.call('POST', `/api/v1/devices/${deviceId}/commands`, {
    body: { command: { kind: 'message', text: 'x' } },
  });

test('an agent is nudged with the sequence of what waits for it, and with nothing else', async () => {
  const socket = await opened();
  const nudged = once(socket, 'message');
  await tell();
  const [data] = (await nudged) as [Buffer];
  expect(JSON.parse(data.toString())).toEqual({ nudge: 1 });
});

test('of two connections of one agent the newer one is kept and nudged', async () => {
  const older = await opened();
  const closed = once(older, 'close');
  const newer = await opened();
  expect((await closed)[0]).toBe(4001);
  const nudged = once(newer, 'message');
  await tell();
  await nudged;
  expect(server.context.agents.hub.size).toBe(1);
});

test('nobody connects without an agent’s own credential', async () => {
  expect(await statusOf(line())).toBe(401);
  expect(await statusOf(line('Basic ZW5yb2w6eA=='))).toBe(401);
  expect(await statusOf(line(`Bearer ${server.token}`))).toBe(401);
});

test('no other address becomes a socket', async () => {
  expect(await statusOf(line(agent.authorization, '/agents/commands'))).toBe(200);
  expect(await statusOf(line(agent.authorization, '/health/live'))).toBe(200);
});

test('an ordinary request to its address is told what it is', async () => {
  const answer = await fetch(`${server.url}/agents/socket`, {
    headers: { authorization: agent.authorization },
  });
  expect(answer.status).toBe(426);
  expect(answer.headers.get('upgrade')).toBe('websocket');
});

test.each([
  ['anything', 'hello', 1008],
  ['more than there is room for', 'x'.repeat(300), 1009],
])('who says %s over it is shown out', async (_name, text, code) => {
  const socket = await opened();
  const closed = once(socket, 'close');
  socket.send(text);
  expect((await closed)[0]).toBe(code);
});

test('a connection ends with the credential', async () => {
  const socket = await opened();
  const closed = once(socket, 'close');
  await server.call('DELETE', `/api/v1/agents/${agent.agentId}/credential`);
  expect((await closed)[0]).toBe(4002);
});

test('who does not answer is let go', async () => {
  const socket = await opened();
  const { hub } = server.context.agents;
  hub.beat();
  await once(socket, 'ping');
  // Its answer has arrived once the server answers it.
  const answered = once(socket, 'pong');
  socket.ping();
  await answered;
  hub.beat();
  expect(hub.size).toBe(1);
  const closed = once(socket, 'close');
  hub.beat();
  await closed;
});

test('a server that stops says so to those who are connected', async () => {
  const socket = await opened();
  const closed = once(socket, 'close');
  await server.app.close();
  expect((await closed)[0]).toBe(1001);
});
