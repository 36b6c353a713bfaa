import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { countingIds, fixedClock } from '../../../adapters/platform/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  readWholeStream,
  withSchemas,
  type CommandContext,
  type CommandHandlerOptions,
  type EventStore,
  type Snapshot,
} from '../../../domain/kernel/index.ts';
import { counter, counterEvents } from '../../support/counter.ts';

const catalogue = createCatalogue(counterEvents);
const by = (commandId: string, more: Partial<CommandContext> = {}): CommandContext => ({
  commandId,
  actor: 'account:kim',
  ...more,
});

function set(events: EventStore = memoryEventStore(), more: Partial<CommandHandlerOptions> = {}) {
  const clock = fixedClock();
  return {
    events,
    clock,
    handler: createCommandHandler({
      events: withSchemas(events, catalogue),
      catalogue,
      clock,
      ids: countingIds(),
      ...more,
    }),
  };
}

/** Before its first append, somebody else appends to the same stream. */
function disturbed(events: EventStore, times: number): EventStore {
  let left = times;
  const other = set(events);
  return {
    ...events,
    async append(stream, expected, appended) {
      if (left-- > 0) await other.handler.handle(stream, counter, { raiseBy: [1] }, by(`other-${left}`));
      return events.append(stream, expected, appended);
    },
  };
}

describe('command handler', () => {
  test('a command without an id is a new one each time and is not looked for in the log', async () => {
    const events = memoryEventStore();
    const sought: string[] = [];
    const { handler } = set({
      ...events,
      revisionOf(stream, eventId) {
        sought.push(eventId);
        return events.revisionOf(stream, eventId);
      },
    });
    for (const revision of [0, 1])
      expect(
        await handler.handle('counter-1', counter, { raiseBy: [1] }, { actor: 'account:kim' }),
      ).toMatchObject({ kind: 'accepted', revision });
    expect(sought).toEqual([]);
    const [first, second] = await readWholeStream(events, 'counter-1');
    expect(first).toMatchObject({ correlationId: first!.causationId });
    expect(second!.correlationId).not.toBe(first!.correlationId);
  });

  test('appends what was decided, with actor, correlation, causation and time', async () => {
    const { events, handler } = set();
    const result = await handler.handle(
      'counter-1',
      counter,
      { raiseBy: [1, 2] },
      by('c1', { correlationId: 'bulk', causationId: 'why' }),
    );
    expect(result).toMatchObject({ kind: 'accepted', revision: 1, position: 2 });
    expect(await readWholeStream(events, 'counter-1')).toMatchObject([
      {
        type: 'CounterRaised',
        schemaVersion: 2,
        at: '2026-01-05T09:00:00.000Z',
        actor: 'account:kim',
        correlationId: 'bulk',
        causationId: 'why',
        data: { by: 1 },
        revision: 0,
        position: 1,
      },
      { data: { by: 2 }, revision: 1, position: 2 },
    ]);
    expect(await handler.load('counter-1', counter)).toEqual({ state: { sum: 3 }, revision: 1 });
  });

  test('without correlation and causation the command itself is both', async () => {
    const { events, handler } = set();
    await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1'));
    expect(await readWholeStream(events, 'counter-1')).toMatchObject([
      { correlationId: 'c1', causationId: 'c1' },
    ]);
  });

  test('the same command id again answers as the first time and appends nothing, also after a restart and later events', async () => {
    const { events, handler } = set();
    const first = await handler.handle('counter-1', counter, { raiseBy: [1, 2] }, by('c1'));
    await handler.handle('counter-1', counter, { raiseBy: [97] }, by('c2'));
    expect(await handler.handle('counter-1', counter, { raiseBy: [1, 2] }, by('c1'))).toEqual(first);
    expect(await set(events).handler.handle('counter-1', counter, { raiseBy: [1, 2] }, by('c1'))).toEqual(
      first,
    );
    expect(await events.lastPosition()).toBe(3);
  });

  test('one command id on two streams is two commands', async () => {
    const { events, handler } = set();
    await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1'));
    await handler.handle('counter-2', counter, { raiseBy: [1] }, by('c1'));
    expect(await events.lastPosition()).toBe(2);
  });

  test('a refusal is a value and appends nothing', async () => {
    const { events, handler } = set();
    expect(await handler.handle('counter-1', counter, { raiseBy: [101] }, by('c1'))).toEqual({
      kind: 'refused',
      refusal: { code: 'COUNTER_TOO_HIGH', details: { sum: 101 } },
    });
    expect(await events.lastPosition()).toBe(0);
  });

  test('nothing to do answers where the stream stands', async () => {
    const { handler } = set();
    expect(await handler.handle('counter-1', counter, { raiseTo: 0 }, by('c0'))).toEqual({
      kind: 'accepted',
      events: [],
      revision: -1,
      position: 0,
    });
    await handler.handle('counter-1', counter, { raiseTo: 5 }, by('c1'));
    expect(await handler.handle('counter-1', counter, { raiseTo: 5 }, by('c2'))).toEqual({
      kind: 'accepted',
      events: [],
      revision: 0,
      position: 1,
    });
  });

  test('a dry run shows the events and appends none', async () => {
    const { events, handler } = set();
    const dry = await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1', { dryRun: true }));
    expect(dry).toMatchObject({
      kind: 'accepted',
      events: [{ type: 'CounterRaised', data: { by: 1 } }],
      revision: -1,
    });
    expect(await events.lastPosition()).toBe(0);
    expect(await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1'))).toMatchObject({
      kind: 'accepted',
      revision: 0,
    });
  });

  test('what events name is seen to before they are appended, and only where there are any', async () => {
    const { events, handler } = set();
    const seen: number[] = [];
    const beforeAppend = async () => void seen.push(await events.lastPosition());
    await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1', { dryRun: true, beforeAppend }));
    await handler.handle('counter-1', counter, { raiseTo: 0 }, by('c2', { beforeAppend }));
    await handler.handle('counter-1', counter, { raiseBy: [101] }, by('c3', { beforeAppend }));
    expect(seen).toEqual([]);
    await handler.handle('counter-1', counter, { raiseBy: [1, 2] }, by('c4', { beforeAppend }));
    expect(seen).toEqual([0]);
    const failing = { beforeAppend: () => Promise.reject(new Error('no room')) };
    await expect(handler.handle('counter-1', counter, { raiseBy: [1] }, by('c5', failing))).rejects.toThrow(
      'no room',
    );
    expect(await events.lastPosition()).toBe(2);
  });

  test('an aggregate as it was last seen serves a command with that revision, which somebody else may break', async () => {
    const { events, handler } = set();
    const other = set(events).handler;
    await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1'));
    await other.handle('counter-1', counter, { raiseBy: [1] }, by('c2'));
    expect(await handler.load('counter-2', counter, { mayBeOld: true })).toMatchObject({ revision: -1 });
    const seen = await handler.load('counter-1', counter, { mayBeOld: true });
    expect(seen).toEqual({ state: { sum: 1 }, revision: 0 });
    const expected = by('c3', { expectedRevision: seen.revision });
    expect(await handler.handle('counter-1', counter, { raiseBy: [1] }, expected)).toMatchObject({
      kind: 'conflict',
      actual: 1,
    });
    expect(await handler.load('counter-1', counter)).toEqual({ state: { sum: 2 }, revision: 1 });
  });

  test('an expected revision that is not the present one is a conflict, never a retry', async () => {
    const { events, handler } = set();
    await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c1'));
    expect(
      await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c2', { expectedRevision: 4 })),
    ).toEqual({ kind: 'conflict', expected: 4, actual: 0 });
    expect(
      await handler.handle('counter-1', counter, { raiseBy: [1] }, by('c3', { expectedRevision: 0 })),
    ).toMatchObject({ kind: 'accepted', revision: 1 });
    const raced = set(disturbed(events, 1));
    expect(
      await raced.handler.handle('counter-1', counter, { raiseBy: [1] }, by('c4', { expectedRevision: 1 })),
    ).toEqual({ kind: 'conflict', expected: 1, actual: 2 });
  });

  test('a conflict without expected revision is decided anew on fresh state, so often and no more', async () => {
    const { events } = set();
    const twice = set(disturbed(events, 2));
    expect(await twice.handler.handle('counter-1', counter, { raiseTo: 50 }, by('c1'))).toMatchObject({
      kind: 'accepted',
      events: [{ data: { by: 48 } }],
      revision: 2,
    });
    const always = set(disturbed(events, 100), { maxAttempts: 3 });
    expect(await always.handler.handle('counter-1', counter, { raiseTo: 90 }, by('c2'))).toEqual({
      kind: 'conflict',
      expected: 5,
      actual: 5,
    });
  });

  test('what another process appended is seen before anything is refused or left undone', async () => {
    const { events, handler } = set();
    await handler.handle('counter-1', counter, { raiseTo: 90 }, by('c1'));
    const other = set(events, {});
    await other.handler.handle('counter-1', counter, { raiseTo: 95 }, by('c2'));
    expect(await handler.handle('counter-1', counter, { raiseTo: 93 }, by('c3'))).toMatchObject({
      kind: 'accepted',
      events: [],
      revision: 1,
    });
  });

  test('64 commands at once on one stream all happen, one after the other', async () => {
    const { handler } = set();
    await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        handler.handle('counter-1', counter, { raiseBy: [1] }, by(`c${index}`)),
      ),
    );
    expect(await handler.load('counter-1', counter)).toEqual({ state: { sum: 64 }, revision: 63 });
  });

  test('an event that does not fit its schema is an error naming the path, and nothing is appended', async () => {
    const { events, handler } = set();
    const wrong = {
      ...counter,
      decide: () => ({
        kind: 'accepted' as const,
        events: [{ type: 'CounterRaised' as const, data: { by: 'x' as unknown as number, note: '' } }],
      }),
    };
    await expect(handler.handle('counter-1', wrong, { raiseTo: 1 }, by('c1'))).rejects.toThrow(
      /CounterRaised: data\.by: .*number/,
    );
    expect(await events.lastPosition()).toBe(0);
  });

  describe('snapshots', () => {
    function snapshotsOf(saved: Map<string, Snapshot>) {
      return {
        load: async (stream: string, version: number) => saved.get(`${stream} ${version}`),
        save: async (snapshot: Snapshot) =>
          void saved.set(
            `${snapshot.stream} ${snapshot.stateVersion}`,
            JSON.parse(JSON.stringify(snapshot)) as Snapshot,
          ),
      };
    }
    const raise = async (handler: ReturnType<typeof set>['handler'], times: number) => {
      for (let index = 0; index < times; index++)
        await handler.handle('counter-1', counter, { raiseBy: [1] }, by(`r${index}`));
    };

    test('only the tail beyond the snapshot is read, with the same result', async () => {
      const saved = new Map<string, Snapshot>();
      const { events, handler } = set(memoryEventStore(), {
        snapshots: snapshotsOf(saved),
        snapshotEvery: 10,
      });
      await raise(handler, 25);
      const reads: (number | undefined)[] = [];
      const watched: EventStore = {
        ...events,
        readStream: (stream, options) => (reads.push(options?.from), events.readStream(stream, options)),
      };
      const later = set(watched, { snapshots: snapshotsOf(saved) });
      expect(await later.handler.load('counter-1', counter)).toEqual({ state: { sum: 25 }, revision: 24 });
      expect(reads).toEqual([20]);
    });

    test('a snapshot of another log, of another state version or that cannot be read is not believed', async () => {
      const saved = new Map<string, Snapshot>();
      await raise(set(memoryEventStore(), { snapshots: snapshotsOf(saved), snapshotEvery: 10 }).handler, 25);
      const other = set(memoryEventStore(), { snapshots: snapshotsOf(saved) });
      await other.handler.handle('counter-1', counter, { raiseBy: [7] }, by('x'));
      expect(
        await set(other.events, { snapshots: snapshotsOf(saved) }).handler.load('counter-1', counter),
      ).toEqual({ state: { sum: 7 }, revision: 0 });

      const told: unknown[] = [];
      const broken = {
        load: () => Promise.reject(new Error('unreadable')),
        save: () => Promise.reject(new Error('full')),
      };
      const unlucky = set(other.events, {
        snapshots: broken,
        snapshotEvery: 1,
        onSnapshotError: error => told.push(error),
      });
      expect(await unlucky.handler.handle('counter-1', counter, { raiseBy: [1] }, by('y'))).toMatchObject({
        kind: 'accepted',
      });
      await Promise.resolve();
      expect(told).toHaveLength(2);
    });
  });

  test('the cache of aggregates stays within its bound and changes no answer', async () => {
    const { handler } = set(memoryEventStore(), { cacheSize: 100 });
    for (let round = 0; round < 3; round++)
      for (let stream = 0; stream < 20; stream++)
        await handler.handle(`counter-${stream}`, counter, { raiseBy: [1] }, by(`${round}-${stream}`));
    expect(await handler.load('counter-7', counter)).toEqual({ state: { sum: 3 }, revision: 2 });
  });
});
