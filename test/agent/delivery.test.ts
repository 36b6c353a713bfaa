import pino from 'pino';
import type { Answer, Outgoing } from '../../src/agent/server/client.ts';
import { Delivery } from '../../src/agent/server/delivery.ts';
import { Spool, type Parcel } from '../../src/agent/store/spool.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const start = Date.parse('2026-11-30T09:00:00.000Z');

function setUp(statuses: readonly (number | [number, number])[]) {
  const answers = [...statuses];
  const asked: Outgoing[] = [];
  const refused: string[] = [];
  const spool = new Spool(folder());
  let nowMs = start;
  const delivery = new Delivery({
    agentId: 'agent-1',
    spool,
    log: pino({ level: 'silent' }),
    nowMs: () => nowMs,
    pace: 1,
    client: {
      async ask(outgoing): Promise<Answer> {
        asked.push(outgoing);
        const next = answers.shift() ?? 200;
        const [status, retryAfterSeconds] = typeof next === 'number' ? [next, 0] : next;
        return { status, retryAfterSeconds, body: undefined, said: '' };
      },
    },
    onAnswer: () => undefined,
    onRefused: ({ path }) => refused.push(path),
  });
  const add = (number: number) =>
    spool.add({
      path: `/parcel/${number}`,
      contentType: 'application/json',
      at: new Date(start).toISOString(),
      body: '',
    } satisfies Parcel);
  return { delivery, spool, asked, refused, add, pass: (ms: number) => (nowMs += ms) };
}

const pathsOf = (asked: readonly Outgoing[]) => asked.map(({ path }) => path);

test('parcels go in order, and the first that is not taken holds up the others', async () => {
  const { delivery, asked, add, pass, spool } = setUp([200, 0, 200]);
  for (const number of [1, 2, 3]) add(number);
  expect(await delivery.drain()).toBe(false);
  expect(pathsOf(asked)).toEqual(['/parcel/1', '/parcel/2']);
  expect(await delivery.drain()).toBe(false);
  expect(asked).toHaveLength(2);
  pass(5_000);
  expect(await delivery.drain()).toBe(true);
  expect(pathsOf(asked)).toEqual(['/parcel/1', '/parcel/2', '/parcel/2', '/parcel/3']);
  expect(spool.length).toBe(0);
});

test.each([0, 401, 408, 429, 500, 503])('status %d passes: the parcel waits', async status => {
  const { delivery, spool, add } = setUp([status]);
  add(1);
  expect(await delivery.drain()).toBe(false);
  expect(spool.length).toBe(1);
});

test('a server that says when to come back is left alone until then', async () => {
  const { delivery, asked, add, pass } = setUp([[429, 600]]);
  add(1);
  await delivery.drain();
  pass(599_000);
  expect(await delivery.drain()).toBe(false);
  expect(asked).toHaveLength(1);
  pass(61_000);
  expect(await delivery.drain()).toBe(true);
});

test('what the server will never take is put away, and said', async () => {
  const { delivery, refused, asked, add } = setUp([400, 200]);
  add(1);
  add(2);
  expect(await delivery.drain()).toBe(true);
  expect(refused).toEqual(['/parcel/1']);
  expect(pathsOf(asked)).toEqual(['/parcel/1', '/parcel/2']);
});

test('what waited long says so: its facts are those of then', async () => {
  const { delivery, asked, add, pass } = setUp([200, 200]);
  add(1);
  await delivery.drain();
  add(2);
  pass(3_600_000);
  await delivery.drain();
  expect(asked.map(({ headers }) => headers?.['muster-delayed'])).toEqual([undefined, '1']);
});
