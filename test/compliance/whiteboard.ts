import type { TestClock } from '../../adapters/platform/clock.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import type { Whiteboard } from '../../domain/kernel/index.ts';

/** What every whiteboard does. `open` answers an empty one, and another server's view of the same. */
export function whiteboardCompliance(
  name: string,
  open: (clock: TestClock) => Promise<readonly [Whiteboard, Whiteboard]>,
): void {
  describe(`whiteboard: ${name}`, () => {
    let clock: TestClock;
    let board: Whiteboard;
    let other: Whiteboard;
    const inMs = (ms: number): string => new Date(Date.parse(clock.now()) + ms).toISOString();
    const minute = 60_000;

    beforeEach(async () => {
      clock = fixedClock();
      [board, other] = await open(clock);
    });

    test('what one server writes another reads, whole', async () => {
      expect(await other.get('job', 'a/b')).toBeUndefined();
      const value = { state: '実行中', done: 3, parts: [1, null, { deep: true }] };
      await board.put('job', 'a/b', value, inMs(minute));
      expect(await other.get('job', 'a/b')).toEqual({ id: 'a/b', count: 0, value });
      await other.put('job', 'a/b', { state: 'done' }, inMs(minute));
      expect(await board.get('job', 'a/b')).toEqual({ id: 'a/b', count: 0, value: { state: 'done' } });
    });

    test('lists one kind by id, and no other', async () => {
      for (const id of ['b', 'a', 'ä', 'c d']) await board.put('job', id, {}, inMs(minute));
      await board.put('job-cancel', 'x', {}, inMs(minute));
      expect((await other.list('job')).map(({ id }) => id)).toEqual(['a', 'b', 'c d', 'ä']);
      expect(await other.list('jo')).toEqual([]);
    });

    test('counts what all add, and answers what was there before', async () => {
      expect(await board.add('rate', 'x', 2, { level: 9 }, inMs(minute))).toBeUndefined();
      expect(await other.add('rate', 'x', 3, { level: 8 }, inMs(minute))).toEqual({
        id: 'x',
        count: 2,
        value: { level: 9 },
      });
      await board.put('rate', 'x', { level: 7 }, inMs(minute));
      expect(await other.add('rate', 'x', -1, {}, inMs(minute))).toMatchObject({
        count: 5,
        value: { level: 7 },
      });
      expect(await board.get('rate', 'x')).toMatchObject({ count: 4, value: {} });
    });

    test('of additions at once none is lost, also of the first', async () => {
      const adding = Array.from({ length: 40 }, (_, i) =>
        (i % 2 ? board : other).add('rate', 'x', 1, {}, inMs(minute)),
      );
      const before = (await Promise.all(adding)).map(note => note?.count ?? 0);
      expect(before.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
      expect((await board.get('rate', 'x'))?.count).toBe(40);
    });

    test('a note whose time is over does not exist; what is written then begins anew', async () => {
      await board.add('rate', 'x', 5, { level: 1 }, inMs(minute));
      await board.put('rate', 'y', {}, inMs(2 * minute));
      clock.advance(minute);
      expect(await other.get('rate', 'x')).toBeUndefined();
      expect((await other.list('rate')).map(({ id }) => id)).toEqual(['y']);
      expect(await other.remove('rate', 'x')).toBe(false);
      await board.add('rate', 'x', 5, {}, inMs(minute));
      clock.advance(minute);
      const adding = [board, other].map(one => one.add('rate', 'x', 1, {}, inMs(minute)));
      expect((await Promise.all(adding)).map(note => note?.count ?? 0).sort()).toEqual([0, 1]);
      expect((await board.get('rate', 'x'))?.count).toBe(2);
    });

    test('what is removed is gone for all', async () => {
      await board.put('job', 'x', {}, inMs(minute));
      expect(await other.remove('job', 'x')).toBe(true);
      expect(await board.remove('job', 'x')).toBe(false);
      expect(await board.get('job', 'x')).toBeUndefined();
    });
  });
}
