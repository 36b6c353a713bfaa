import { fixedClock } from '../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import { Peers } from '../../src/server/peers.ts';

function two() {
  const clock = fixedClock();
  const board = memoryWhiteboard(clock);
  let ms = 0;
  const one = new Peers({ board, clock, server: 'one', monotonic: () => ms });
  const other = new Peers({ board, clock, server: 'other', monotonic: () => ms });
  return { board, one, other, pass: (more: number) => (ms += more) };
}

test('a server that gives signs of life lives; one that has given none for ten seconds is gone, until it does', async () => {
  const { one, other, pass } = two();
  expect(one.isAlive('one')).toBe(true);
  expect(one.isAlive('other')).toBe(false);
  await other.beat();
  await one.beat();
  expect(one.isAlive('other')).toBe(true);
  for (let second = 0; second < 9; second++) {
    pass(1_000);
    await one.beat();
    expect(one.isAlive('other')).toBe(true);
  }
  pass(1_000);
  await one.beat();
  expect(one.isAlive('other')).toBe(false);
  await other.beat();
  await one.beat();
  expect(one.isAlive('other')).toBe(true);
});

test('one that ends is gone at once', async () => {
  const { one, other } = two();
  await other.start();
  await one.beat();
  await other.stop();
  await one.beat();
  expect(one.isAlive('other')).toBe(false);
});

test('while the whiteboard is away nobody is thought gone', async () => {
  const { board, one, other, pass } = two();
  await other.beat();
  await one.beat();
  const { add } = board;
  board.add = () => Promise.reject(new Error('away'));
  for (let second = 0; second < 60; second++) {
    pass(1_000);
    await one.beat();
    expect(one.isAlive('other')).toBe(true);
  }
  board.add = add;
  await one.beat();
  pass(9_000);
  expect(one.isAlive('other')).toBe(true);
});
