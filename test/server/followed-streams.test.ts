import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { countingIds, fixedClock } from '../../adapters/platform/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  withSchemas,
  type CommandHandler,
  type EventStore,
} from '../../domain/kernel/index.ts';
import { FollowedStreams } from '../../src/server/followed-streams.ts';
import { counter, counterEvents } from '../support/counter.ts';

const catalogue = createCatalogue(counterEvents);
const handlerOn = (events: EventStore): CommandHandler =>
  createCommandHandler({
    events: withSchemas(events, catalogue),
    catalogue,
    clock: fixedClock(),
    ids: countingIds(),
  });
const raise = (handler: CommandHandler, stream = 'counter-1') =>
  handler.handle(stream, counter, { raiseBy: [1] }, { actor: 'account:kim' });

let log: EventStore;
let reads: string[];
let own: CommandHandler;
let followed: FollowedStreams;
beforeEach(() => {
  log = memoryEventStore();
  reads = [];
  const counted: EventStore = {
    ...log,
    readStream(stream, options) {
      reads.push(stream);
      return log.readStream(stream, options);
    },
  };
  own = handlerOn(counted);
  followed = new FollowedStreams(own, counted, { streams: ['counter-1', 'counter-2'] });
});
afterEach(() => followed.watch.stop());

const sum = async (stream = 'counter-1') => (await followed.load(stream, counter)).state.sum;
/** The log is followed in turns of its own. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise(resolve => setTimeout(resolve, 2));
}
async function startFollowing(): Promise<void> {
  await followed.watch.start();
  await until(async () => {
    await sum('counter-2');
    const before = reads.length;
    await sum('counter-2');
    return reads.length === before;
  });
  reads.length = 0;
}

test('a stream is read once, also one that does not exist yet; what is not followed each time', async () => {
  await startFollowing();
  expect([await sum(), await sum(), await sum()]).toEqual([0, 0, 0]);
  expect(reads).toEqual(['counter-1']);
  for (let n = 0; n < 2; n++) await sum('counter-3');
  expect(reads).toEqual(['counter-1', 'counter-3', 'counter-3']);
});

test('what this server changes is there at once, what another one does a moment later', async () => {
  await startFollowing();
  await sum();
  await raise(own);
  expect(await sum()).toBe(1);
  await raise(handlerOn(log));
  await until(async () => (await sum()) === 2);
});

test('after a change of another server was heard of, all who ask at once get the new state', async () => {
  await startFollowing();
  await sum();
  await raise(handlerOn(log));
  followed.forget();
  expect(await Promise.all([sum(), sum(), sum()])).toEqual([1, 1, 1]);
});

test('while the log is not followed it is read each time', async () => {
  await sum();
  await raise(handlerOn(log));
  expect(await sum()).toBe(1);
  expect(reads).toHaveLength(2);
});

test('all streams of a category are followed where it is named, each for itself', async () => {
  followed.watch.stop();
  const streams = { streams: ['counter-1'], categories: ['counter'] };
  followed = new FollowedStreams(own, { ...log }, streams);
  await startFollowing();
  for (let n = 0; n < 2; n++) await sum('counter-7');
  await sum('counter-1');
  expect(reads).toEqual(['counter-7', 'counter-1']);
  // What is forgotten of streams that all ask for says nothing of the others.
  followed.forget();
  await sum('counter-7');
  await sum('counter-1');
  expect(reads).toEqual(['counter-7', 'counter-1', 'counter-1']);
  await raise(handlerOn(log), 'counter-7');
  await until(async () => (await sum('counter-7')) === 1);
});

test('a log that cannot be read is asked again', async () => {
  let broken = true;
  const now = handlerOn(log);
  const failing = new FollowedStreams(
    { load: (...asked) => (broken ? Promise.reject(new Error('away')) : now.load(...asked)) },
    log,
    { streams: ['counter-1'] },
  );
  await failing.watch.start();
  await new Promise(resolve => setTimeout(resolve, 20));
  await expect(failing.load('counter-1', counter)).rejects.toThrow('away');
  broken = false;
  expect((await failing.load('counter-1', counter)).state).toEqual({ sum: 0 });
  failing.watch.stop();
});
