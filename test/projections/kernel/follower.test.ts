import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import {
  createProjectionFollower,
  type Projection,
  type ProjectionStatus,
  type ReadStore,
} from '../../../projections/kernel/index.ts';
import { eventFactory } from '../../support/events.ts';

const projection = (name: string): Projection => ({
  name,
  version: 3,
  collections: [],
  handles: [],
  project: () => [],
});
const [a, b] = [projection('a'), projection('b')];

/** Another server's read models: they move when told. */
class WatchedStore extends MemoryReadStore {
  ready = new Set<string>();
  failing = 0;
  readonly #listeners = new Set<Parameters<NonNullable<ReadStore['watch']>>[0]>();

  override async open(one: Projection): ReturnType<ReadStore['open']> {
    if (this.failing-- > 0) throw new Error('away');
    return { position: 0, state: this.ready.has(one.name) ? 'ready' : 'rebuild-needed' };
  }

  watch(listener: Parameters<NonNullable<ReadStore['watch']>>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  move(name: string, position: number, failure: ProjectionStatus['error'] = null): void {
    for (const listener of this.#listeners) listener({ projection: name, position, failure });
  }
}

let read: WatchedStore;
let events: ReturnType<typeof memoryEventStore>;
beforeEach(() => {
  read = new WatchedStore();
  events = memoryEventStore();
});

function follower() {
  return createProjectionFollower({ events, read, projections: [a, b], retryMs: 5 });
}

test('a position is reached when every projection, or every one named, is told to be there', async () => {
  const following = follower();
  await following.start();
  const [all, one] = [following.reached(7), following.reached(7, { projections: ['a'] })];
  read.move('a', 7);
  expect(await one).toBe(true);
  expect(await following.reached(7, { timeoutMs: 1 })).toBe(false);
  read.move('b', 9);
  expect(await all).toBe(true);
  const never = following.reached(10);
  await following.stop();
  expect(await never).toBe(false);
});

test('one that has stopped at an event is not waited for unless it is named, and is shown as failed', async () => {
  const following = follower();
  await following.start();
  const [all, one] = [following.reached(7), following.reached(7, { projections: ['b'] })];
  const failure = { position: 3, eventType: 'Added', message: 'cannot', at: '2026-01-05T09:00:00.000Z' };
  read.move('b', 2, failure);
  read.move('a', 7);
  expect(await all).toBe(true);
  expect(following.status()[1]).toMatchObject({ state: 'failed', position: 2, error: failure });
  read.move('b', 7);
  expect(await one).toBe(true);
  expect(following.status()[1]).toMatchObject({ error: null });
  await following.stop();
});

test('says how far the other server is behind the log, and what is not there yet', async () => {
  await events.append('s-1', 'any', [eventFactory()(), eventFactory(1)()]);
  read.ready.add('a');
  const following = follower();
  await following.start();
  expect(following.status()).toMatchObject([
    { name: 'a', version: 3, state: 'catching-up', position: 0, lag: 2 },
    { name: 'b', state: 'stopped', position: 0 },
  ]);
  read.move('a', 2);
  expect(following.status()[0]).toMatchObject({ state: 'live', position: 2, lag: 0 });
  await events.append('s-1', 'any', [eventFactory(2)()]);
  while (following.status()[0]!.lag === 0) await new Promise(resolve => setTimeout(resolve, 2));
  expect(following.status()[0]).toMatchObject({ state: 'catching-up', position: 2, lag: 1 });
  await following.stop();
});

test('a store that is away at first is opened when it is there', async () => {
  read.failing = 3;
  read.ready = new Set(['a', 'b']);
  const following = follower();
  await following.start();
  while (following.status().some(({ state }) => state === 'stopped'))
    await new Promise(resolve => setTimeout(resolve, 2));
  expect(await following.reached(0)).toBe(true);
  await following.stop();
});

test('rebuild and retry are the other server’s', async () => {
  await expect(follower().rebuild('a')).rejects.toThrow('written by another server');
  await expect(follower().retry('a')).rejects.toThrow('written by another server');
});
