import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenedEventStore } from '../../../adapters/event-store/contract.ts';
import { openEventStoreDb, type EventStoreDbTiming } from '../../../adapters/event-store/eventstoredb.ts';
import { readWholeStream, type NewEvent, type StoredEvent } from '../../../domain/kernel/index.ts';
import { Network } from '../../peers/eventstoredb/network.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';
import { eventFactory } from '../../support/events.ts';

const quick: Partial<EventStoreDbTiming> = { appendMs: 1_000, patienceMs: 30_000 };

let server: EventStoreDbServer;
let stores: OpenedEventStore[];
let network: Network | undefined;
let event: (more?: Partial<NewEvent>) => NewEvent;

beforeEach(async () => {
  server = await new EventStoreDbServer().start();
  stores = [];
  event = eventFactory();
});

afterEach(async () => {
  for (const store of stores) await store.close();
  network?.close();
  network = undefined;
  server.kill();
});

async function open(
  address = server.address,
  timing: Partial<EventStoreDbTiming> = quick,
): Promise<OpenedEventStore> {
  const store = await openEventStoreDb(address, { timing });
  stores.push(store);
  return store;
}

async function all(store: OpenedEventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of store.readAll(0)) events.push(...batch);
  return events;
}

/** What a follower is given, until it has so many. */
async function follow(store: OpenedEventStore, count: number): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const message of store.subscribe(0, {}, stop.signal)) {
    if (message.kind === 'events') seen.push(...message.events.map(({ position }) => position));
    if (seen.length >= count) stop.abort();
  }
  return seen;
}

describe('an append whose outcome is not known', () => {
  test.each([
    ['answer-lost', 1],
    ['never-answered', 2],
    ['timeout', 2],
    ['call-ends', 1],
  ] as const)('%s: it is found out, and written once', async (fault, sent) => {
    const store = await open();
    await store.append('thing-1', 'none', [event()]);
    const before = server.faults.appendsSeen;
    server.faults.appends.push(fault);
    expect(await store.append('thing-1', 0, [event(), event()])).toMatchObject({
      kind: 'appended',
      revision: 2,
      repeated: false,
    });
    expect(server.faults.appendsSeen - before).toBe(sent);
    expect(await readWholeStream(store, 'thing-1')).toHaveLength(3);
    expect((await store.status()).problem).toBeNull();
  });

  test('another writer was quicker: a conflict, as a value', async () => {
    const store = await open();
    server.faults.appends.push('never-answered');
    const appending = store.append('thing-1', 'none', [event()]);
    while (server.faults.appendsSeen === 0) await sleep(5);
    const other = await open();
    await other.append('thing-1', 'none', [event()]);
    expect(await appending).toEqual({ kind: 'conflict', actual: 0 });
  });

  test('it stays unknown for too long: said so, and the same append later is no second one', async () => {
    const store = await open(server.address, { appendMs: 100, patienceMs: 0 });
    server.faults.appends.push('answer-lost');
    const events = [event()];
    await expect(store.append('thing-1', 'none', events)).rejects.toMatchObject({
      reason: 'timeout',
      message: `esdb://127.0.0.1:${server.port}: the server did not answer in time`,
    });
    expect(await store.append('thing-1', 'none', events)).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await all(store)).toHaveLength(1);
  });

  test('the shared call ends under fifty of them: each is written once', async () => {
    const store = await open();
    server.faults.appends.push('call-ends', 'answer-lost', 'call-ends');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.append(`thing-${index}-x`, 'none', [event()])),
    );
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await all(store)).toHaveLength(50);
  });

  test('any and exists are recognised even where the server forgot', async () => {
    const store = await open();
    const events = [event(), event()];
    const first = await store.append('thing-1', 'any', events);
    server.kill();
    await server.start();
    expect(await store.append('thing-1', 'any', events)).toEqual({ ...first, repeated: true });
    expect(await store.append('thing-1', 'exists', events)).toEqual({ ...first, repeated: true });
    expect(await all(store)).toHaveLength(2);
  });

  test('one that ends leaves what others in the process append alone', async () => {
    const writing = await open();
    const before = server.faults.appendsSeen;
    let ended = false;
    const appending = Array.from({ length: 12 }, async (_, writer) => {
      let sent = 0;
      while (!ended)
        await writing.append(`thing-${writer}`, sent === 0 ? 'none' : sent - 1, [event()]).then(() => sent++);
      return sent;
    });
    for (let n = 0; n < 10; n++) {
      const ending = await open();
      await ending.append(`other-${n}`, 'none', [event()]);
      await ending.close();
    }
    ended = true;
    const sent = await Promise.all(appending);
    expect(server.faults.appendsSeen - before).toBe(10 + sent.reduce((sum, count) => sum + count, 0));
  });

  test('closing waits for what was sent', async () => {
    const store = await open();
    const appending = store.append('thing-1', 'none', [event()]);
    await store.close();
    expect(await appending).toMatchObject({ kind: 'appended' });
  });
});

describe('a node that goes away under writers and followers', () => {
  const writers = 12;
  const rounds = 20;

  async function through(store: OpenedEventStore, disturb: () => Promise<void>): Promise<void> {
    const followers = [0, 1].map(() => follow(store, writers * rounds));
    const writing = Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let round = 0; round < rounds; round++) {
          const answer = await store.append(`thing-${writer}`, round === 0 ? 'none' : round - 1, [event()]);
          expect(answer).toMatchObject({ kind: 'appended', revision: round, repeated: false });
        }
      }),
    );
    await disturb();
    await writing;
    const positions = (await all(store)).map(({ position }) => position);
    expect(positions).toHaveLength(writers * rounds);
    for (const seen of await Promise.all(followers)) expect(seen).toEqual(positions);
  }

  const seen = async (count: number): Promise<void> => {
    while (server.faults.appendsSeen < count) await sleep(5);
  };

  test.each([
    ['killed', async () => server.kill()],
    ['asked to end', () => server.stop()],
  ] as const)('%s twice and started again: no gap, no repeat, nothing written twice', async (_name, end) => {
    await through(await open(), async () => {
      for (const count of [40, 120]) {
        await seen(count);
        await end();
        await server.start();
      }
    });
  });

  test('its connections are reset: the same', async () => {
    const broken = (network = await Network.to(() => server.port));
    await through(await open(`esdb://127.0.0.1:${broken.port}?tls=false`), async () => {
      for (const count of [40, 80, 160]) {
        await seen(count);
        broken.cut();
      }
    });
  });

  test('it falls silent: the connection is given up and the same holds', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const broken = (network = await Network.to(() => server.port));
    const address = `esdb://127.0.0.1:${broken.port}?tls=false&keepAliveInterval=1000&keepAliveTimeout=500`;
    await through(await open(address), async () => {
      await seen(60);
      broken.freeze();
      await sleep(1_800);
      broken.thaw();
      broken.cut();
    });
    warn.mockRestore();
  });

  test('another node leads: appends go there', async () => {
    const leader = await new EventStoreDbServer({ log: server.log }).start();
    try {
      await through(await open(), async () => {
        await seen(60);
        server.faults.leader = leader.port;
      });
      expect(leader.faults.appendsSeen).toBeGreaterThan(0);
    } finally {
      leader.kill();
    }
  });
});

test('a server that fell silent does not hold up the end', async () => {
  const broken = (network = await Network.to(() => server.port));
  const store = await open(`esdb://127.0.0.1:${broken.port}?tls=false`, { readMs: 3_600_000 });
  await store.append('thing-1', 'none', [event()]);
  broken.freeze();
  const reading = readWholeStream(store, 'thing-1');
  const told = expect(reading).rejects.toMatchObject({ reason: 'closed' });
  await store.close();
  await told;
});

describe('the hundred calls of a connection', () => {
  test('are not used up by many readers, writers and followers at once', async () => {
    const store = await open();
    await store.append('thing-1', 'none', [event(), event()]);
    const stop = new AbortController();
    const followers = Array.from({ length: 120 }, () =>
      store.subscribe(0, {}, stop.signal)[Symbol.asyncIterator](),
    );
    await Promise.all(followers.map(follower => follower.next()));
    await Promise.all([
      ...Array.from({ length: 150 }, () => readWholeStream(store, 'thing-1')),
      ...Array.from({ length: 150 }, (_, index) => store.append(`thing-${index}-x`, 'none', [event()])),
    ]);
    expect(server.peakCalls).toBeLessThan(100);
    stop.abort();
  });

  test('nor by readers that leave early', async () => {
    const store = await open();
    for (let index = 0; index < 5; index++)
      await store.append('thing-1', 'any', [event(), event(), event(), event(), event()]);
    for (let index = 0; index < 120; index++) {
      for await (const _ of store.readAll(0, { batchSize: 10 })) break;
      for await (const _ of store.readStream('thing-1')) break;
    }
    expect(await all(store)).toHaveLength(25);
    // The subscription, the call of all appends, and reads that are closing.
    expect(server.openCalls).toBeLessThan(10);
  });
});

test('a server without the shared call is appended to by one call each', async () => {
  server.faults.offersBatchAppend = false;
  const store = await open();
  expect(await store.append('thing-1', 'none', [event()])).toMatchObject({ revision: 0, repeated: false });
  expect(await store.append('thing-1', 'none', [event()])).toEqual({ kind: 'conflict', actual: 0 });
  expect(await store.append('thing-1', 0, [event()])).toMatchObject({ revision: 1 });
});

test('the nodes of a cluster are found by any of them', async () => {
  const store = await open(server.address.replace('esdb:', 'esdb+discover:'));
  expect(await store.append('thing-1', 'none', [event()])).toMatchObject({ kind: 'appended' });
});
