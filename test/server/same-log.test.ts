import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { memoryLogMemory } from '../../adapters/log-memory/memory.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import { Peers } from '../../src/server/peers.ts';
import {
  AnotherLogError,
  keepLog,
  markOf,
  requireSameHistory,
  requireSameLog,
} from '../../src/server/same-log.ts';
import { eventFactory } from '../support/events.ts';

const stores = 'mongodb://db/muster';

/** A log of this many events; the last one is a seal. */
async function logOf(count: number, seed: number, address = 'esdb://one') {
  const event = eventFactory(seed);
  const store = memoryEventStore();
  for (let index = 1; index <= count; index++)
    await store.append('a-1', 'any', [event({ type: index === count ? 'LedgerSealed' : 'Happened' })]);
  return { events: store, address };
}

async function firstOf(log: Awaited<ReturnType<typeof logOf>>): Promise<StoredEvent> {
  return (await log.events.eventAt(1))!;
}

test('stores of this log are taken, wherever it lies now; so are those of none', async () => {
  const memory = memoryLogMemory();
  const log = await logOf(2, 1);
  await requireSameLog(log, memory, stores);
  await keepLog(log, memory, stores);
  await requireSameLog(log, memory, stores);
  const moved = { ...log, address: 'esdb://elsewhere' };
  await requireSameLog(moved, memory, stores);
  await keepLog(moved, memory, stores);
  expect(await memory.kept()).toMatchObject({ address: 'esdb://elsewhere' });
});

test('stores of another log are refused in one line that names both and what to do', async () => {
  const memory = memoryLogMemory();
  const [one, other] = [await logOf(2, 1), await logOf(2, 2, 'esdb://two')];
  await keepLog(one, memory, stores);
  const refusal: unknown = await requireSameLog(other, memory, stores).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AnotherLogError);
  const { message } = refusal as AnotherLogError;
  for (const named of [
    stores,
    'esdb://one',
    'esdb://two',
    (await firstOf(one)).id,
    (await firstOf(other)).id,
  ])
    expect(message).toContain(named);
  expect(message).toMatch(/Name that log in MUSTER_EVENTS, or another database in MUSTER_READ/);
  expect(message).not.toContain('\n');
  await expect(keepLog(other, memory, stores)).rejects.toThrow(AnotherLogError);
  expect(await memory.kept()).toMatchObject({ firstEvent: (await firstOf(one)).id });
});

test('stores of a log are not given to an empty one', async () => {
  const memory = memoryLogMemory();
  await keepLog(await logOf(2, 1), memory, stores);
  await expect(requireSameLog(await logOf(0, 2), memory, stores)).rejects.toThrow(/is empty/);
});

describe('two histories of one log', () => {
  const clock = fixedClock();

  async function serverOn(log: Awaited<ReturnType<typeof logOf>>, board = memoryWhiteboard(clock)) {
    const about = await markOf(log);
    const server = `server ${Math.random()}`;
    return { board, peers: new Peers({ board, clock, server, ...(about && { about }) }) };
  }

  test('servers on the same log serve side by side, also where one knows more of it', async () => {
    const log = await logOf(2, 1);
    const { board, peers: first } = await serverOn(log);
    await first.beat();
    await log.events.append('a-1', 'any', [eventFactory(9)({ type: 'LedgerSealed' })]);
    const { peers: second } = await serverOn(log, board);
    await second.beat();
    await first.beat();
    await second.beat();
    await requireSameHistory(log, second, stores);
    await requireSameHistory(log, first, stores);
  });

  test('a copy that parted is refused while a server of the other history lives', async () => {
    const log = await logOf(2, 1);
    const { board, peers: production } = await serverOn(log);
    const { peers: drill } = await serverOn(await logOf(2, 3), board);
    await production.beat();
    await drill.beat();
    await production.beat();
    await drill.beat();
    const refused = requireSameHistory(await logOf(2, 3), drill, stores);
    await expect(refused).rejects.toThrow(/another history of this log.*Stop that server/);
  });

  test('and taken once it is gone', async () => {
    const { board, peers: dead } = await serverOn(await logOf(2, 1));
    await dead.beat();
    let ms = 0;
    const log = await logOf(2, 3);
    const drill = new Peers({ board, clock, server: 'drill', monotonic: () => (ms += 4_000) });
    await drill.beat();
    await requireSameHistory(log, drill, stores);
    expect(drill.others()).toEqual([]);
  });
});
