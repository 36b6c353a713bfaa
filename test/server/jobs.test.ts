import { fixedClock, systemIds } from '../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import type { Job } from '../../src/server/contract.ts';
import { Jobs, type JobControl } from '../../src/server/jobs.ts';

/** Two servers on one whiteboard; `dead` names those that are gone. */
function servers() {
  const clock = fixedClock();
  const board = memoryWhiteboard(clock);
  const dead = new Set<string>();
  const ids = systemIds();
  const jobsOf = (server: string) =>
    new Jobs({
      clock,
      ids,
      board,
      peers: { server, isAlive: asked => asked === server || !dead.has(asked) },
    });
  return { board, dead, here: jobsOf('here'), there: jobsOf('there') };
}

/** Work that goes on until it is told to end or stop. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let control: JobControl | undefined;
  return {
    end: resolve,
    control: () => control!,
    work: async (given: JobControl) => {
      control = given;
      given.signal.addEventListener('abort', () => resolve());
      await promise;
      return { found: 3 };
    },
  };
}

test('a job is seen by every server from its start to its end', async () => {
  const { here, there } = servers();
  const { work, end } = held();
  const job = await here.start('test', 'kimura', work);
  expect(job).toMatchObject({ state: 'running', server: 'here', startedBy: 'kimura' });
  expect(await there.get(job.id)).toEqual(job);
  expect([here.runningHere, there.runningHere]).toEqual([1, 0]);
  end();
  await here.ended(job.id);
  const ended = { state: 'done', result: { found: 3 }, finishedAt: expect.any(String) };
  expect(await there.get(job.id)).toMatchObject(ended);
  expect(await there.list()).toEqual(await here.list());
  expect(here.runningHere).toBe(0);
});

test('how far it has come is seen by the others, and told to who listens there', async () => {
  const { here, there } = servers();
  const { work, end, control } = held();
  const told: Job[] = [];
  there.onChange(job => told.push(job));
  const { id } = await here.start('test', 'kimura', work);
  await there.look();
  control().report(4, 9);
  while ((await there.get(id))?.done !== 4) await new Promise(resolve => setTimeout(resolve, 20));
  await there.look();
  await there.look();
  end();
  await here.ended(id);
  await there.look();
  await there.look();
  expect(told.map(({ state, done }) => [state, done])).toEqual([
    ['running', 0],
    ['running', 4],
    ['done', 4],
  ]);
});

test('any server may ask it to stop; one that has ended, or whose server is gone, is not asked', async () => {
  const { here, there, dead } = servers();
  const { id } = await here.start('test', 'kimura', held().work);
  expect(await there.cancel(id)).toBe(true);
  await here.look();
  expect(await here.ended(id)).toMatchObject({ state: 'cancelled' });
  expect(await there.cancel(id)).toBe(false);
  expect(await here.cancel(id)).toBe(false);
  const other = held();
  const left = await here.start('test', 'kimura', other.work);
  dead.add('here');
  expect(await there.cancel(left.id)).toBe(false);
  other.end();
});

test('one whose server is gone is said to be lost, to who listens too', async () => {
  const { here, there, dead } = servers();
  const told: Job[] = [];
  there.onChange(job => told.push(job));
  const { work, end } = held();
  const { id } = await here.start('test', 'kimura', work);
  await there.look();
  dead.add('here');
  await there.look();
  expect(await there.get(id)).toMatchObject({ state: 'lost', server: 'here' });
  expect((await there.list()).map(({ state }) => state)).toEqual(['lost']);
  expect(told.map(({ state }) => state)).toEqual(['running', 'lost']);
  // It was only cut off: what it runs is not lost after all.
  dead.clear();
  expect(await there.get(id)).toMatchObject({ state: 'running' });
  end();
});

test('an end that could not be written is written once it can', async () => {
  const { here, there, board } = servers();
  const { work, end } = held();
  const { id } = await here.start('test', 'kimura', work);
  const { put } = board;
  board.put = () => Promise.reject(new Error('away'));
  end();
  expect(await here.ended(id)).toMatchObject({ state: 'done' });
  expect(await there.get(id)).toMatchObject({ state: 'running' });
  board.put = put;
  while ((await there.get(id))?.state !== 'done') await new Promise(resolve => setTimeout(resolve, 20));
  expect(await here.get(id)).toMatchObject({ state: 'done' });
});

test('the newest 200 that have ended are remembered', async () => {
  const { here } = servers();
  const made: string[] = [];
  for (let index = 0; index < 203; index++) {
    const { id } = await here.start('test', 'kimura', async () => undefined);
    await here.ended(id);
    made.push(id);
  }
  expect((await here.list()).map(({ id }) => id)).toEqual(made.slice(3).reverse());
});

test('of work of which there is one, another server begins none while it runs', async () => {
  const { here, there, dead } = servers();
  const first = held();
  const begun = await here.startOnly('test', 'kimura', first.work);
  const refuse = () => Promise.reject(new Error('must not run'));
  expect(await there.startOnly('test', 'sato', refuse)).toBeUndefined();
  expect(await here.startOnly('test', 'sato', refuse)).toBeUndefined();
  expect(await there.list()).toHaveLength(1);
  first.end();
  await here.ended(begun!.id);
  const second = held();
  expect(await there.startOnly('test', 'sato', second.work)).toMatchObject({ state: 'running' });
  dead.add('there');
  const third = held();
  expect(await here.startOnly('test', 'sato', third.work)).toMatchObject({ state: 'running' });
  for (const { end } of [second, third]) end();
});

test('of two servers asked at the same moment at most one begins it', async () => {
  const { here, there } = servers();
  const { work, end } = held();
  const begun = await Promise.all([here, there].map(one => one.startOnly('test', 'kimura', work)));
  expect(begun.filter(one => one !== undefined).length).toBeLessThanOrEqual(1);
  end();
});
