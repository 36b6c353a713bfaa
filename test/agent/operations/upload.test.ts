import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { OperationBatch } from '../../../domain/operation-logs/index.ts';
import { OperationSpool } from '../../../src/agent/operations/spool/operation-spool.ts';
import { OperationUpload } from '../../../src/agent/operations/upload.ts';
import { ServerClient } from '../../../src/agent/server/client.ts';
import { Patience } from '../../../src/agent/server/delivery.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { OperationIntake } from '../../support/operation-intake.ts';

const folder = temporaryFolders();
const server = new OperationIntake();
const start = Date.parse('2026-11-30T12:00:00Z');

beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => {
  server.answer = undefined;
  server.batches.length = 0;
  server.requests.length = 0;
});

/** An agent in whose spool so many batches of one record wait. */
function waiting(count: number) {
  const clock = { now: start };
  const said: string[] = [];
  const now = () => clock.now;
  const log = pino({ base: null }, { write: line => said.push(line) });
  const place = folder();
  const spool = new OperationSpool(place, { log, now, minutesAhead: () => 0 });
  for (let number = 0; number < count; number++) {
    spool.add({ time: start + number, detail: 'log-on', user: `user ${number}` }, 0);
    spool.end();
  }
  const upload = new OperationUpload({
    client: new ServerClient(server.url, 'agent', 'secret'),
    patience: new Patience('agent', 1),
    log,
    now,
    pace: 1,
    onAnswer: () => undefined,
  });
  return { spool, clock, said, place, drain: () => upload.drain(spool) };
}

const users = () => server.records.map(({ user }) => Number(String(user).slice(5)));
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

test('LOG-005: after an outage what waits goes to the server in order, several batches at once', async () => {
  const agent = waiting(45);
  await server.close();
  await agent.drain();
  expect(agent.spool.waiting).toHaveLength(45);
  await server.open();
  agent.clock.now += 3_600_000;
  await agent.drain();
  expect(users()).toEqual(upTo(45));
  expect(server.requests).toEqual([20, 20, 5]);
  expect(agent.spool.waiting).toEqual([]);
});

test('a server that has too much to do is left alone for as long as it says', async () => {
  const agent = waiting(3);
  server.answer = () => ({ status: 429, headers: { 'retry-after': '60' } });
  await agent.drain();
  agent.clock.now += 59_000;
  await agent.drain();
  expect(server.requests).toEqual([3]);
  server.answer = undefined;
  agent.clock.now += 10_000;
  await agent.drain();
  expect(users()).toEqual(upTo(3));
});

test('a batch that the server refuses is put aside and said; the others arrive', async () => {
  const agent = waiting(3);
  const fault = { at: 'cols.size[0]', what: 'must be a whole number' };
  server.answer = ([first, ...others]) => ({
    status: 200,
    body: {
      batches: [
        { seq: first!.seq, state: 'refused', fault },
        ...others.map(({ seq }, place) => ({ seq, state: place === 0 ? 'repeated' : 'discarded' })),
      ],
    },
  });
  await agent.drain();
  expect(agent.spool.waiting).toEqual([]);
  expect(readdirSync(join(agent.place, 'aside'))).toHaveLength(1);
  expect(readdirSync(join(agent.place, 'sent'))).toHaveLength(2);
  expect(agent.said.join('')).toContain('cols.size[0]');
});

test('a request that is refused as a whole is tried in smaller ones, until the one batch is found', async () => {
  const agent = waiting(6);
  const isBad = ({ t0 }: OperationBatch) => t0 === start + 2;
  server.answer = batches => (batches.some(isBad) ? { status: 413 } : undefined);
  await agent.drain();
  expect(users()).toEqual([0, 1, 3, 4, 5]);
  expect(readdirSync(join(agent.place, 'aside'))).toHaveLength(1);
});

test.each([
  ['knows no operation logs', { status: 404 }],
  ['says nothing of what it was asked', { status: 200, body: { batches: [{ seq: 1, state: 'recorded' }] } }],
  ['says something else altogether', { status: 200, body: ['recorded'] }],
])('of a server that %s nothing is lost, and it is asked seldom', async (_, answer) => {
  const agent = waiting(2);
  server.answer = () => answer;
  await agent.drain();
  await agent.drain();
  expect(server.requests).toEqual([2]);
  server.answer = undefined;
  agent.clock.now += 31 * 60_000;
  await agent.drain();
  expect(users()).toEqual(upTo(2));
});
