import pino from 'pino';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { countingIds, fixedClock } from '../../../adapters/platform/index.ts';
import { memoryCredentialStore } from '../../../adapters/credentials/index.ts';
import { agentCommandEvents, agentCommands } from '../../../domain/agents/index.ts';
import { createCatalogue, createCommandHandler, type CommandHandler } from '../../../domain/kernel/index.ts';
import { CommandKeys } from '../../../src/server/agents/command-key.ts';
import { CommandService } from '../../../src/server/agents/command-service.ts';
import { Nudges } from '../../../src/server/agents/nudges.ts';
import { anAgent } from '../../support/command-signer.ts';

const log = pino({ level: 'silent' });
const clock = fixedClock('2026-11-30T09:00:00.000Z');

/** `hears`: what it knows of commands without a look at the log; default: everything. */
function serverOn(events: ReturnType<typeof memoryEventStore>, hears?: Pick<CommandHandler, 'load'>) {
  const catalogue = createCatalogue(agentCommandEvents);
  const commands = createCommandHandler({ events, catalogue, clock, ids: countingIds() });
  const keys = new CommandKeys(memoryCredentialStore(clock));
  return new CommandService({ commands, events, clock, keys, followed: hears ?? commands });
}

async function* agentOfUpdate(update: string): AsyncGenerator<string> {
  yield `agent of ${update}`;
}

/** What a server's hub is told. */
function listening(
  events: Pick<ReturnType<typeof memoryEventStore>, 'subscribe' | 'lastPosition'>,
  agentsOf = agentOfUpdate,
) {
  let heard: (nudge: string) => void = () => undefined;
  const nudged = new Promise<string>(resolve => (heard = resolve));
  let following: () => void = () => undefined;
  const ready = new Promise<void>(resolve => (following = resolve));
  const nudges = new Nudges(
    {
      log,
      events: {
        lastPosition: () => events.lastPosition(),
        subscribe: (...args) => (following(), events.subscribe(...args)),
      },
    },
    {
      nudge(agentId, sequence) {
        heard(`${agentId} ${sequence}`);
        return true;
      },
      nudgeInTurn: agentIds => heard(`${[...agentIds].join()} in turn`),
      nudgeAllInTurn: () => heard('all in turn'),
      drop: () => undefined,
    },
    agentsOf,
  );
  nudges.start();
  return { nudges, nudged, ready };
}

test('a command that one server takes is heard of at every other', async () => {
  const events = memoryEventStore();
  const others = [listening(events), listening(events)];
  await Promise.all(others.map(({ ready }) => ready));
  await serverOn(events).issue(anAgent, { kind: 'inventory' }, { deviceId: 'd1', actor: 'account:system' });
  expect(await Promise.all(others.map(({ nudged }) => nudged))).toEqual([`${anAgent} 1`, `${anAgent} 1`]);
  for (const { nudges } of others) nudges.stop();
});

async function orderUpdate(events: ReturnType<typeof memoryEventStore>): Promise<void> {
  const [id, at] = ['019b76da-a800-7000-8000-000000000001', clock.now()];
  const about = { schemaVersion: 1, actor: 'account:system', correlationId: id, causationId: null } as const;
  const ordered = { ...about, id, at, type: 'AgentUpdateOrdered', data: { update: 'u1' } };
  await events.append('packages-agents', 'any', [ordered]);
}

test('agents of an update that is ordered at one server are nudged in turn at every other', async () => {
  const events = memoryEventStore();
  const others = [listening(events), listening(events)];
  await Promise.all(others.map(({ ready }) => ready));
  await orderUpdate(events);
  expect(await Promise.all(others.map(({ nudged }) => nudged))).toEqual([
    'agent of u1 in turn',
    'agent of u1 in turn',
  ]);
  for (const { nudges } of others) nudges.stop();
});

test('where it cannot be read whom an update is meant for, all agents are told', async () => {
  const events = memoryEventStore();
  const { nudges, nudged, ready } = listening(events, async function* () {
    throw new Error('the store is away');
    yield '';
  });
  await ready;
  await orderUpdate(events);
  expect(await nudged).toBe('all in turn');
  nudges.stop();
});

test('several that command one agent at once each get a sequence of their own', async () => {
  const service = serverOn(memoryEventStore());
  const context = { deviceId: 'd1', actor: 'account:system' } as const;
  const issued = await Promise.all(
    Array.from({ length: 8 }, (_, number) =>
      service.issue(anAgent, { kind: 'message', text: `number ${number}` }, context),
    ),
  );
  expect(issued.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'accepted'));
  expect((await service.waiting(anAgent, 0)).map(({ sequence }) => sequence)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
  expect((await service.waiting(anAgent, 5)).map(({ sequence }) => sequence)).toEqual([6, 7, 8]);
});

test('an agent that was nudged for a command gets it also where the server has not heard of it yet', async () => {
  const events = memoryEventStore();
  const before = { load: async () => ({ state: agentCommands.initial, revision: -1 }) };
  const behind = serverOn(events, before as unknown as Pick<CommandHandler, 'load'>);
  const context = { deviceId: 'd1', actor: 'account:system' } as const;
  await serverOn(events).issue(anAgent, { kind: 'inventory' }, context);
  const sequences = async (nudged?: number) =>
    (await behind.waiting(anAgent, 0, nudged)).map(({ sequence }) => sequence);
  expect(await sequences()).toEqual([]);
  expect(await sequences(1)).toEqual([1]);
});
