import { fixedClock } from '../../../adapters/platform/index.ts';
import type { TestClock } from '../../../adapters/platform/clock.ts';
import { memoryWhiteboard } from '../../../adapters/whiteboard/memory.ts';
import type { Whiteboard } from '../../../domain/kernel/index.ts';
import { RateBuckets } from '../../../src/server/rates/rate-buckets.ts';
import { SharedBuckets } from '../../../src/server/rates/shared-buckets.ts';

let clock: TestClock;
let writes: number;
let board: Whiteboard;
beforeEach(() => {
  clock = fixedClock();
  const plain = memoryWhiteboard(clock);
  writes = 0;
  board = {
    ...plain,
    add: (...note) => {
      writes += 1;
      return plain.add(...note);
    },
  };
});

const server = (perMinute: number, on = board) =>
  new SharedBuckets('rate', new RateBuckets(perMinute, 5 * perMinute), on, clock);

/** Everybody has heard of everybody. */
async function told(...servers: SharedBuckets[]): Promise<void> {
  for (const one of [...servers, ...servers]) await one.stop();
}

async function takenOf(one: SharedBuckets, name: string, tries: number): Promise<number> {
  let taken = 0;
  for (let index = 0; index < tries; index++) if (!(await one.take(name))) taken += 1;
  return taken;
}

test('three servers let through of one sender what one would, however it spreads its messages', async () => {
  const servers = [server(60), server(60), server(60)];
  let taken = 0;
  const seconds = 600;
  for (let second = 0; second < seconds; second++) {
    for (const one of servers) taken += await takenOf(one, 'loud', 3);
    await told(...servers);
    clock.advance(1_000);
  }
  // Five minutes' worth at once, one a second, and what three servers let pass before they hear of each other.
  expect(taken).toBeGreaterThanOrEqual(300 + seconds - 9);
  expect(taken).toBeLessThanOrEqual(300 + seconds + 9);
});

test('a sender below the limit at each server and above it at all of them is told to wait', async () => {
  const servers = [server(60), server(60), server(60)];
  let taken = 0;
  const seconds = 1_800;
  for (let second = 0; second < seconds; second += 2) {
    // Half the limit at each: alone, none would ever object.
    for (const one of servers) taken += await takenOf(one, 'sly', 1);
    await told(...servers);
    clock.advance(2_000);
  }
  expect(taken).toBeLessThanOrEqual(300 + seconds + 9);
});

test('one that has used up its allowance at one server finds it used up at the next', async () => {
  const [first, second] = [server(600), server(600)];
  expect(await takenOf(first, 'loud', 4_000)).toBe(3_000);
  await told(first);
  expect(await takenOf(second, 'loud', 4_000)).toBe(12);
  expect(await takenOf(second, 'quiet', 20)).toBe(20);
});

test('of an address what was given back is given back for all', async () => {
  const [first, second] = [server(1), server(1)];
  await takenOf(first, 'site', 5);
  for (let index = 0; index < 3; index++) first.giveBack('site');
  await told(first);
  expect(await takenOf(second, 'site', 9)).toBe(3);
});

test('senders that say little cost no write', async () => {
  const one = server(600);
  for (let minute = 0; minute < 20; minute++) {
    for (let agent = 0; agent < 100; agent++) await takenOf(one, `agent ${agent}`, 10);
    clock.advance(60_000);
  }
  await told(one);
  expect(writes).toBe(0);
});

test('a busy sender costs one write between two looks at it, not one for each message', async () => {
  const one = server(600);
  await takenOf(one, 'busy', 500);
  await told(one);
  expect(writes).toBe(2);
});

test('messages that come at once are told once', async () => {
  const [first, second] = [server(10), server(10)];
  await Promise.all(Array.from({ length: 40 }, () => first.take('loud')));
  await told(first);
  expect((await board.get('rate', 'loud'))?.count).toBe(40);
  expect(await takenOf(second, 'loud', 50)).toBe(10);
});

test('a server that cannot reach the others counts for itself, and tells them later', async () => {
  let reachable = false;
  const line: Whiteboard = {
    ...board,
    add: (...note) => (reachable ? board.add(...note) : Promise.reject(new Error('away'))),
  };
  const [cut, other] = [server(1, line), server(1)];
  expect(await takenOf(cut, 'loud', 9)).toBe(5);
  reachable = true;
  clock.advance(60_000);
  expect(await takenOf(cut, 'loud', 9)).toBe(1);
  await told(cut);
  expect(await takenOf(other, 'loud', 9)).toBe(1);
});

test('who has sent nothing for long has its whole allowance again, everywhere', async () => {
  const [first, second] = [server(1), server(1)];
  await takenOf(first, 'loud', 9);
  await told(first);
  await takenOf(second, 'loud', 9);
  await told(second);
  clock.advance(11 * 60_000);
  expect(await takenOf(first, 'loud', 9)).toBe(5);
});
