import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { keepIdentity, newIdentity } from '../../src/agent/store/identity.ts';
import { placesIn } from '../../src/agent/store/places.ts';
import { AgentProgram } from '../support/agent-program.ts';
import { commandSigner } from '../support/command-signer.ts';
import { temporaryFolders } from '../support/folder.ts';

jest.setTimeout(60_000);

const folder = temporaryFolders();

/** A server that lets an agent wait for its work until it is told to answer. */
const asked = Promise.withResolvers<ServerResponse>();
const stopped = Promise.withResolvers<void>();
const server = createServer((request, response) => {
  if (request.url?.startsWith('/agents/commands')) asked.resolve(response);
  else {
    if (request.url === '/agents/stopped') stopped.resolve();
    response.writeHead(204).end();
  }
});
const sockets = new WebSocketServer({ server });
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close();
});

test('an agent that is told to end while it asks for work ends, and opens no line to the server any more', async () => {
  const agent = new AgentProgram(folder());
  const { port } = server.address() as AddressInfo;
  const identity = newIdentity(`http://127.0.0.1:${port}`);
  const { key: commandKey } = commandSigner();
  keepIdentity(placesIn(agent.data).identity, { ...identity, credential: { secret: 'msa_x', commandKey } });
  agent.start();
  const answer = await asked.promise;
  await until(() => sockets.clients.size === 1);
  const ended = agent.stop();
  // By then it is told to end: the line of its start is closed.
  await until(() => sockets.clients.size === 0);
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{"commands":[]}');
  await stopped.promise;
  expect(await ended).toBe(0);
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 20));
}
