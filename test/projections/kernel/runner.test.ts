import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import { NewerEventError, type NewEvent, type StoredEvent } from '../../../domain/kernel/index.ts';
import type { EventChanges, Projection, ProjectionRunner } from '../../../projections/kernel/index.ts';
import { createProjectionRunner } from '../../../projections/kernel/index.ts';
import { eventFactory } from '../../support/events.ts';

/** Adds what each event says to a total, so that an event lost or counted twice shows. */
function totals(name: string, more: Partial<Projection> = {}): Projection {
  const columns = { sum: { type: 'integer' as const }, events: { type: 'integer' as const } };
  return {
    name,
    version: 1,
    collections: [{ name, version: 1, history: 'columns', columns }],
    handles: ['Added'],
    project: ({ data }) => {
      const { n } = data as { n: number };
      return [{ kind: 'increment', collection: name, id: 'total', by: { sum: n, events: 1 } }];
    },
    ...more,
  };
}

/** A read store whose writes can be held back, counted and made to fail. */
class WatchedStore extends MemoryReadStore {
  readonly applied: { projection: string; events: number; position: number }[] = [];
  gate: Promise<void> = Promise.resolve();
  failing: ((projection: string, batch: readonly EventChanges[]) => Error | undefined) | undefined;

  override async apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ) {
    await this.gate;
    const failure = this.failing?.(projection, batch);
    if (failure) throw failure;
    await super.apply(projection, batch, position, at, eventId);
    this.applied.push({ projection, events: batch.length, position });
  }

  hold(): () => void {
    let release = () => {};
    this.gate = new Promise(resolve => (release = resolve));
    return release;
  }
}

const clock = fixedClock('2026-03-01T12:00:00.000Z');
let events: ReturnType<typeof memoryEventStore>;
let read: WatchedStore;
let event: (more?: Partial<NewEvent>) => NewEvent;
const runners: ProjectionRunner[] = [];

beforeEach(() => {
  events = memoryEventStore();
  read = new WatchedStore();
  event = eventFactory();
});
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop();
});

function runner(...projections: Projection[]): ProjectionRunner {
  const made = createProjectionRunner({ events, read, clock, projections, retryMs: 1, mostRetryMs: 2 });
  runners.push(made);
  return made;
}

async function add(...numbers: number[]): Promise<number> {
  const result = await events.append(
    'sum-1',
    'any',
    numbers.map(n => event({ type: 'Added', data: { n } })),
  );
  return result.kind === 'appended' ? result.position : Number.NaN;
}

const total = async (name = 'test.a') => {
  const columns = (await read.get(name, 'total'))?.columns;
  return [columns?.['sum'], columns?.['events']];
};
const statusOf = (from: ProjectionRunner, name = 'test.a') =>
  from.status().find(status => status.name === name);
/** Waits for a condition by turns of the event loop, which every awaited step of these stores takes. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

describe('following', () => {
  test('of events that come one by one the first is written at once, the others together a moment later', async () => {
    const run = createProjectionRunner({
      events,
      read,
      clock,
      projections: [totals('test.a')],
      batchEveryMs: 200,
    });
    runners.push(run);
    await run.start();
    await run.reached(await add(1));
    for (const n of [2, 3, 4, 5]) await add(n);
    await run.reached(5);
    expect(read.applied.map(({ events: count }) => count).filter(count => count > 0)).toEqual([1, 4]);
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
    const result = await events.append('other-1', 'any', [event({ type: 'Unrelated' })]);
    const position = result.kind === 'appended' ? result.position : 0;
    expect(await run.reached(position)).toBe(true);
    expect(await read.position('test.a')).toBe(position);
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
    const release = read.hold();
    await add(1);
    let last = 0;
    for (let i = 0; i < 300; i++) last = await add(1);
    release();
    expect(await run.reached(last)).toBe(true);
    expect(await total()).toEqual([301, 301]);
    expect(read.applied.length).toBeLessThanOrEqual(3);
    expect(Math.max(...read.applied.map(one => one.events))).toBeGreaterThanOrEqual(299);
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
    expect(read.applied.map(one => one.events)).toEqual([3, 3, 1]);
    expect(await total()).toEqual([7, 7]);
  });

  test('projections at one place share one reading, those behind catch up on their own and join', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1));
    await before.stop();
    await add(2);
    const [readAll, subscribe] = [jest.spyOn(events, 'readAll'), jest.spyOn(events, 'subscribe')];
    const run = runner(totals('test.a'), totals('test.b', { handles: ['Added'] }), totals('test.c'));
    await run.start();
    await run.reached(await events.lastPosition());
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
      error: { position: position - 1, eventType: 'Added', message: 'thirteen', at: clock.now() },
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
    read.failing = () => (failures++ < 5 ? new Error('disk full') : undefined);
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
    read.failing = (_projection, batch) =>
      batch.some(one => one.position === position) ? new Error('refused') : undefined;
    await add(4, 5, 6);
    await until(() => statusOf(run)?.state === 'failed');
    expect(statusOf(run)).toMatchObject({ position: position - 1, error: { position, message: 'refused' } });
    expect(await total()).toEqual([10, 4]);
  });
});

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
      const made = createProjectionRunner({ events, read, clock, projections, requireKnown });
      runners.push(made);
      return made;
    };
    const run = known();
    await run.start();
    await run.reached(await add(1, 2));
    await events.append('sum-1', 'any', [event({ type: 'Halved' })]);
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
    read = new WatchedStore();
    const anew = known();
    await anew.start();
    await until(() => anew.status().every(({ state }) => state === 'failed'));
    expect(await read.count('test.a')).toBeLessThan(2);
  });

  test('a read store ahead of the log, restored from a backup, is built anew and says so', async () => {
    const before = runner(totals('test.a'));
    await before.start();
    await before.reached(await add(1, 2, 4));
    await before.stop();
    events = memoryEventStore();
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
    const theirs = await events.eventAt(3);
    events = memoryEventStore();
    event = eventFactory(1);
    await add(8, 16, 32);
    const ours = await events.eventAt(3);
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
    events = memoryEventStore();
    await events.append('gap-1', 'any', [event(), event(), event(), event()]);
    await events.setRetention('gap', { maxCount: 1 });
    await events.expire('2026-03-01T12:00:00.000Z');
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
    expect(await read.position('test.a')).toBe(3_000);
  });
});

describe('stopping', () => {
  test('waits for the write that is going on', async () => {
    const run = runner(totals('test.a'));
    await run.start();
    const release = read.hold();
    const position = await add(1);
    await until(() => statusOf(run)?.lag === 1);
    let stopped = false;
    const stopping = run.stop().then(() => (stopped = true));
    await new Promise(resolve => setImmediate(resolve));
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(await read.position('test.a')).toBe(position);
  });
});
