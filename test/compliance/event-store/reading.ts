import { readWholeStream, type EventFilter, type StoredEvent } from '../../../domain/kernel/index.ts';
import type { EventStoreAtTest } from './at-test.ts';

export function readingCompliance(at: EventStoreAtTest): void {
  const { some, all } = at;

  describe('reading', () => {
    test('a missing stream gives nothing, an empty log position 0', async () => {
      expect(await readWholeStream(at.store, 'thing-1')).toEqual([]);
      expect(await all()).toEqual([]);
      expect(await at.store.lastPosition()).toBe(0);
    });

    test('a stream of 10,000 events, whole, from a revision and counted', async () => {
      for (let revision = -1; revision < 9_999; revision += 500)
        await at.store.append('thing-1', revision < 0 ? 'none' : revision, some(500));
      await at.store.append('thing-2', 'none', some(1));
      expect((await readWholeStream(at.store, 'thing-1')).map(({ revision }) => revision)).toEqual(
        Array.from({ length: 10_000 }, (_, index) => index),
      );
      expect((await readWholeStream(at.store, 'thing-1', 9_998)).map(({ revision }) => revision)).toEqual([
        9_998, 9_999,
      ]);
      expect(await readWholeStream(at.store, 'thing-1', 10_000)).toEqual([]);
      const counted: StoredEvent[] = [];
      for await (const batch of at.store.readStream('thing-1', { from: 5, maxCount: 2_500 }))
        counted.push(...batch);
      expect(counted.map(({ revision }) => revision)).toEqual(
        Array.from({ length: 2_500 }, (_, index) => index + 5),
      );
    });

    test('global order is the order of appending, resumed after any event, in batches of any size', async () => {
      for (let index = 0; index < 30; index++)
        await at.store.append(`thing-${index % 4}`, 'any', some(1 + (index % 3), { data: index }));
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
        await at.store.append(
          `${['a', 'ab', 'c'][index % 3]}-${index % 5}`,
          'any',
          some(2, { type: index % 4 === 0 ? 'Rare' : 'Usual' }),
        );
      await at.store.append('a', 'none', some(1));
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
      await at.store.append('thing-1', 'none', some(3));
      const whole = await all();
      for (const one of whole) expect(await at.store.eventAt(one.position)).toEqual(one);
      for (const other of [0, whole[0]!.position - 1, whole[2]!.position + 1, Number.MAX_SAFE_INTEGER])
        expect(await at.store.eventAt(other)).toBeUndefined();
    });

    test('reading from a number between positions is reading from there, both ways', async () => {
      for (let index = 0; index < 5; index++) await at.store.append('thing-1', 'any', some(1));
      const whole = await all();
      const middle = whole[2]!.position;
      expect(await all(middle - 1)).toEqual(whole.slice(2));
      expect(await all(middle + 1, { direction: 'backward' })).toEqual(whole.slice(0, 3).reverse());
      expect(await all(middle + 1)).toEqual(whole.slice(3).filter(one => one.position > middle + 1));
    });

    test('a reader may leave early, and one that is aborted throws rather than answering a part', async () => {
      await at.store.append('thing-1', 'none', some(30));
      for await (const batch of at.store.readAll(0, { batchSize: 10 })) {
        expect(batch).toHaveLength(10);
        break;
      }
      const stop = new AbortController();
      const reading = async (): Promise<void> => {
        for await (const batch of at.store.readAll(0, { batchSize: 10, signal: stop.signal })) {
          expect(batch).toHaveLength(10);
          stop.abort(new Error('enough'));
        }
      };
      await expect(reading()).rejects.toThrow('enough');
      await expect(
        (async () => {
          for await (const _ of at.store.readStream('thing-1', { signal: stop.signal }));
        })(),
      ).rejects.toThrow('enough');
    });
  });
}
