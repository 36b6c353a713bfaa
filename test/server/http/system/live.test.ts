import { inventory } from '../../../support/device-reports.ts';
import { adminPassword, startTestServer } from '../../../support/server.ts';
import type { TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ listen: true });
});
afterEach(() => server.close());

interface Message {
  readonly event: string;
  readonly data: { collection: string; ids: string[] | null; position: number };
}

/** Reads an open stream message by message; ends when the server ends it. */
async function listen(token: string) {
  const response = await fetch(`${server.url}/api/v1/live`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Message | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const part = text.slice(0, end);
        text = text.slice(end + 2);
        const event = /^event: (.*)$/m.exec(part)?.[1];
        if (event) return { event, data: JSON.parse(/^data: (.*)$/m.exec(part)![1]!) as Message['data'] };
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
  };
  const of = async (collection: string): Promise<Message> => {
    for (;;) {
      const message = await next();
      if (!message) throw new Error('the stream ended');
      if (message.data.collection === collection) return message;
    }
  };
  // The first bytes are there: the server knows this reader.
  return { next, of, cancel: () => reader.cancel() };
}

const machine = (name: string) =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-4410` } });

test('changes are told with their ids and position, many at once as one', async () => {
  const live = await listen(server.token);
  const one = await server.report(machine('alpha'));
  const other = await server.report(machine('beta'));
  const { data } = await live.of('devices.list');
  const rest = data.ids!.length === 2 ? [] : (await live.of('devices.list')).data.ids!;
  expect([...data.ids!, ...rest].sort()).toEqual([one.deviceId, other.deviceId].sort());
  expect(data.position).toBeGreaterThan(0);
  await live.cancel();
});

test('a scope hears of its own devices only', async () => {
  const { token } = await server.accountWith(['viewer'], ['Plant A']);
  const live = await listen(token);
  const outside = await server.report(machine('beta'));
  const inside = await server.report(machine('alpha'));
  await server.call('PATCH', `/api/v1/devices/${inside.deviceId}`, {
    body: { department: 'Plant A/Quality' },
  });
  const { data } = await live.of('devices.list');
  expect(data.ids).toEqual([inside.deviceId]);
  expect(data.ids).not.toContain(outside.deviceId);
  await live.cancel();
});

test('a scope hears of its own departments only, and of locations, which are everybody’s', async () => {
  const { token } = await server.accountWith(['viewer'], ['Plant A']);
  const live = await listen(token);
  const define = async (tree: string, body: object) =>
    (await server.call('POST', `/api/v1/${tree}`, { body })).body.id as string;
  const outside = await define('departments', { name: 'Plant B' });
  const own = await define('departments', { name: 'Plant A' });
  const below = await define('departments', { name: 'Quality', parent: own });
  const heard = new Set<string>();
  while (!heard.has(below))
    for (const id of (await live.of('organization.departments')).data.ids!) heard.add(id);
  expect([...heard].sort()).toEqual([own, below].sort());
  expect(heard).not.toContain(outside);
  const osaka = await define('locations', { name: 'Osaka' });
  expect((await live.of('organization.locations')).data.ids).toEqual([osaka]);
  await live.cancel();
});

test('accounts are heard of by who may manage them only', async () => {
  const { token } = await server.accountWith(['auditor']);
  const live = await listen(token);
  await server.accountWith(['viewer']);
  await server.report(machine('alpha'));
  const first = await live.next();
  expect(first?.data.collection).toMatch(/^(devices|software)\./);
  await live.cancel();
});

test('a job is told of to who started it and who reads the system, and to nobody else', async () => {
  const [own, other] = [await server.accountWith(['viewer']), await server.accountWith(['viewer'])];
  const streams = [await listen(server.token), await listen(own.token), await listen(other.token)];
  const job = await server.context.jobs.start('test.secret', own.userId, async () => undefined);
  await server.jobEnded(job.id);
  await server.report(machine('alpha'));
  const told = await Promise.all(
    streams.map(async live => {
      const events: string[] = [];
      for (;;) {
        const message = await live.next();
        events.push(message!.event);
        if (message!.data.collection === 'devices.list') break;
      }
      await live.cancel();
      return events.includes('job');
    }),
  );
  expect(told).toEqual([true, true, false]);
});

test('a right that is taken away is gone from an open stream at once', async () => {
  const { userId, token } = await server.accountWith(['viewer', 'user-manager']);
  const live = await listen(token);
  const change = async (body: object): Promise<number> =>
    (await server.call('PATCH', `/api/v1/accounts/${userId}`, { body })).body.position as number;
  /** Collections told of until the account is told of as of a position. */
  const toldUntil = async (position: number): Promise<ReadonlySet<string>> => {
    const told = new Set<string>();
    for (;;) {
      const { data } = (await live.next())!;
      told.add(data.collection);
      if (data.collection === 'accounts.list' && data.position >= position) return told;
    }
  };
  await server.report(machine('alpha'));
  await live.of('devices.list');
  await toldUntil(await change({ tasks: ['assets'] }));
  await server.report(machine('beta'));
  await server.caughtUp();
  expect([...(await toldUntil(await change({ displayName: 'Second' })))]).toEqual(['accounts.list']);
  await live.cancel();
});

test('signing out ends the stream at once', async () => {
  const token = await server.signIn('system', adminPassword);
  const live = await listen(token);
  await server.call('DELETE', '/api/v1/sessions', { token });
  expect(await live.next()).toBeNull();
});

test('one caller may hold so many streams and no more', async () => {
  const streams = [];
  for (let n = 0; n < 20; n++) streams.push(await listen(server.token));
  const answer = await fetch(`${server.url}/api/v1/live`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(answer.status).toBe(429);
  await answer.body?.cancel();
  for (const live of streams) await live.cancel();
});

test('a closing server does not wait for its readers', async () => {
  const live = await listen(server.token);
  const closed = server.app.close();
  expect(await live.next()).toBeNull();
  await closed;
});
