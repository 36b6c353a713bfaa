import { createProjectionRunner, type Projection } from '../../../projections/kernel/index.ts';
import { summedLog, totals, until } from '../../support/summed-log.ts';

const log = summedLog();
const { runner, add, total, statusOf } = log;

describe('following', () => {
  test('of events that come one by one the first is written at once, the others together a moment later', async () => {
    const run = createProjectionRunner({
      events: log.events,
      read: log.read,
      clock: log.clock,
      projections: [totals('test.a')],
      batchEveryMs: 200,
    });
    log.keep(run);
    await run.start();
    await run.reached(await add(1));
    for (const n of [2, 3, 4, 5]) await add(n);
    await run.reached(5);
    expect(log.read.applied.map(({ events: count }) => count).filter(count => count > 0)).toEqual([1, 4]);
    expect(await total()).toEqual([15, 5]);
  });

  test('takes what is there and what comes, and answers when it has been reached', async () => {
    await add(1, 2);
    const run = runner(totals('test.a'), totals('test.b'));
    await run.start();
    const position = await add(4);
    expect(await run.reached(position)).toBe(true);
    expect([await total('test.a'), await total('test.b')]).toEqual([
      [7, 3],
      [7, 3],
    ]);
    expect(statusOf(run)).toMatchObject({ state: 'live', position, lag: 0, progress: null, error: null });
  });

  test('an event of another kind is reached too', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    await add(1);
    const result = await log.events.append('other-1', 'any', [log.event({ type: 'Unrelated' })]);
    const position = result.kind === 'appended' ? result.position : 0;
    expect(await run.reached(position)).toBe(true);
    expect(await log.read.position('test.a')).toBe(position);
    expect(await total()).toEqual([1, 1]);
  });

  test('goes on where it stopped: nothing is folded again', async () => {
    const first = runner(totals('test.a'));
    await first.start();
    await first.reached(await add(1, 2));
    await first.stop();
    expect(statusOf(first)?.state).toBe('stopped');
    const position = await add(4);
    const seen: number[] = [];
    const again = totals('test.a');
    const second = runner({ ...again, project: one => (seen.push(one.position), again.project(one)) });
    await second.start();
    await second.reached(position);
    expect(seen).toEqual([position]);
    expect(await total()).toEqual([7, 3]);
  });

  test('what came while a write was going on is the next batch, whole', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    const release = log.read.hold();
    await add(1);
    let last = 0;
    for (let i = 0; i < 300; i++) last = await add(1);
    release();
    expect(await run.reached(last)).toBe(true);
    expect(await total()).toEqual([301, 301]);
    expect(log.read.applied.length).toBeLessThanOrEqual(3);
    expect(Math.max(...log.read.applied.map(one => one.events))).toBeGreaterThanOrEqual(299);
  });

  test('cuts a batch of many changes', async () => {
    const wide = totals('test.a', {
      project: ({ data }) =>
        Array.from({ length: 2_000 }, (_, i) => ({
          kind: 'increment',
          collection: 'test.a',
          id: i === 0 ? 'total' : `x${i}`,
          by: { sum: (data as { n: number }).n, events: 1 },
        })),
    });
    const run = runner(wide);
    await run.start();
    expect(await run.reached(await add(1, 1, 1, 1, 1, 1, 1))).toBe(true);
    expect(log.read.applied.map(one => one.events)).toEqual([3, 3, 1]);
    expect(await total()).toEqual([7, 7]);
  });

  test('projections at one place share one reading, those behind catch up on their own and join', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1));
    await before.stop();
    await add(2);
    const [readAll, subscribe] = [jest.spyOn(log.events, 'readAll'), jest.spyOn(log.events, 'subscribe')];
    const run = runner(totals('test.a'), totals('test.b', { handles: ['Added'] }), totals('test.c'));
    await run.start();
    await run.reached(await log.events.lastPosition());
    // One for `a` behind by one event, one for `b` and `c` from the start.
    expect(readAll).toHaveBeenCalledTimes(2);
    await run.reached(await add(4));
    expect([readAll.mock.calls.length, subscribe.mock.calls.length]).toEqual([2, 1]);
    expect([await total('test.a'), await total('test.b'), await total('test.c')]).toEqual([
      [7, 3],
      [7, 3],
      [7, 3],
    ]);
  });

  test('two of one name are refused', () => {
    expect(() => runner(totals('test.a'), totals('test.a'))).toThrow(/one name/);
  });
});

describe('reached', () => {
  test('false when it takes too long, and when the runner stops; an unknown name is thrown', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    expect(await run.reached(5, { timeoutMs: 1 })).toBe(false);
    const waiting = run.reached(5);
    await run.stop();
    expect(await waiting).toBe(false);
    expect(() => run.reached(1, { projections: ['test.nobody'] })).toThrow(/test.nobody/);
  });

  test('does not wait for those that failed, unless they are named', async () => {
    const run = runner(
      totals('test.a'),
      totals('test.b', {
        project: () => {
          throw new Error('no');
        },
      }),
    );
    await run.start();
    const position = await add(1);
    expect(await run.reached(position)).toBe(true);
    expect(await run.reached(position, { projections: ['test.a'] })).toBe(true);
    expect(await run.reached(position, { projections: ['test.b'], timeoutMs: 1 })).toBe(false);
  });
});

describe('an event that cannot be folded', () => {
  let broken = true;
  const fragile = () => {
    const sound = totals('test.b');
    return {
      ...sound,
      project: (one: Parameters<Projection['project']>[0]) => {
        if (broken && (one.data as { n: number }).n === 13) throw new Error('thirteen');
        return sound.project(one);
      },
    };
  };
  beforeEach(() => {
    broken = true;
  });

  test('stops its projection only, after what came before it; says where, what, when', async () => {
    const run = runner(totals('test.a'), fragile());
    await run.start();
    const position = await add(1, 2, 13, 4);
    expect(await run.reached(position)).toBe(true);
    expect([await total('test.a'), await total('test.b')]).toEqual([
      [20, 4],
      [3, 2],
    ]);
    expect(statusOf(run, 'test.a')?.state).toBe('live');
    expect(statusOf(run, 'test.b')).toMatchObject({
      state: 'failed',
      position: position - 2,
      lag: 2,
      error: { position: position - 1, eventType: 'Added', message: 'thirteen', at: log.clock.now() },
    });
    await run.reached(await add(5));
    expect([await total('test.a'), await total('test.b')]).toEqual([
      [25, 5],
      [3, 2],
    ]);
  });

  test('goes on from its checkpoint on retry, and fails again where nothing was mended', async () => {
    const run = runner(totals('test.a'), fragile());
    await run.start();
    await run.reached(await add(1, 13, 4));
    await run.retry('test.b');
    await until(() => statusOf(run, 'test.b')?.state === 'failed');
    expect(await total('test.b')).toEqual([1, 1]);
    broken = false;
    const position = await add(8);
    await run.retry('test.b');
    expect(await run.reached(position, { projections: ['test.b'] })).toBe(true);
    expect(await total('test.b')).toEqual([26, 4]);
    await until(() => statusOf(run, 'test.b')?.state === 'live');
    expect(statusOf(run, 'test.b')?.error).toBeNull();
  });

  test('does not stop a fresh start of the others', async () => {
    const position = await add(1, 13);
    const run = runner(fragile(), totals('test.a'));
    await run.start();
    expect(await run.reached(position, { projections: ['test.a'] })).toBe(true);
    await until(() => statusOf(run, 'test.b')?.state === 'failed');
    expect(await total('test.b')).toEqual([1, 1]);
  });
});

describe('a store that does not take the changes', () => {
  test('is tried again by itself; nothing is lost or counted twice', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    let failures = 0;
    log.read.failing = () => (failures++ < 5 ? new Error('disk full') : undefined);
    const position = await add(1, 2, 3);
    await until(() => failures > 1);
    expect(await run.reached(position, { projections: ['test.a'] })).toBe(true);
    expect(await total()).toEqual([6, 3]);
    expect(failures).toBeGreaterThan(5);
    await until(() => statusOf(run)?.state === 'live');
    expect(statusOf(run)?.error).toBeNull();
  });

  test('one event it refuses is named; those before it are kept', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    const position = (await add(1, 2, 3)) + 2;
    await run.reached(position - 2);
    log.read.failing = (_projection, batch) =>
      batch.some(one => one.position === position) ? new Error('refused') : undefined;
    await add(4, 5, 6);
    await until(() => statusOf(run)?.state === 'failed');
    expect(statusOf(run)).toMatchObject({ position: position - 1, error: { position, message: 'refused' } });
    expect(await total()).toEqual([10, 4]);
  });
});

describe('stopping', () => {
  test('waits for the write that is going on', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    const release = log.read.hold();
    const position = await add(1);
    await until(() => statusOf(run)?.lag === 1);
    let stopped = false;
    const stopping = run.stop().then(() => (stopped = true));
    await new Promise(resolve => setImmediate(resolve));
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(await log.read.position('test.a')).toBe(position);
  });
});
