import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { temporaryFolders } from '../support/folder.ts';
import { agentHeaders, basic, sample } from '../support/intake.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';

/** The whole server with its log on an EventStoreDB: the one that speaks its protocol, or a real one. */
const real = process.env.MUSTER_TEST_EVENTSTORE;
const folder = temporaryFolders();
let peer: EventStoreDbServer | undefined;
let server: ServerProgram | undefined;

afterEach(async () => {
  await server?.stop();
  peer?.kill();
});

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'system', password: adminPassword }),
  });
  return ((await answer.json()) as { token: string }).token;
}

async function devices(url: string): Promise<{ total: number; names: unknown[]; position: number }> {
  const answer = await fetch(`${url}/api/v1/devices?fields=hostName`, {
    headers: { authorization: `Bearer ${await signIn(url)}` },
  });
  const list = (await answer.json()) as {
    total: number;
    items: { hostName: string }[];
    position: number;
  };
  return { total: list.total, names: list.items.map(({ hostName }) => hostName), position: list.position };
}

test('an inventory goes in, the list shows it, also after the node and then the server were gone', async () => {
  const fake = real === undefined ? (peer = await new EventStoreDbServer().start()) : undefined;
  const address = real ?? fake!.address;
  const data = folder();
  const environment = { MUSTER_EVENTS: address };
  server = await startServer(data, environment);
  const created = await muster(['token', 'create', '--uses', '5', '--expires', '2h'], { MUSTER_DATA: data });
  expect(created.code).toBe(0);
  const token = created.out.trim().split('\n').at(-1)!;
  const report = async (): Promise<number> => {
    const answer = await fetch(`${server!.url}/inventory`, {
      method: 'POST',
      headers: { ...agentHeaders.glpi, ...basic('enrol', token) },
      body: sample('windows'),
    });
    return answer.status;
  };
  const before = (await devices(server.url)).total;
  expect(await report()).toBe(200);
  const shown = await devices(server.url);
  expect(shown.total).toBe(before + 1);
  expect(existsSync(join(data, 'events.db'))).toBe(false);

  if (fake) {
    fake.kill();
    await fake.start();
    expect(await report()).toBe(200);
    expect((await devices(server.url)).total).toBe(before + 1);
  }
  expect(await server.stop()).toBe(0);
  server = await startServer(data, environment);
  expect((await devices(server.url)).names).toEqual(shown.names);

  const verified = await muster(['ledger', 'verify'], { MUSTER_DATA: data, ...environment });
  expect(verified.code).toBe(0);
});

test('a server whose log cannot be reached says so in one line and does not start', async () => {
  const gone = await new EventStoreDbServer().start();
  gone.kill();
  await expect(startServer(folder(), { MUSTER_EVENTS: gone.address })).rejects.toThrow(
    `the server ended with 1: muster: a store cannot be opened: esdb://127.0.0.1:${gone.port}: nothing listens there; start the server or correct the port\n`,
  );
});
