import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Parser } from '../../../src/server/intake/messages.ts';
import { agentHeaders, basic, sample, startTestIntake, type TestIntake } from '../../support/intake.ts';

let server: TestIntake;
afterEach(() => server.close());

/** A parser that answers only when it is let go on. */
function held() {
  let begun = (): void => undefined;
  let goOn = (): void => undefined;
  const isAsked = new Promise<void>(resolve => (begun = resolve));
  const mayGoOn = new Promise<void>(resolve => (goOn = resolve));
  const wrapParser = (parser: Parser): Parser => ({
    async parse(...args) {
      begun();
      await mayGoOn;
      return parser.parse(...args);
    },
  });
  return { wrapParser, isAsked, goOn };
}

async function begin(secret: string): Promise<{ client: Socket; closed: Promise<unknown> }> {
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const incoming = once(server.app.server, 'connection') as Promise<[Socket]>;
  const client = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  const body = sample('windows');
  const headers = {
    ...agentHeaders.glpi,
    ...basic('enrol', secret),
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  client.write(`POST /inventory HTTP/1.1\r\nhost: test\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  const [connection] = await incoming;
  return { client, closed: once(connection, 'close') };
}

test('of a report whose agent hung up nothing is kept, and the administrator reads so', async () => {
  const { wrapParser, isAsked, goOn } = held();
  server = await startTestIntake({ wrapParser });
  const { secret } = await server.token();
  const { client, closed } = await begin(secret);
  await isAsked;
  client.destroy();
  await closed;
  goOn();
  while (server.intake.health().refused === 0) await new Promise(resolve => setImmediate(resolve));
  expect(server.intake.health().lastRefusals[0]).toMatchObject({ code: 'hung-up' });
  expect(await server.log('device')).toEqual([]);
  expect(server.bodies.size).toBe(0);

  const again = await server.post('/inventory', sample('windows'), {
    ...agentHeaders.glpi,
    ...basic('enrol', secret),
  });
  expect(again.status).toBe(200);
  expect((await server.log('device')).map(({ type }) => type)).toEqual(['DeviceRegistered']);
});

test('of a report whose agent still waits everything is kept, however long it takes', async () => {
  const { wrapParser, isAsked, goOn } = held();
  server = await startTestIntake({ wrapParser });
  const { secret } = await server.token();
  const { client } = await begin(secret);
  await isAsked;
  goOn();
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  client.destroy();
  expect((await server.log('device')).map(({ type }) => type)).toEqual(['DeviceRegistered']);
});
