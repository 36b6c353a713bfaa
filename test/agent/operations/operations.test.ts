import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import {
  defaultCollection,
  type CollectionSettings,
  type OperationRecord,
} from '../../../domain/operation-logs/index.ts';
import type { OperationCollector } from '../../../src/agent/operations/collector.ts';
import { Operations } from '../../../src/agent/operations/operations.ts';
import { ServerClient } from '../../../src/agent/server/client.ts';
import { Patience } from '../../../src/agent/server/delivery.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { OperationIntake } from '../../support/operation-intake.ts';

const folder = temporaryFolders();
const server = new OperationIntake();
const minuteMs = 60_000;

beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => (server.batches.length = 0));

const settings: CollectionSettings = {
  ...defaultCollection,
  details: ['log-on', 'print'],
  intervalMinutes: 10,
  version: 1,
};

/** An agent with collectors that see what the test says. */
function anAgent() {
  const clock = { now: Date.parse('2026-11-30T12:00:00Z') };
  const place = join(folder(), 'operations');
  const running = new Map<string, (record: OperationRecord) => void>();
  const heard: number[] = [];
  let withdrawn = 0;
  const collector = (
    name: string,
    details: OperationCollector['details'],
    lack?: string,
  ): OperationCollector => ({
    name,
    details,
    words: '',
    lack: async () => lack,
    async start({ record }) {
      running.set(name, record);
      return async () => void running.delete(name);
    },
  });
  const operations = new Operations({
    agentId: 'agent',
    folder: place,
    watched: { root: '/', run: async () => undefined },
    operations: [
      collector('logons', ['log-on', 'log-off']),
      collector('prints', ['print'], 'there is no printer'),
      { ...collector('files', ['copy-file']), withdraw: async () => void withdrawn++ },
      { ...collector('broken', ['log-on']), start: () => Promise.reject(new Error('no such thing')) },
    ],
    client: new ServerClient(server.url, 'agent', 'secret'),
    patience: new Patience('agent', 1),
    log: pino({ level: 'silent' }),
    now: () => clock.now,
    pace: 1,
    onAnswer: () => undefined,
    onSooner: () => heard.push(operations.dueAt),
  });
  const logOn = (user: string) => running.get('logons')!({ time: clock.now, detail: 'log-on', user });
  return { operations, clock, place, running, heard, logOn, withdrawals: () => withdrawn };
}

const users = () => server.records.map(({ user }) => user);

test('LOG-003: only collectors that are wanted and can work run; one that fails holds up no other', async () => {
  const { operations, running, place } = anAgent();
  await operations.follow(null);
  expect(existsSync(place)).toBe(false);
  await operations.follow(settings);
  expect([...running.keys()]).toEqual(['logons']);
  const before = running.get('logons');
  await operations.follow({ ...settings });
  expect(running.get('logons')).toBe(before);
  await operations.follow({ ...settings, details: ['copy-file'], version: 2 });
  expect([...running.keys()]).toEqual(['files']);
  await operations.stop();
  expect(running.size).toBe(0);
});

test('LOG-003: what a collector has changed on the computer is taken back once it is not wanted', async () => {
  const { operations, withdrawals } = anAgent();
  const wanted: CollectionSettings = { ...settings, details: ['copy-file'] };
  await operations.follow(wanted);
  await operations.stop();
  await operations.follow(wanted);
  expect(withdrawals()).toBe(0);
  await operations.follow({ ...settings, version: 2 });
  expect(withdrawals()).toBe(1);
  await operations.follow(wanted);
  await operations.follow(null);
  expect(withdrawals()).toBe(2);
});

test('SEC-039: uploads at the interval, or once a thousand are full', async () => {
  const { operations, clock, heard, logOn } = anAgent();
  await operations.follow(settings);
  expect(operations.dueAt).toBe(Infinity);
  logOn('hana');
  // The agent rests until something is due: it must hear that something is now.
  expect(heard).toEqual([operations.dueAt]);
  clock.now += 8 * minuteMs;
  await operations.tend(false);
  expect(users()).toEqual([]);
  expect(operations.dueAt).toBeGreaterThan(clock.now);
  expect(operations.dueAt).toBeLessThanOrEqual(clock.now + 2 * minuteMs);
  clock.now = operations.dueAt;
  await operations.tend(false);
  expect(users()).toEqual(['hana']);
  expect(server.records[0]).toMatchObject({ hostId: 'agent', source: expect.any(String) });
  for (let number = 0; number < 999; number++) logOn('ken');
  expect(heard).toHaveLength(2);
  logOn('ken');
  expect(heard.slice(2)).toEqual([0]);
  await operations.tend(false);
  expect(server.batches.map(({ n }) => n)).toEqual([1, 1_000]);
  expect(operations.dueAt).toBe(Infinity);
  await operations.stop();
});

test('AGT-051: an agent that leaves its server alone goes on recording; what is left is uploaded after it has ended', async () => {
  const { operations, clock, running, logOn } = anAgent();
  await operations.follow(settings);
  logOn('hana');
  clock.now += 11 * minuteMs;
  await operations.tend(true);
  logOn('ken');
  expect(users()).toEqual([]);
  await operations.follow(null);
  expect(running.size).toBe(0);
  await operations.tend(false);
  expect(users()).toEqual(['hana', 'ken']);
});

test('by other rules from one record to the next', async () => {
  const { operations, clock, logOn } = anAgent();
  await operations.follow(settings);
  logOn('hana');
  await operations.follow({ ...settings, leaveOut: ['user'], version: 2 });
  clock.now += 1;
  logOn('ken');
  clock.now += 11 * minuteMs;
  await operations.tend(false);
  expect(server.batches.map(({ rules }) => rules)).toEqual([1, 2]);
  expect(users()).toEqual(['hana', undefined]);
  await operations.stop();
});

test('another identity begins with nothing of the one before', async () => {
  const { operations, place, logOn } = anAgent();
  await operations.follow(settings);
  logOn('hana');
  await operations.stop();
  operations.clear();
  expect(existsSync(place)).toBe(false);
  expect(operations.dueAt).toBe(Infinity);
});
