import { fixedClock } from '../../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../../adapters/whiteboard/memory.ts';
import { AddressBackoff } from '../../../src/server/auth/address-backoff.ts';

const guesser = '203.0.113.9';

function servers() {
  const clock = fixedClock();
  const board = memoryWhiteboard(clock);
  return { clock, board, one: new AddressBackoff(board, clock), other: new AddressBackoff(board, clock) };
}

test('guesses that go from server to server are slowed down as if there were one', async () => {
  const { clock, one, other } = servers();
  const waits: number[] = [];
  for (let guess = 0; guess < 16; guess++) {
    const [asked, next] = guess % 2 ? [one, other] : [other, one];
    await asked.failed(guesser);
    waits.push(await next.waitSeconds(guesser));
    clock.advance(waits.at(-1)! * 1_000);
  }
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect(await one.waitSeconds('203.0.113.10')).toBe(0);
});

test('a good sign-in at one server forgives at all of them; so does half an hour', async () => {
  const { clock, one, other } = servers();
  const fail = async () => {
    for (let guess = 0; guess < 9; guess++) await one.failed(guesser);
    expect(await other.waitSeconds(guesser)).toBe(16);
  };
  await fail();
  await other.succeeded(guesser);
  expect(await one.waitSeconds(guesser)).toBe(0);
  await fail();
  clock.advance(30 * 60_000);
  await one.failed(guesser);
  expect(await other.waitSeconds(guesser)).toBe(0);
});

test('a server whose clock is behind lets nobody wait longer than was meant', async () => {
  const { board, one } = servers();
  for (let guess = 0; guess < 5; guess++) await one.failed(guesser);
  const behind = new AddressBackoff(board, fixedClock('2026-01-05T08:58:00.000Z'));
  expect(await behind.waitSeconds(guesser)).toBe(1);
});
