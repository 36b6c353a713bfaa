import { setTimeout as pause } from 'node:timers/promises';
import { Rounds } from '../../src/server/rounds.ts';

test('a round is done once at a time, one that is asked for anew begins after it, and what fails ends nothing', async () => {
  const ends: (() => void)[] = [];
  const failures: unknown[] = [];
  let begun = 0;
  const rounds = new Rounds(
    3_600_000,
    async () => {
      begun++;
      await new Promise<void>(resolve => ends.push(resolve));
      if (begun === 1) throw new Error('the first fails');
    },
    error => failures.push(error),
  );
  rounds.start();
  const joined = rounds.run();
  const anew = rounds.runAnew();
  expect(begun).toBe(1);
  ends[0]!();
  await joined;
  expect(failures).toEqual([new Error('the first fails')]);
  while (begun < 2) await pause(1);
  const stopped = rounds.stop();
  ends[1]!();
  await Promise.all([anew, stopped]);
  expect([begun, failures.length]).toEqual([2, 1]);
});
