import { collectGarbage, releaseMemoryWhenIdle } from '../../../adapters/platform/idle-memory.ts';

let end: () => void = () => undefined;
beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  end();
  jest.useRealTimers();
});

test('memory is given back once after work, when it is quiet, and not again until there was work', () => {
  let collected = 0;
  const cpu = { user: 0, system: 0 };
  end = releaseMemoryWhenIdle(
    () => void collected++,
    () => ({ ...cpu }),
  );
  const tenSeconds = (processorMs: number) => {
    cpu.user += processorMs * 600;
    cpu.system += processorMs * 400;
    jest.advanceTimersByTime(10_000);
    return collected;
  };
  expect(tenSeconds(4_000)).toBe(0);
  expect(tenSeconds(100)).toBe(1);
  expect([100, 100, 100, 100].map(tenSeconds)).toEqual([1, 1, 1, 1]);
  expect(tenSeconds(9_000)).toBe(1);
  expect(tenSeconds(20)).toBe(2);
  end();
  tenSeconds(9_000);
  expect(tenSeconds(20)).toBe(2);
});

test('the collector that is there without a flag frees what nobody holds any more', async () => {
  jest.useRealTimers();
  let garbage: object | undefined = { large: new Array(1_000).fill('x') };
  const held = new WeakRef(garbage);
  garbage = undefined;
  // What a turn of the event loop has looked at stays until it ends.
  await new Promise(resolve => setImmediate(resolve));
  await collectGarbage();
  expect(held.deref()).toBeUndefined();
});
