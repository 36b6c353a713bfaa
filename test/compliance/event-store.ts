import {
  EventTooLargeError,
  readWholeStream,
  StoreUnavailableError,
  type EventFilter,
  type EventStore,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type StoredEvent,
} from '../../domain/kernel/index.ts';
import { eventFactory } from '../support/events.ts';

/**
 * What every adapter of the EventStore port must do. `open` answers an empty store; the suite closes it.
 * Positions are compared by order only: not every store counts 1, 2, 3.
 */
export function eventStoreCompliance(adapter: string, open: () => Promise<EventStore>): void {
  describe(`event store compliance: ${adapter}`, () => {
    let store: EventStore;
    let event: (more?: Partial<NewEvent>) => NewEvent;
    beforeEach(async () => {
      store = await open();
      event = eventFactory();
    });
    afterEach(() => store.close());

    const some = (count: number, more: Partial<NewEvent> = {}): NewEvent[] =>
      Array.from({ length: count }, () => event(more));

    async function all(after: Position = 0, options: ReadAllOptions = {}): Promise<StoredEvent[]> {
      const events: StoredEvent[] = [];
      for await (const batch of store.readAll(after, options)) events.push(...batch);
      return events;
    }

    /** Follows until `enough` says so, then aborts; answers the events in the order they came. */
    async function follow(
      after: Position,
      filter: EventFilter,
      enough: (seen: readonly StoredEvent[], caughtUp: Position) => boolean,
    ): Promise<StoredEvent[]> {
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      let caughtUp = -1;
      for await (const message of store.subscribe(after, filter, stop.signal)) {
        if (message.kind === 'events') seen.push(...message.events);
        else caughtUp = message.position;
        if (enough(seen, caughtUp)) stop.abort();
      }
      return seen;
    }

    describe('append', () => {
      test('gives back what was put in, with stream, revision and position', async () => {
        const [first, second] = [
          event({ data: { n: 1 }, happenedAt: '2025-12-31T23:59:59Z', causationId: 'why' }),
          event({ data: [1.5, null, 'x', { deep: [{}] }] }),
        ];
        const result = await store.append('thing-1', 'none', [first, second]);
        const read = await readWholeStream(store, 'thing-1');
        expect(read).toEqual([
          { ...first, stream: 'thing-1', revision: 0, position: expect.any(Number) as number },
          { ...second, stream: 'thing-1', revision: 1, position: expect.any(Number) as number },
        ]);
        expect(result).toEqual({
          kind: 'appended',
          revision: 1,
          position: read[1]!.position,
          repeated: false,
        });
        expect(read[0]!.position).toBeLessThan(read[1]!.position);
        expect(await store.lastPosition()).toBe(read[1]!.position);
      });

      test.each([
        ['none', 'conflict', 'appended'],
        ['exists', 'appended', 'conflict'],
        ['any', 'appended', 'appended'],
        [2, 'appended', 'conflict'],
        [1, 'conflict', 'conflict'],
        [3, 'conflict', 'conflict'],
      ] as const)(
        'expecting %s: %s on a stream at revision 2, %s on a missing one',
        async (expected, there, missing) => {
          await store.append('thing-1', 'none', some(3));
          expect(await store.append('thing-1', expected, some(1))).toMatchObject(
            there === 'conflict' ? { kind: 'conflict', actual: 2 } : { kind: 'appended', revision: 3 },
          );
          expect(await store.append('thing-2', expected, some(1))).toMatchObject(
            missing === 'conflict' ? { kind: 'conflict', actual: -1 } : { kind: 'appended', revision: 0 },
          );
          expect(await readWholeStream(store, 'thing-1')).toHaveLength(there === 'conflict' ? 3 : 4);
          expect(await readWholeStream(store, 'thing-2')).toHaveLength(missing === 'conflict' ? 0 : 1);
        },
      );

      test('no events: only the expectation is checked', async () => {
        expect(await store.append('thing-1', 'none', [])).toEqual({
          kind: 'appended',
          revision: -1,
          position: 0,
          repeated: false,
        });
        expect(await store.append('thing-1', 'exists', [])).toEqual({ kind: 'conflict', actual: -1 });
        const { position } = (await store.append('thing-1', 'none', some(2))) as { position: number };
        await store.append('thing-2', 'none', some(1));
        expect(await store.append('thing-1', 1, [])).toEqual({
          kind: 'appended',
          revision: 1,
          position,
          repeated: false,
        });
        expect(await store.append('thing-1', 0, [])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await all()).toHaveLength(3);
      });

      test('the same events again are a repeat: answered as the first time, not written', async () => {
        const [one, two, three] = [some(2), some(1), some(2)];
        const answers = [
          await store.append('thing-1', 'none', one),
          await store.append('thing-1', 1, two),
          await store.append('thing-1', 'any', three),
        ];
        const again = [
          await store.append('thing-1', 'none', one),
          await store.append('thing-1', 1, two),
          await store.append('thing-1', 'any', three),
          await store.append('thing-1', 'exists', three),
        ];
        expect(again).toEqual([...answers, answers[2]!].map(answer => ({ ...answer, repeated: true })));
        expect(await all()).toHaveLength(5);
      });

      test('half a repeat is a conflict', async () => {
        const [a, b, c] = some(3) as [NewEvent, NewEvent, NewEvent];
        await store.append('thing-1', 'none', [a, b]);
        expect(await store.append('thing-1', 'none', [a, c])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.append('thing-1', 'none', [b])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.append('thing-1', 'none', [a, b, c])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.append('thing-1', 'any', [b, c])).toEqual({ kind: 'conflict', actual: 1 });
        expect(await all()).toHaveLength(2);
      });

      test('the same id on another stream is another event', async () => {
        const events = some(1);
        await store.append('thing-1', 'none', events);
        expect(await store.append('thing-2', 'none', events)).toMatchObject({
          kind: 'appended',
          repeated: false,
        });
      });

      test('revisionOf finds an event by its id in its own stream only', async () => {
        const events = some(3);
        await store.append('thing-1', 'none', events);
        expect(await store.revisionOf('thing-1', events[1]!.id)).toBe(1);
        expect(await store.revisionOf('thing-1', event().id)).toBe(-1);
        expect(await store.revisionOf('thing-2', events[1]!.id)).toBe(-1);
      });

      test('of appends at once, the wrong one is refused and no neighbour harmed', async () => {
        await store.append('thing-0', 'none', some(1));
        const answers = await Promise.all(
          Array.from({ length: 60 }, (_, index) =>
            index % 3 === 1
              ? store.append('thing-0', 7, some(2))
              : store.append(`thing-${index}-x`, 'none', some(2)),
          ),
        );
        answers.forEach((answer, index) =>
          expect(answer).toMatchObject(
            index % 3 === 1 ? { kind: 'conflict', actual: 0 } : { kind: 'appended', revision: 1 },
          ),
        );
        expect(await all()).toHaveLength(1 + 40 * 2);
      });

      test('of writers at once to one stream exactly one wins each revision', async () => {
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => store.append('thing-1', 'none', some(1))),
        );
        expect(answers.filter(answer => answer.kind === 'appended')).toHaveLength(1);
        expect(answers.filter(answer => answer.kind === 'conflict' && answer.actual === 0)).toHaveLength(19);
      });

      test('an event too large is refused with its size, and nothing of its append is kept', async () => {
        const large = event({ data: 'ü'.repeat(5 * 1024 * 1024) });
        const appending = store.append('thing-1', 'none', [event(), large]);
        await expect(appending).rejects.toBeInstanceOf(EventTooLargeError);
        await expect(appending).rejects.toMatchObject({ limit: 8 * 1024 * 1024 });
        expect(await all()).toEqual([]);
        const fitting = event({ data: 'x'.repeat(4 * 1024 * 1024) });
        await store.append('thing-1', 'none', [fitting]);
        expect((await readWholeStream(store, 'thing-1'))[0]!.data).toBe(fitting.data);
      });

      test.each([
        ['an empty stream name', '', {}, /stream name/],
        ['a stream name with a lone surrogate', 'thing-\ud800', {}, /stream name/],
        [
          'a stream name that begins with $',
          '$thing-1',
          {},
          /stream name "\$thing-1" must not begin with \$/,
        ],
        ['a type that begins with $', 'thing-1', { type: '$>' }, /event type/],
        ['an empty type', 'thing-1', { type: '' }, /event type/],
        ['an id that is no UUID', 'thing-1', { id: 'x' }, /id must be a lower-case UUID/],
        ['a time without milliseconds', 'thing-1', { at: '2026-01-05T09:00:00Z' }, /at must be RFC 3339 UTC/],
        [
          'a day that does not exist',
          'thing-1',
          { at: '2026-13-05T09:00:00.000Z' },
          /at must be RFC 3339 UTC/,
        ],
      ])('%s is an error of the caller', async (_name, stream, more, message) => {
        await expect(store.append(stream, 'any', [event(more)])).rejects.toThrow(message);
        expect(await store.lastPosition()).toBe(0);
      });

      test('a negative or broken expected revision is an error of the caller', async () => {
        await expect(store.append('thing-1', -1, some(1))).rejects.toThrow(RangeError);
        await expect(store.append('thing-1', 0.5, some(1))).rejects.toThrow(RangeError);
      });

      test('any text survives: Japanese, emoji, lone surrogates, NUL, in data and in names', async () => {
        const text = '端末管理 ｶﾅ 🖥️ \ud800 \udc00x \0 \u2028 "\\ é e\u0301';
        const stream = '端末-日本語 🖥️/1';
        await store.append(stream, 'none', [event({ type: '端末が登録された', data: { [text]: text } })]);
        expect(await readWholeStream(store, stream)).toMatchObject([
          { type: '端末が登録された', stream, data: { [text]: text } },
        ]);
        expect(await all(0, { categories: ['端末'] })).toHaveLength(1);
      });

      test('time never goes back in the log by the skew of concurrent callers', async () => {
        await store.append('thing-1', 'none', [event({ at: '2026-01-05T09:00:01.000Z' })]);
        await store.append('thing-2', 'none', [event({ at: '2026-01-05T09:00:00.990Z' })]);
        await store.append('thing-3', 'none', [event({ at: '2026-01-04T00:00:00.000Z' })]);
        expect((await all()).map(({ at }) => at)).toEqual([
          '2026-01-05T09:00:01.000Z',
          '2026-01-05T09:00:01.000Z',
          '2026-01-04T00:00:00.000Z',
        ]);
      });
    });

    describe('reading', () => {
      test('a missing stream gives nothing, an empty log position 0', async () => {
        expect(await readWholeStream(store, 'thing-1')).toEqual([]);
        expect(await all()).toEqual([]);
        expect(await store.lastPosition()).toBe(0);
      });

      test('a stream of 10,000 events, whole, from a revision and counted', async () => {
        for (let revision = -1; revision < 9_999; revision += 500)
          await store.append('thing-1', revision < 0 ? 'none' : revision, some(500));
        await store.append('thing-2', 'none', some(1));
        expect((await readWholeStream(store, 'thing-1')).map(({ revision }) => revision)).toEqual(
          Array.from({ length: 10_000 }, (_, index) => index),
        );
        expect((await readWholeStream(store, 'thing-1', 9_998)).map(({ revision }) => revision)).toEqual([
          9_998, 9_999,
        ]);
        expect(await readWholeStream(store, 'thing-1', 10_000)).toEqual([]);
        const counted: StoredEvent[] = [];
        for await (const batch of store.readStream('thing-1', { from: 5, maxCount: 2_500 }))
          counted.push(...batch);
        expect(counted.map(({ revision }) => revision)).toEqual(
          Array.from({ length: 2_500 }, (_, index) => index + 5),
        );
      });

      test('global order is the order of appending, resumed after any event, in batches of any size', async () => {
        for (let index = 0; index < 30; index++)
          await store.append(`thing-${index % 4}`, 'any', some(1 + (index % 3), { data: index }));
        const whole = await all();
        const order = whole.map(({ data }) => data as number);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(whole.every((one, index) => index === 0 || one.position > whole[index - 1]!.position)).toBe(
          true,
        );
        for (const batchSize of [1, 7, 59, 60, 61]) expect(await all(0, { batchSize })).toEqual(whole);
        for (const index of [0, 13, 58, 59])
          expect(await all(whole[index]!.position, { batchSize: 10 })).toEqual(whole.slice(index + 1));
        await expect(all(0, { batchSize: 0 })).rejects.toThrow(RangeError);
      });

      test('backward, until, types and categories, in every combination', async () => {
        for (let index = 0; index < 40; index++)
          await store.append(
            `${['a', 'ab', 'c'][index % 3]}-${index % 5}`,
            'any',
            some(2, { type: index % 4 === 0 ? 'Rare' : 'Usual' }),
          );
        await store.append('a', 'none', some(1));
        const whole = await all();
        const filters: EventFilter[] = [
          {},
          { types: ['Rare'] },
          { types: ['Rare', 'Usual', 'Unknown'] },
          { categories: ['a'] },
          { categories: ['a', 'c'], types: ['Rare'] },
          { types: [] },
          { categories: ['nothing'] },
        ];
        for (const filter of filters)
          for (const [from, until] of [
            [0, 80],
            [10, 40],
            [40, 40],
          ] as const) {
            const [low, high] = [whole[from]!.position, whole[until]!.position];
            const matching = whole.filter(
              one =>
                (!filter.types || filter.types.includes(one.type)) &&
                (!filter.categories || filter.categories.includes(one.stream.split('-')[0]!)),
            );
            const forward = matching.filter(one => one.position > low && one.position <= high);
            expect(await all(low, { ...filter, until: high, batchSize: 7 })).toEqual(forward);
            const backward = matching.filter(one => one.position < high && one.position >= low).reverse();
            expect(await all(high, { ...filter, until: low, direction: 'backward', batchSize: 7 })).toEqual(
              backward,
            );
            expect(await all(Infinity, { ...filter, direction: 'backward', batchSize: 9 })).toEqual(
              [...matching].reverse(),
            );
          }
      });

      test('eventAt gives the event of exactly this position, and none for any other number', async () => {
        await store.append('thing-1', 'none', some(3));
        const whole = await all();
        for (const one of whole) expect(await store.eventAt(one.position)).toEqual(one);
        for (const other of [0, whole[0]!.position - 1, whole[2]!.position + 1, Number.MAX_SAFE_INTEGER])
          expect(await store.eventAt(other)).toBeUndefined();
      });

      test('reading from a number between positions is reading from there, both ways', async () => {
        for (let index = 0; index < 5; index++) await store.append('thing-1', 'any', some(1));
        const whole = await all();
        const middle = whole[2]!.position;
        expect(await all(middle - 1)).toEqual(whole.slice(2));
        expect(await all(middle + 1, { direction: 'backward' })).toEqual(whole.slice(0, 3).reverse());
        expect(await all(middle + 1)).toEqual(whole.slice(3).filter(one => one.position > middle + 1));
      });

      test('a reader may leave early, and one that is aborted throws rather than answering a part', async () => {
        await store.append('thing-1', 'none', some(30));
        for await (const batch of store.readAll(0, { batchSize: 10 })) {
          expect(batch).toHaveLength(10);
          break;
        }
        const stop = new AbortController();
        const reading = async (): Promise<void> => {
          for await (const batch of store.readAll(0, { batchSize: 10, signal: stop.signal })) {
            expect(batch).toHaveLength(10);
            stop.abort(new Error('enough'));
          }
        };
        await expect(reading()).rejects.toThrow('enough');
        await expect(
          (async () => {
            for await (const _ of store.readStream('thing-1', { signal: stop.signal }));
          })(),
        ).rejects.toThrow('enough');
      });
    });

    describe('subscribing', () => {
      test('delivers the past, says so, then what happens, without gap or repeat', async () => {
        await store.append('thing-1', 'none', some(2_500));
        let appended = 0;
        const seen = await follow(0, {}, (events, caughtUp) => {
          if (caughtUp > 0 && appended < 20) {
            appended++;
            void store.append(`late-${appended}`, 'none', some(3));
          }
          return events.length === 2_560;
        });
        expect(seen).toEqual(await all());
      });

      test('with many writers at once nothing is missed, by several subscribers', async () => {
        const writing = Promise.all(
          Array.from({ length: 16 }, async (_, writer) => {
            for (let index = 0; index < 25; index++) await store.append(`thing-${writer}`, 'any', some(2));
          }),
        );
        const followers = [0, 1, 2].map(() => follow(0, {}, events => events.length === 800));
        await writing;
        const whole = await all();
        for (const seen of await Promise.all(followers))
          expect(seen.map(({ position }) => position)).toEqual(whole.map(({ position }) => position));
      });

      test('resumes where it was left', async () => {
        await store.append('thing-1', 'none', some(50));
        const first = await follow(0, {}, events => events.length > 0);
        await store.append('thing-1', 49, some(5));
        const second = await follow(first[20]!.position, {}, events => events.length >= 34);
        expect([...first.slice(0, 21), ...second]).toEqual(await all());
      });

      test('with a filter it is told how far the log was looked through', async () => {
        await store.append('thing-1', 'none', some(5));
        const { position } = (await store.append('other-1', 'none', some(1))) as { position: number };
        const seen = await follow(0, { categories: ['thing'] }, (_events, caughtUp) => caughtUp === position);
        expect(seen).toHaveLength(5);
        let asked = false;
        let later = Infinity;
        const none = await follow(position, { types: ['Unknown'] }, (_events, caughtUp) => {
          if (caughtUp === position && !asked) {
            asked = true;
            void store
              .append('other-1', 'any', some(2))
              .then(result => (later = (result as { position: number }).position));
          }
          return caughtUp > position && caughtUp <= later;
        });
        expect(none).toEqual([]);
      });

      test('an empty log is caught up at once; aborting ends it, also while it waits', async () => {
        expect(await follow(0, {}, (_events, caughtUp) => caughtUp === 0)).toEqual([]);
        const stop = new AbortController();
        const iterator = store.subscribe(0, {}, stop.signal)[Symbol.asyncIterator]();
        await iterator.next();
        const waiting = iterator.next();
        stop.abort();
        expect(await waiting).toMatchObject({ done: true });
      });

      test('one that is already aborted delivers nothing', async () => {
        await store.append('thing-1', 'none', some(1));
        for await (const _ of store.subscribe(0, {}, AbortSignal.abort())) throw new Error('delivered');
      });
    });

    describe('retention', () => {
      const old = { at: '2026-01-01T00:00:00.000Z' };
      const recent = { at: '2026-03-01T00:00:00.000Z' };

      test('removes by age and by count, only of its category; revisions and positions go on', async () => {
        await store.append('log-1', 'none', some(3, old));
        await store.append('fact-1', 'none', some(3, old));
        await store.append('logbook-1', 'none', some(1, old));
        await store.append('log-1', 2, some(2, recent));
        await store.append('log-2', 'none', some(5, recent));
        await store.append('gone-1', 'none', some(2, recent));
        await store.setRetention('log', { maxAgeDays: 30 });
        await store.setRetention('gone', { maxAgeDays: 1 });
        expect(await store.expire('2026-03-02T00:00:00.000Z')).toBe(3);
        expect((await readWholeStream(store, 'log-1')).map(({ revision }) => revision)).toEqual([3, 4]);
        expect(await readWholeStream(store, 'fact-1')).toHaveLength(3);
        expect(await readWholeStream(store, 'logbook-1')).toHaveLength(1);

        await store.setRetention('log', { maxCount: 2 });
        const last = await store.lastPosition();
        expect(await store.expire('2026-03-05T00:00:00.000Z')).toBe(3 + 2);
        expect((await readWholeStream(store, 'log-2')).map(({ revision }) => revision)).toEqual([3, 4]);
        expect(await readWholeStream(store, 'gone-1')).toEqual([]);
        expect(await store.expire('2026-03-05T00:00:00.000Z')).toBe(0);

        expect(await store.lastPosition()).toBe(last);
        expect(await store.append('gone-1', 'none', some(1))).toEqual({ kind: 'conflict', actual: 1 });
        expect(await store.append('gone-1', 1, some(1, recent))).toMatchObject({
          kind: 'appended',
          revision: 2,
        });
        expect(await all()).toHaveLength(2 + 3 + 1 + 2 + 1);
        expect((await follow(0, {}, events => events.length === 9)).at(-1)!.position).toBeGreaterThan(last);
      });

      test('more than a thousand at once, while others append', async () => {
        await store.append('log-1', 'none', some(5_000, old));
        await store.setRetention('log', { maxAgeDays: 1 });
        const [removed, appended] = await Promise.all([
          store.expire(recent.at),
          store.append('fact-1', 'none', some(1, recent)),
        ]);
        expect(removed).toBe(5_000);
        expect(appended).toMatchObject({ kind: 'appended' });
        expect((await all()).map(({ stream }) => stream)).toEqual(['fact-1']);
      });

      test('nonsense is an error of the caller', async () => {
        await expect(store.setRetention('log', { maxAgeDays: -1 })).rejects.toThrow(RangeError);
        await expect(store.setRetention('log', { maxCount: 1.5 })).rejects.toThrow(RangeError);
        await store.setRetention('log', { maxAgeDays: 1 });
        await store.append('log-1', 'none', some(1));
        await expect(store.expire('yesterday')).rejects.toThrow(TypeError);
      });
    });

    test('a closed store says so, also to those who follow it; closing twice is nothing', async () => {
      await store.append('thing-1', 'none', some(1));
      const iterator = store.subscribe(0, {}, new AbortController().signal)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      const waiting = iterator.next();
      const told = expect(waiting).rejects.toMatchObject({ reason: 'closed' });
      await store.close();
      await told;
      await store.close();
      await expect(store.append('thing-1', 'any', some(1))).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(all()).rejects.toMatchObject({ reason: 'closed' });
      await expect(store.lastPosition()).rejects.toMatchObject({ reason: 'closed' });
    });
  });
}
