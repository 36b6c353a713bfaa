import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Health, Job } from '../../src/server/contract.ts';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { temporaryFolders } from '../support/folder.ts';
import { agentHeaders, basic, sample } from '../support/intake.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../support/mongodb.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';

const folder = temporaryFolders();
const windows = JSON.parse(sample('windows')) as { content: Record<string, object> };

/** What a machine of this number would report: a notebook of its own. */
function inventoryOf(number: number): string {
  const { hardware, bios } = windows.content;
  const uuid = `4c4c4544-0043-3510-8052-${String(number).padStart(12, '0')}`;
  const networks = [{ description: 'net', mac: `02:00:5e:10:05:${String(number).padStart(2, '0')}` }];
  return JSON.stringify({
    ...windows,
    deviceid: `NB-${number}-2026-11-01-09-12-44`,
    content: {
      ...windows.content,
      hardware: { ...hardware, name: `NB-${number}`, uuid },
      bios: { ...bios, ssn: `PF4K2Z${number}`, msn: `L1HF${number}`, assettag: `A-${number}` },
      networks,
    },
  });
}

const namesTo = (last: number): string[] => Array.from({ length: last }, (_, i) => `NB-${i + 1}`);

describeMongodb('several servers on the same stores', () => {
  let mongodb: MongodbServer;
  let log: EventStoreDbServer;
  let readStore: string;
  let token: string;
  let archive: string;
  const programs = new Set<ServerProgram>();

  beforeAll(async () => {
    mongodb = await startMongodb();
  }, 180_000);
  beforeEach(async () => {
    log = await new EventStoreDbServer().start();
    readStore = mongodb.database();
    archive = folder();
  });
  afterEach(() => {
    for (const { child } of programs) child.kill('SIGKILL');
    programs.clear();
    log.kill();
  });
  afterAll(async () => {
    await mongodb.stop();
  });

  async function start(data: string): Promise<ServerProgram> {
    const program = await startServer(data, {
      MUSTER_EVENTS: log.address,
      MUSTER_READ: readStore,
      MUSTER_REVISION_ARCHIVE: archive,
    });
    programs.add(program);
    return program;
  }

  async function call(server: ServerProgram, path: string, body?: unknown): Promise<Response> {
    return fetch(`${server.url}/api/v1${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
  }

  async function asked<T>(server: ServerProgram, path: string, body?: unknown): Promise<T> {
    const answer = await call(server, path, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  const work = async (server: ServerProgram): Promise<Health['work']> =>
    (await asked<Health>(server, '/health')).work;

  async function until(server: ServerProgram, state: Health['work']['state']): Promise<Health['work']> {
    for (;;) {
      const found = await work(server);
      if (found.state === state) return found;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  /** Names in the list of this server, once it has everything that is in the log. */
  async function names(server: ServerProgram): Promise<string[]> {
    const events = await asked<{ items: { position: number }[] }>(server, '/events?limit=1');
    const path = `/devices?fields=hostName&sort=hostName&after=${events.items[0]!.position}`;
    const { items } = await asked<{ items: { hostName: string }[] }>(server, path);
    return items.map(({ hostName }) => hostName);
  }

  async function send(server: ServerProgram, secret: string, number: number): Promise<void> {
    const answer = await fetch(`${server.url}/inventory`, {
      method: 'POST',
      headers: { ...agentHeaders.glpi, ...basic('enrol', secret) },
      body: inventoryOf(number),
    });
    expect(answer.status).toBe(200);
  }

  async function signIn(server: ServerProgram): Promise<void> {
    const signedIn = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: 'system', password: adminPassword }),
    });
    expect(signedIn.status).toBe(201);
    ({ token } = (await signedIn.json()) as { token: string });
  }

  /** Tokens under which the read models were last written, each once. */
  async function terms(): Promise<number[]> {
    const client = await MongoClient.connect(readStore);
    const states = await client.db().collection('projections').find().toArray();
    await client.close();
    return [...new Set(states.map(({ term }) => term as number))];
  }

  /** Lines of the revision history archive that all share, once they tell of so many devices that became managed. */
  async function archived(devices: number): Promise<string[]> {
    for (;;) {
      const files = readdirSync(archive).filter(name => name.endsWith('.csv'));
      const lines = files.flatMap(name =>
        readFileSync(join(archive, name), 'utf8').trim().split('\r\n').slice(1),
      );
      if (lines.filter(line => line.includes(',managementStatus,,managed,')).length >= devices) return lines;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  test('start at once for the first time: one makes the first account, and all of them serve', async () => {
    const servers = await Promise.all([start(folder()), start(folder()), start(folder())]);
    for (const server of servers) await signIn(server);
    const states = await Promise.all(servers.map(async server => (await work(server)).state));
    expect(states.filter(state => state === 'leading').length).toBeLessThanOrEqual(1);
    const created = await asked<{ items: unknown[] }>(
      servers[0]!,
      '/events?limit=100&filter=type.eq.AccountCreated',
    );
    expect(created.items).toHaveLength(1);

    // What one runs, all know.
    const [first, second, third] = servers as [ServerProgram, ServerProgram, ServerProgram];
    const { id } = await asked<Job>(first, '/inventories/replay', {});
    while ((await asked<Job>(second, `/jobs/${id}`)).state === 'running');
    expect((await asked<{ items: Job[] }>(third, '/jobs')).items).toMatchObject([
      { id, kind: 'inventories.replay', state: 'done' },
    ]);
    expect((await call(second, `/jobs/${id}/cancel`, {})).status).toBe(409);

    // Who guesses is slowed down by all.
    const guess = async (server: ServerProgram) =>
      (await call(server, '/sessions', { userId: 'system', password: 'wrong' })).status;
    expect([await guess(first), await guess(second), await guess(third)]).toEqual([401, 401, 401]);
    expect([await guess(first), await guess(second), await guess(third)]).toEqual([401, 401, 429]);
    for (const server of servers) expect(await server.stop()).toBe(0);
  }, 120_000);

  test('one with another log is refused, and nothing is changed for the others', async () => {
    const first = await start(folder());
    await signIn(first);
    await until(first, 'leading');
    const other = await new EventStoreDbServer().start();
    try {
      const refused = startServer(folder(), { MUSTER_EVENTS: other.address, MUSTER_READ: readStore });
      await expect(refused).rejects.toThrow(
        /ended with 1: muster: MUSTER_READ: .* belongs to another log, .* is empty\. Name that log/,
      );
    } finally {
      other.kill();
    }
    expect((await asked<{ total: number }>(first, '/accounts')).total).toBe(1);
    expect(await first.stop()).toBe(0);
    const again = await start(folder());
    expect((await asked<{ total: number }>(again, '/accounts')).total).toBe(1);
  }, 120_000);

  test('DEV-030 share sessions, inventories and lists; one writes, another takes over from it dead, stopped or ended', async () => {
    const [firstData, secondData] = [folder(), folder()];
    let first = await start(firstData);
    await signIn(first);
    const leader = await until(first, 'leading');
    const second = await start(secondData);
    expect(await work(second)).toMatchObject({ state: 'waiting', leader: leader.server });
    expect((await asked<Health>(second, '/health')).revisionArchive).toBeNull();

    // A session and an enrolment token of one are good on the other, and so is what agents enrolled.
    const enrolment = { uses: 20, expiresInSeconds: 3_600 };
    const { token: secret } = await asked<{ token: string }>(second, '/enrolment-tokens', enrolment);
    await Promise.all([1, 2, 3, 4].map(number => send(number % 2 ? first : second, secret, number)));
    await send(first, secret, 4);
    expect(await names(first)).toEqual(namesTo(4));
    expect(await names(second)).toEqual(namesTo(4));
    // A device that reports to the one that does not write is shown as being there all the same.
    for (let online = 0; online < 4;) {
      const list = await asked<{ items: { online: string }[] }>(first, '/devices?fields=online');
      online = list.items.filter(device => device.online === 'online').length;
    }
    const elsewhere = await call(second, '/projections/devices.list/rebuild', {});
    expect(elsewhere.status).toBe(409);
    expect(await elsewhere.json()).toMatchObject({
      code: 'PROJECTIONS_ELSEWHERE',
      details: { server: leader.server },
    });

    // The leader dies while inventories come in.
    const sending = [5, 6].map(number => send(second, secret, number));
    first.child.kill('SIGKILL');
    await Promise.all([...sending, send(second, secret, 7)]);
    await until(second, 'leading');
    expect(await names(second)).toEqual(namesTo(7));
    first = await start(firstData);
    expect(await until(first, 'waiting')).toMatchObject({ leader: (await work(second)).server });
    expect(await names(first)).toEqual(namesTo(7));

    // The leader is stopped past its lease, and goes on.
    const [before] = await terms();
    second.child.kill('SIGSTOP');
    await send(first, secret, 8);
    await until(first, 'leading');
    expect(await names(first)).toEqual(namesTo(8));
    const [after, ...others] = await terms();
    expect(after).toBeGreaterThan(before!);
    expect(others).toEqual([]);
    second.child.kill('SIGCONT');
    const fenced = await until(second, 'fenced');
    expect(fenced.leader).toBe((await work(first)).server);
    await send(second, secret, 9);
    expect(await names(second)).toEqual(namesTo(9));
    expect(await names(first)).toEqual(namesTo(9));
    expect(await terms()).toEqual([after]);

    // The leader is asked to end.
    expect(await first.stop()).toBe(0);
    await until(second, 'leading');
    await send(second, secret, 1);
    expect(await names(second)).toEqual(namesTo(9));
    const registered = await asked<{ items: unknown[] }>(
      second,
      '/events?limit=100&filter=type.eq.DeviceRegistered',
    );
    expect(registered.items).toHaveLength(9);
    // Three servers have written it, one after the other: each change is there once, in the order of the log.
    const lines = await archived(9);
    expect(new Set(lines).size).toBe(lines.length);
    const positions = lines.map(line => Number(line.split(',').at(-1)));
    expect(positions).toEqual(positions.toSorted((one, two) => one - two));
    expect(await second.stop()).toBe(0);
    const verified = await muster(['ledger', 'verify'], {
      MUSTER_DATA: secondData,
      MUSTER_EVENTS: log.address,
    });
    expect(verified).toMatchObject({ code: 0 });
  }, 240_000);
});
