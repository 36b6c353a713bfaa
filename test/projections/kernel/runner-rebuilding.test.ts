import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { NewerEventError, type StoredEvent } from '../../../domain/kernel/index.ts';
import { createProjectionRunner } from '../../../projections/kernel/index.ts';
import { eventFactory } from '../../support/events.ts';
import { summedLog, totals, until, WatchedStore } from '../../support/summed-log.ts';

const log = summedLog();
const { runner, add, total, statusOf } = log;

describe('rebuilding', () => {
  test('another version is built at start while the old collections serve, with a note why', async () => {
    const old = runner(totals('test.a'));
    await old.start();
    await old.reached(await add(1, 2));
    await old.stop();
    const doubled = totals('test.a', {
      version: 2,
      project: ({ data }) => [
        { kind: 'increment', collection: 'test.a', id: 'total', by: { sum: 2 * (data as { n: number }).n } },
      ],
    });
    const run = runner(doubled);
    await run.start();
    expect(await total()).toEqual([3, 2]);
    expect(statusOf(run)).toMatchObject({
      state: 'rebuilding',
      note: expect.stringMatching(/version/) as string,
    });
    expect(await run.reached(await add(4))).toBe(true);
    expect(await total()).toEqual([14, null]);
  });

  test('what a newer version wrote stops every projection there, and no build passes it over', async () => {
    const requireKnown = (stored: StoredEvent) => {
      if (stored.type === 'Halved') throw new NewerEventError(stored, undefined);
    };
    const known = () => {
      const projections = [totals('test.a'), totals('test.b')];
      const made = createProjectionRunner({
        events: log.events,
        read: log.read,
        clock: log.clock,
        projections,
        requireKnown,
      });
      log.keep(made);
      return made;
    };
    const run = known();
    await run.start();
    await run.reached(await add(1, 2));
    await log.events.append('sum-1', 'any', [log.event({ type: 'Halved' })]);
    await add(4);
    await until(() => run.status().every(({ state }) => state === 'failed'));
    for (const name of ['test.a', 'test.b'])
      expect(statusOf(run, name)).toMatchObject({
        position: 2,
        error: {
          position: 3,
          eventType: 'Halved',
          newer: true,
          message: expect.stringContaining('Start the newer one in its place') as string,
        },
      });
    expect(await total()).toEqual([3, 2]);
    await expect(run.rebuild('test.a')).rejects.toThrow(/newer version/);
    expect(await total()).toEqual([3, 2]);
    await run.stop();
    log.read = new WatchedStore();
    const anew = known();
    await anew.start();
    await until(() => anew.status().every(({ state }) => state === 'failed'));
    expect(await log.read.count('test.a')).toBeLessThan(2);
  });

  test('a read store ahead of the log, restored from a backup, is built anew and says so', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1, 2, 4));
    await before.stop();
    log.events = memoryEventStore();
    await add(8);
    const run = runner(totals('test.a'));
    await run.start();
    expect(await run.reached(1)).toBe(true);
    expect(await total()).toEqual([8, 1]);
    expect(statusOf(run)).toMatchObject({
      position: 1,
      note: 'Rebuilt from the log: it had read to 3, beyond the end of the log at 1.',
    });
    expect(await run.reached(await add(16))).toBe(true);
    expect(await total()).toEqual([24, 2]);
  });

  test('a read store of another log, as long and as numbered, is built anew and says which events differ', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1, 2, 4));
    await before.stop();
    const theirs = await log.events.eventAt(3);
    log.events = memoryEventStore();
    log.event = eventFactory(1);
    await add(8, 16, 32);
    const ours = await log.events.eventAt(3);
    const run = runner(totals('test.a'));
    await run.start();
    expect(await run.reached(3)).toBe(true);
    expect(await total()).toEqual([56, 3]);
    expect(statusOf(run)?.note).toBe(
      `Rebuilt from the log: it was made from another log; at 3 that has event ${theirs?.id}, this one ${ours?.id}.`,
    );
  });

  test('a read store of a log that counted otherwise is built anew and says so', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1, 2, 4));
    await before.stop();
    log.events = memoryEventStore();
    await log.events.append('gap-1', 'any', [log.event(), log.event(), log.event(), log.event()]);
    await log.events.setRetention('gap', { maxCount: 1 });
    await log.events.expire('2026-03-01T12:00:00.000Z');
    await add(8);
    const run = runner(totals('test.a'));
    await run.start();
    expect(await run.reached(5)).toBe(true);
    expect(await total()).toEqual([8, 1]);
    expect(statusOf(run)).toMatchObject({
      note: 'Rebuilt from the log: it had read to 3, where this log has no event.',
    });
  });

  test('on demand, with events coming in: the old serves and follows, then nothing is missing and nothing twice', async () => {
    await add(...Array.from({ length: 5_000 }, () => 1));
    const run = runner(totals('test.a'), totals('test.b'));
    await run.start();
    await run.reached(5_000);
    const rebuilt = run.rebuild('test.a');
    expect(run.rebuild('test.a')).toBeInstanceOf(Promise);
    const states = new Set<string>();
    let last = 0;
    for (let i = 0; i < 200; i++) {
      last = await add(1);
      states.add(statusOf(run)?.state ?? '');
      expect((await total())[0]).toBeGreaterThanOrEqual(5_000);
    }
    await rebuilt;
    expect(await run.reached(last)).toBe(true);
    expect([await total('test.a'), await total('test.b')]).toEqual([
      [5_200, 5_200],
      [5_200, 5_200],
    ]);
    expect(states).toContain('rebuilding');
    expect(statusOf(run)).toMatchObject({ state: 'live', progress: null, error: null });
    await run.reached(await add(1));
    expect(await total()).toEqual([5_201, 5_201]);
  });

  test('one that fails is rejected; what was there before serves and follows on', async () => {
    let broken = false;
    const sound = totals('test.a');
    const run = runner({
      ...sound,
      project: one => {
        if (broken && one.position === 2) throw new Error('broke');
        return sound.project(one);
      },
    });
    await run.start();
    await run.reached(await add(1, 2));
    broken = true;
    await expect(run.rebuild('test.a')).rejects.toThrow(/not rebuilt: broke/);
    expect(await run.reached(await add(4))).toBe(true);
    expect(await total()).toEqual([7, 3]);
    expect(statusOf(run)).toMatchObject({
      state: 'live',
      note: expect.stringMatching(/event 2: broke/) as string,
    });
  });

  test('mends a failed projection', async () => {
    let broken = true;
    const sound = totals('test.a');
    const run = runner({
      ...sound,
      project: one => {
        if (broken) throw new Error('broke');
        return sound.project(one);
      },
    });
    await run.start();
    const position = await add(1, 2);
    await until(() => statusOf(run)?.state === 'failed');
    broken = false;
    await run.rebuild('test.a');
    expect(await run.reached(position, { projections: ['test.a'] })).toBe(true);
    expect(await total()).toEqual([3, 2]);
    expect(statusOf(run)).toMatchObject({ state: 'live', error: null });
  });

  test('cancelling one leaves the old collections, which follow on', async () => {
    await add(...Array.from({ length: 3_000 }, () => 1));
    const run = runner(totals('test.a'));
    await run.start();
    await run.reached(3_000);
    const cancel = new AbortController();
    const rebuilt = run.rebuild('test.a', { signal: cancel.signal });
    cancel.abort();
    await expect(rebuilt).rejects.toThrow(/not rebuilt/);
    expect(await run.reached(await add(1))).toBe(true);
    expect(await total()).toEqual([3_001, 3_001]);
    expect(statusOf(run)).toMatchObject({
      state: 'live',
      error: null,
      note: expect.stringMatching(/cancelled at event/) as string,
    });
    await run.rebuild('test.a');
    expect(await total()).toEqual([3_001, 3_001]);
  });

  test('stopping in the middle leaves the old collections and ends', async () => {
    await add(...Array.from({ length: 3_000 }, () => 1));
    const run = runner(totals('test.a'));
    await run.start();
    await run.reached(3_000);
    const rebuilt = run.rebuild('test.a');
    await run.stop();
    await expect(rebuilt).rejects.toThrow();
    expect(await total()).toEqual([3_000, 3_000]);
    expect(await log.read.position('test.a')).toBe(3_000);
  });
});
