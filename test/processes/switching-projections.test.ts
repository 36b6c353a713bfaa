import type { ProjectionRunner } from '../../projections/kernel/index.ts';
import { SwitchingProjections } from '../../src/processes/switching-projections.ts';

/** A part whose waiting callers are answered by the test; stopping answers them with no. */
function part() {
  const waiting: ((answer: boolean) => void)[] = [];
  const did: string[] = [];
  const runner: ProjectionRunner = {
    start: async () => void did.push('start'),
    stop: async () => {
      did.push('stop');
      for (const answer of waiting.splice(0)) answer(false);
    },
    reached: () => new Promise(resolve => waiting.push(resolve)),
    status: () => [],
    rebuild: async name => void did.push(`rebuild ${name}`),
    retry: async name => void did.push(`retry ${name}`),
  };
  return { runner, did, answer: (answer: boolean) => waiting.splice(0).forEach(one => one(answer)) };
}

test('who waits for a position goes on waiting where the server changes its part', async () => {
  const switching = new SwitchingProjections();
  const [watching, writing] = [part(), part()];
  await switching.become(watching.runner);
  const waiting = switching.reached(5);
  await switching.become(writing.runner);
  expect(watching.did).toEqual(['start', 'stop']);
  expect(writing.did).toEqual(['start']);
  writing.answer(true);
  expect(await waiting).toBe(true);
});

test('no stays no, and stopping answers whoever waits', async () => {
  const switching = new SwitchingProjections();
  expect(await switching.reached(1)).toBe(false);
  const writing = part();
  await switching.become(writing.runner);
  const refused = switching.reached(5);
  writing.answer(false);
  expect(await refused).toBe(false);
  const never = switching.reached(6);
  await switching.stop();
  expect(await never).toBe(false);
});

test('levers are those of the part it has; before there is one they are refused', async () => {
  const switching = new SwitchingProjections();
  await expect(switching.rebuild('a')).rejects.toThrow('have not been started');
  const writing = part();
  await switching.become(writing.runner);
  await switching.rebuild('a');
  await switching.retry('b');
  expect(writing.did).toEqual(['start', 'rebuild a', 'retry b']);
});
