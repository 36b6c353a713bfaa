import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Document } from 'mongodb';
import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { countingBatches, countingProjection } from '../../support/counting-projection.ts';
import { messageLine, type MessageLine } from '../../support/message-line.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../../support/mongodb.ts';
import { at, begun, expectWhole, hostOf, name, throughLine } from '../../support/mongodb-read-store.ts';
import { refusingLine } from '../../support/refusing-line.ts';

/** The one line that an operator reads. */
async function failure(address: string): Promise<string> {
  const store = new MongoReadStore(address);
  const message = await store.open(countingProjection).then(
    () => 'opened',
    (error: Error) => error.message,
  );
  await store.close();
  expect(message).not.toContain('secret');
  expect(message).not.toContain('\n');
  return message.replace(/:\d+/, ':PORT').replace(/muster_test\w+/, 'DATABASE');
}

// The server of the tests knows neither users nor replicas nor a limit of its disk: a line before it answers as
// MongoDB does, by the codes of its documentation.
describeMongodb('a MongoDB that refuses', () => {
  let server: MongodbServer;
  let line: MessageLine | undefined;
  beforeAll(async () => {
    server = await startMongodb();
  }, 180_000);
  afterAll(() => server.stop());
  afterEach(async () => {
    await line?.close();
    line = undefined;
  });

  async function through(answer: (command: string) => Document | undefined, user = ''): Promise<string> {
    const address = server.database();
    line = await refusingLine(hostOf(address), answer);
    return throughLine(address, line).replace('mongodb://', `mongodb://${user}`);
  }

  test('a wrong password', async () => {
    const refused = { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
    const address = await through(
      command => (command === 'saslStart' ? refused : undefined),
      'muster:secret@',
    );
    expect(await failure(address)).toBe(
      'mongodb://127.0.0.1:PORT/DATABASE refuses the user or the password of the address',
    );
  });

  test('a user without the right to the database', async () => {
    const refused = { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on muster' };
    const address = await through(command => (command === 'find' ? refused : undefined));
    expect(await failure(address)).toBe(
      'mongodb://127.0.0.1:PORT/DATABASE: the user of the address may not read and write this database; grant the role readWrite',
    );
  });

  const secondary = (port: number): Document => ({
    ok: 1,
    isWritablePrimary: false,
    ismaster: false,
    secondary: true,
    helloOk: true,
    setName: 'rs0',
    hosts: [`127.0.0.1:${port}`],
    me: `127.0.0.1:${port}`,
    minWireVersion: 0,
    maxWireVersion: 17,
  });
  const isHello = (command: string): boolean => ['hello', 'ismaster', 'isMaster'].includes(command);

  test('a read-only replica, asked directly', async () => {
    const address = await through(command => (isHello(command) ? secondary(line?.port ?? 0) : undefined));
    expect(await failure(`${address}?directConnection=true`)).toBe(
      'mongodb://127.0.0.1:PORT/DATABASE is a read-only replica; name the whole replica set in the address (…?replicaSet=NAME) so that its primary is found',
    );
  });

  test('a replica set without a primary', async () => {
    const address = await through(command => (isHello(command) ? secondary(line?.port ?? 0) : undefined));
    expect(await failure(`${address}?replicaSet=rs0`)).toBe(
      'mongodb://127.0.0.1:PORT/DATABASE: no primary of the replica set can be reached; look after its members',
    );
  }, 20_000);

  test.each([
    [
      'a full disk',
      { code: 14_031, errmsg: 'available disk space of 12 bytes' },
      'the disk of the server is full',
    ],
    [
      'a primary that has just stepped down',
      { code: 10_107, errmsg: 'not primary' },
      'is a read-only replica',
    ],
  ])(
    '%s while a batch is written: said, nothing of it counts, and it goes on',
    async (_name, error, words) => {
      let refuses = false;
      const writes = ['insert', 'update', 'delete', 'findAndModify'];
      const address = await through(command =>
        refuses && writes.includes(command) ? { ok: 0, codeName: 'Refused', ...error } : undefined,
      );
      const store = await begun(address);
      await store.apply(name, countingBatches(1, 2), 2, at(2));
      refuses = true;
      await expect(store.apply(name, countingBatches(3, 4), 4, at(4))).rejects.toThrow(words);
      await expectWhole(store, 2);
      refuses = false;
      await store.apply(name, countingBatches(3, 4), 4, at(4));
      await expectWhole(store, 4);
      await store.close();
    },
  );

  const certificates = join(__dirname, '../../peers/eventstoredb/certificates');
  const authority = join(certificates, 'authority.pem');

  /** The address over TLS with one of the certificates, which are made out to `localhost`. */
  async function overTls(certificate: 'valid' | 'expired', host = 'localhost'): Promise<string> {
    const address = server.database();
    const [cert, key] = ['pem', 'key'].map(end => readFileSync(join(certificates, `${certificate}.${end}`)));
    line = await messageLine(hostOf(address), (_message, { pass }) => pass(), { cert, key });
    return `${throughLine(address, line).replace('127.0.0.1', host)}?tls=true`;
  }

  test('TLS with a certificate of a known authority is taken', async () => {
    const store = await begun(`${await overTls('valid')}&tlsCAFile=${authority}`);
    await store.apply(name, countingBatches(1, 2), 2, at(2));
    await expectWhole(store, 2);
    await store.close();
  });

  test.each([
    ['that has expired', 'expired', 'localhost', `&tlsCAFile=${authority}`, 'has expired; renew it'],
    [
      'of an unknown authority',
      'valid',
      'localhost',
      '',
      'is signed by nobody known here; name its authority with tlsCAFile',
    ],
    [
      'made out to another name',
      'valid',
      '127.0.0.1',
      `&tlsCAFile=${authority}`,
      'is made out to another name',
    ],
  ] as const)(
    'a certificate %s',
    async (_name, certificate, host, more, words) => {
      expect(await failure((await overTls(certificate, host)) + more)).toBe(
        `mongodb://${host}:PORT/DATABASE: the certificate of the server ${words}`,
      );
    },
    20_000,
  );
});

describe('MongoDB read store without its database', () => {
  test('an address that is none is refused at once, without its password', () => {
    expect(() => new MongoReadStore('mongodb://user:secret@')).toThrow(TypeError);
  });

  test('nothing listens there', async () => {
    const free = createServer();
    await new Promise<void>(resolve => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise(resolve => free.close(resolve));
    expect(await failure(`mongodb://user:secret@127.0.0.1:${port}/muster`)).toBe(
      'mongodb://127.0.0.1:PORT/muster: nothing listens there; start MongoDB or check the address',
    );
  });

  test('no such host', async () => {
    expect(await failure('mongodb://user:secret@no-such-host.invalid/muster')).toBe(
      'mongodb://no-such-host.invalid:PORT/muster: no such host; check the name in the address',
    );
  });

  test('another product is there', async () => {
    const other = createServer(socket => {
      socket.on('error', () => socket.destroy());
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await failure(`mongodb://127.0.0.1:${port}/muster`)).toMatch(
      /does not answer as MongoDB does; is it another product's port\?/,
    );
    await new Promise(resolve => other.close(resolve));
  });
});
