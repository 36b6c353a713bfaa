import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import type { OpenedEventStore } from '../../../adapters/event-store/contract.ts';
import { openEventStoreDb, type EventStoreDbTiming } from '../../../adapters/event-store/eventstoredb.ts';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import {
  EventTooLargeError,
  readWholeStream,
  StoreUnavailableError,
  type NewEvent,
  type StoredEvent,
} from '../../../domain/kernel/index.ts';
import { json } from '../../peers/eventstoredb/log.ts';
import { EventStoreDbServer, type TestServerOptions } from '../../peers/eventstoredb/server.ts';
import { eventFactory } from '../../support/events.ts';

const certificates = join(__dirname, '../../peers/eventstoredb/certificates');
const authority = join(certificates, 'authority.pem');
const tlsOf = (name: 'valid' | 'expired') => ({
  certificate: readFileSync(join(certificates, `${name}.pem`)),
  key: readFileSync(join(certificates, `${name}.key`)),
});

let running: EventStoreDbServer[];
let stores: OpenedEventStore[];
let others: Server[];
let event: (more?: Partial<NewEvent>) => NewEvent;

beforeEach(() => {
  running = [];
  stores = [];
  others = [];
  event = eventFactory();
});

afterEach(async () => {
  for (const store of stores) await store.close();
  for (const server of running) server.kill();
  for (const server of others) server.close();
});

async function start(options: TestServerOptions = {}): Promise<EventStoreDbServer> {
  const server = await new EventStoreDbServer(options).start();
  running.push(server);
  return server;
}

async function open(address: string, timing: Partial<EventStoreDbTiming> = {}): Promise<OpenedEventStore> {
  const store = await openEventStoreDb(address, { timing: { patienceMs: 1_000, ...timing } });
  stores.push(store);
  return store;
}

async function all(store: OpenedEventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of store.readAll(0)) events.push(...batch);
  return events;
}

async function portOf(server: Server): Promise<number> {
  others.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The one line that an operator reads. */
async function refusal(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error!.message).not.toContain('\n');
  expect(error!.message).not.toContain('secret');
  return `${(error as StoreUnavailableError).reason}: ${error!.message.replace(/:\d+:/, ':PORT:')}`;
}

describe('a server that cannot be used is named with one line', () => {
  test('credentials: the right ones are taken, none and wrong ones refused', async () => {
    const server = await start({ tls: tlsOf('valid'), credentials: 'muster:se%40cret' });
    const ca = `&tlsCAFile=${authority}`;
    const right = await open(server.address + ca);
    expect(await right.append('thing-1', 'none', [event()])).toMatchObject({ kind: 'appended' });
    const line =
      'denied: esdb://localhost:PORT: user or password is wrong, or the user may not do this; check both in the address';
    expect(await refusal(open(server.address.replace('muster:se%40cret@', '') + ca))).toBe(line);
    expect(await refusal(open(server.address.replace('se%40cret', 'other-secret') + ca))).toBe(line);
  });

  test('a certificate that has expired, and one of an unknown authority', async () => {
    const expired = await start({ tls: tlsOf('expired') });
    expect(await refusal(open(`${expired.address}&tlsCAFile=${authority}`))).toBe(
      'unreachable: esdb://localhost:PORT: the certificate of the server has expired; renew it',
    );
    const valid = await start({ tls: tlsOf('valid') });
    expect(await refusal(open(valid.address))).toBe(
      'unreachable: esdb://localhost:PORT: the certificate of the server is signed by nobody known here; name its authority with tlsCAFile',
    );
  });

  test('a certificate made out to another name', async () => {
    const server = await start({ tls: tlsOf('valid') });
    const address = server.address.replace('localhost', '127.0.0.1');
    expect(await refusal(open(`${address}&tlsCAFile=${authority}`))).toBe(
      'unreachable: esdb://127.0.0.1:PORT: the certificate of the server is made out to another name',
    );
  });

  test('TLS to a port without it', async () => {
    const server = await start();
    expect(await refusal(open(server.address.replace('tls=false', 'tls=true')))).toBe(
      'unreachable: esdb://127.0.0.1:PORT: the server does not speak TLS on this port; tls=false if that is meant',
    );
  });

  test('a host whose name nobody knows, and a port where nothing listens', async () => {
    expect(await refusal(open('esdb://no-such-host.invalid:2113?tls=false'))).toBe(
      'unreachable: esdb://no-such-host.invalid:PORT: the name of the host is not known; check the address and the name service',
    );
    const server = await start();
    server.kill();
    expect(await refusal(open(server.address))).toBe(
      'unreachable: esdb://127.0.0.1:PORT: nothing listens there; start the server or correct the port',
    );
  });

  test('another product on the port', async () => {
    const http = await portOf(createHttpServer((_request, response) => response.end('hello')));
    expect(await refusal(open(`esdb://127.0.0.1:${http}?tls=false`))).toMatch(
      /^unreachable: esdb:\/\/127\.0\.0\.1:PORT: .*(no EventStoreDB|cannot be reached)/,
    );
    const mail = await portOf(createServer(socket => socket.end('220 mail.example.org ESMTP\r\n')));
    expect(await refusal(open(`esdb://127.0.0.1:${mail}?tls=false`))).toMatch(
      /^unreachable: esdb:\/\/127\.0\.0\.1:PORT: .*(no EventStoreDB|cannot be reached)/,
    );
  });

  test('an address that is none names what is wrong, without the password', async () => {
    await expect(openEventStore('esdb://u:secret@host?retries=3')).rejects.toThrow(
      'event store address: setting "retries" is not known',
    );
    await expect(openEventStore('esdb://u:secret@host:99999')).rejects.toThrow('"host:99999" is not host');
    await expect(openEventStore('esdb://u:sec@ret@host')).rejects.toThrow(/^((?!sec).)*$/);
    await expect(openEventStore('http://u:secret@host')).rejects.toThrow(/^((?!secret).)*$/);
  });
});

describe('a server that does not take everything', () => {
  test('a full disk is one, and over when there is room', async () => {
    const server = await start();
    const store = await open(server.address);
    server.faults.appends.push('disk-full');
    expect(await refusal(store.append('thing-1', 'none', [event()]))).toBe(
      'disk-full: esdb://127.0.0.1:PORT: the disk of the server is full; it takes events again once there is room',
    );
    expect((await store.status()).writable).toBe(false);
    expect(await store.append('thing-1', 'none', [event()])).toMatchObject({ kind: 'appended' });
    expect(await store.status()).toMatchObject({ writable: true, problem: null });
  });

  test('a replica that only reads: read from it, appends say so', async () => {
    const server = await start();
    const writer = await open(server.address);
    await writer.append('thing-1', 'none', [event()]);
    const nobody = await start();
    nobody.kill();
    const replica = await start({ log: server.log });
    replica.faults.leader = nobody.port;
    const store = await open(replica.address);
    expect(await readWholeStream(store, 'thing-1')).toHaveLength(1);
    expect(await refusal(store.append('thing-1', 0, [event()]))).toBe(
      'read-only: esdb://127.0.0.1:PORT: this node only reads (follower or read-only replica); name the leader or all nodes',
    );
  });

  test('an event over its own lower limit is refused with its size, and no neighbour harmed', async () => {
    const server = await start();
    server.faults.maxEventBytes = 100_000;
    const store = await open(server.address);
    const [large, small] = await Promise.allSettled([
      store.append('thing-1', 'none', [event({ data: 'x'.repeat(200_000) })]),
      store.append('thing-2', 'none', [event()]),
    ]);
    expect(large).toMatchObject({ reason: expect.any(EventTooLargeError) as EventTooLargeError });
    expect((large as { reason: EventTooLargeError }).reason.size).toBeGreaterThan(200_000);
    expect(small).toMatchObject({ value: { kind: 'appended' } });
  });

  test('more than it takes at once is an error of the caller', async () => {
    const store = await open((await start()).address);
    const large = 'x'.repeat(7 * 1024 * 1024);
    const events = Array.from({ length: 5 }, () => event({ data: large }));
    await expect(store.append('thing-1', 'none', events)).rejects.toThrow(/bytes in one append/);
  });

  test('opened for reading only nothing is sent', async () => {
    const server = await start();
    const store = await openEventStoreDb(server.address, { readOnly: true });
    stores.push(store);
    await expect(store.append('thing-1', 'none', [event()])).rejects.toMatchObject({ reason: 'read-only' });
    expect(server.faults.appendsSeen).toBe(0);
  });
});

test('any number is a place to read from, also in the middle of a long log', async () => {
  const store = await open((await start()).address);
  for (let index = 0; index < 3; index++)
    await store.append(
      'thing-1',
      'any',
      Array.from({ length: 100 }, () => event()),
    );
  const whole = await all(store);
  const middle = whole[200]!.position;
  const read = async (after: number, direction: 'forward' | 'backward'): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for await (const batch of store.readAll(after, { direction, batchSize: 10 })) events.push(...batch);
    return events;
  };
  for (const off of [-7, -1, 0, 1, 7]) {
    expect(await read(middle + off, 'forward')).toEqual(
      whole.filter(({ position }) => position > middle + off),
    );
    expect(await read(middle + off, 'backward')).toEqual(
      whole.filter(({ position }) => position < middle + off).reverse(),
    );
  }
});

describe('a log changed behind our back', () => {
  test('cut, or restored from an older backup: followers are told, and new ones too', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('thing-1', 'none', [event(), event(), event()]);
    const [, second, third] = await all(store);
    const stop = new AbortController();
    const follower = store.subscribe(third!.position, {}, stop.signal)[Symbol.asyncIterator]();
    await follower.next();
    const waiting = follower.next();
    server.kill();
    server.log.cut(second!.position);
    await server.start();
    const line = /^corrupt: the log ends at position \d+, but was read up to \d+: it was cut, or restored/;
    expect(await refusal(waiting)).toMatch(line);
    const late = store.subscribe(third!.position, {}, stop.signal)[Symbol.asyncIterator]();
    expect(await refusal(late.next())).toMatch(line);
    expect((await store.status()).problem).toMatch(/the log ends at position/);
  });

  test('a stream of facts that lost its beginning is not folded from the rest', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('thing-1', 'none', [event(), event(), event()]);
    server.log.setMetadata('thing-1', { $maxCount: 1 });
    expect(await refusal(readWholeStream(store, 'thing-1'))).toBe(
      'corrupt: thing-1 lacks its events from revision 0 to 1: they were removed on the server ($maxCount, $maxAge, $tb or a deletion); take that back or restore the log from a backup',
    );
  });

  test('a stream deleted for ever', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('thing-1', 'none', [event()]);
    server.log.tombstone('thing-1');
    expect(await refusal(store.append('thing-1', 0, [event()]))).toMatch(
      /^corrupt: .* was deleted on the server/,
    );
    expect(await refusal(readWholeStream(store, 'thing-1'))).toMatch(
      /^corrupt: .* was deleted on the server/,
    );
  });

  test('events of others are passed over, but not in a stream of ours', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('thing-1', 'none', [event()]);
    server.log.append('order-1', -1, [json('OrderPlaced', { by: 'another program' })]);
    const before = await all(store);
    expect(before).toHaveLength(1);
    expect(await store.lastPosition()).toBe(before[0]!.position);
    server.log.append('thing-1', 0, [json('Intruder', {})]);
    expect(await refusal(readWholeStream(store, 'thing-1'))).toMatch(
      /^corrupt: the event at position \d+ in thing-1 was not written by Muster/,
    );
  });

  test('checkIntegrity names what is missing', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('thing-1', 'none', [event(), event(), event()]);
    expect(await store.checkIntegrity()).toEqual([]);
    server.log.setMetadata('thing-1', { $maxCount: 1 });
    server.log.scavenge();
    expect(await store.checkIntegrity()).toEqual([
      expect.stringMatching(/^thing-1: revision 0 is followed by 2 at position \d+$/),
    ]);
  });
});

describe('retention', () => {
  const old = { at: '2026-01-01T00:00:00.000Z' };

  test('is remembered by the log, hides before a scavenge and after, and keeps what others set', async () => {
    const server = await start();
    const store = await open(server.address);
    await store.append('log-1', 'none', [event(old), event(old)]);
    await store.append('log-1', 1, [event({ at: '2026-03-01T00:00:00.000Z' })]);
    await store.append('fact-1', 'none', [event(old)]);
    const whole = await all(store);
    await store.setRetention('log', { maxAgeDays: 30 });
    server.log.setMetadata('log-1', { $acl: { $r: 'auditors' } });
    await store.close();

    const again = await open(server.address);
    expect(await again.expire('2026-03-02T00:00:00.000Z')).toBe(2);
    expect(await all(again)).toEqual(whole.slice(2));
    expect(await again.eventAt(whole[0]!.position)).toBeUndefined();
    await again.close();
    const third = await open(server.address);
    expect(await all(third)).toEqual(whole.slice(2));
    expect(JSON.parse(server.log.visible('$$log-1')!.at(-1)!.data.toString())).toEqual({
      $acl: { $r: 'auditors' },
      $tb: 2,
    });

    server.log.scavenge();
    expect(await all(third)).toEqual(whole.slice(2));
    // The place of an event that is gone for good is still a place.
    const after: StoredEvent[] = [];
    for await (const batch of third.readAll(whole[1]!.position)) after.push(...batch);
    expect(after).toEqual(whole.slice(2));
    expect(await third.append('log-1', 2, [event()])).toMatchObject({ kind: 'appended', revision: 3 });
    expect(await third.expire('2026-03-02T00:00:00.000Z')).toBe(0);
  });
});
