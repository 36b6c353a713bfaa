import type { OpenStore } from './open.ts';
import { increment, patch, put, remove, Subject, things, timeOf } from './things.ts';

/** Facts learned after they happened. Event `n` is learned at time `n`; `happenLate(h, …)` happened at time `h`. */
export function lateCompliance(open: OpenStore): void {
  describe('late facts', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await Subject.over(await open());
    });
    const size = async (position?: number, asKnown?: 'now') =>
      (await subject.column('size', position, asKnown))['a'];
    const both = async (position: number) => [await size(position), await size(position, 'now')];

    test('one that happened after what stands is the present value, and corrects the past as known now', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen();
      await subject.happen();
      await subject.happen();
      await subject.happenLate(3, patch('a', { size: 2 }));
      expect(await size()).toBe(2);
      expect([await both(1), await both(2), await both(3), await both(4), await both(5)]).toEqual([
        [1, 1],
        [1, 1],
        [1, 2],
        [1, 2],
        [2, 2],
      ]);
    });

    test('one that happened before what stands changes nothing now, only what is known about then', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen();
      await subject.happen();
      await subject.happen(patch('a', { size: 4 }));
      await subject.happenLate(2, patch('a', { size: 2 }));
      expect(await size()).toBe(4);
      expect([await both(1), await both(2), await both(3), await both(4), await both(5)]).toEqual([
        [1, 1],
        [1, 2],
        [1, 2],
        [4, 4],
        [4, 4],
      ]);
      expect(
        (await subject.store.history(things.name, 'a')).map(({ position, to }) => [position, to]),
      ).toEqual([[4, 4]]);
    });

    test('what a late event sets beside counting is held against what stood there before the event', async () => {
      await subject.happen();
      await subject.happen();
      await subject.happen(put('a', { size: 10 }));
      await subject.happenLate(1, increment('a', { size: -1 }), patch('a', { size: 2 }));
      expect(await size()).toBe(9);
    });

    test('several are taken in the order in which they happened, of one time the later learned wins', async () => {
      await subject.happen(put('a', { size: 1 }));
      for (let i = 0; i < 5; i++) await subject.happen();
      await subject.happenLate(4, patch('a', { size: 40 }));
      await subject.happenLate(2, patch('a', { size: 20 }));
      await subject.happenLate(4, patch('a', { size: 41 }));
      expect(await size()).toBe(41);
      expect([
        await size(1, 'now'),
        await size(2, 'now'),
        await size(3, 'now'),
        await size(4, 'now'),
        await size(6, 'now'),
      ]).toEqual([1, 20, 20, 41, 41]);
    });

    test('one that repeats the present value still tells about then', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen();
      await subject.happen(patch('a', { size: 3 }));
      await subject.happenLate(2, patch('a', { size: 3 }));
      expect(await size()).toBe(3);
      expect(await both(2)).toEqual([1, 3]);
    });

    test('each column goes by its own time', async () => {
      await subject.happen(put('a', { size: 1, name: 'x' }));
      await subject.happen();
      await subject.happen(patch('a', { size: 3 }));
      await subject.happenLate(2, patch('a', { size: 2, name: 'y' }));
      expect([await subject.column('size'), await subject.column('name')]).toEqual([{ a: 3 }, { a: 'y' }]);
      expect([await subject.column('size', 2, 'now'), await subject.column('name', 2, 'now')]).toEqual([
        { a: 2 },
        { a: 'y' },
      ]);
    });

    test('by time: counts what happened up to that time, not up to the last event before it', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.batch({
        position: 9,
        at: timeOf(9),
        happenedAt: timeOf(4),
        changes: [patch('a', { size: 2 })],
      });
      const at = async (time: string) =>
        (await subject.find({ asOf: { time, asKnown: 'now' } })).items[0]?.columns['size'];
      expect([await at(timeOf(3)), await at(timeOf(4)), await at(timeOf(5)), await at(timeOf(9))]).toEqual([
        1, 2, 2, 2,
      ]);
    });

    test('a document learned of late was there then, as known now', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen();
      await subject.happen();
      await subject.happenLate(2, put('b', { size: 5 }));
      expect(await subject.column('size', 3)).toEqual({ a: 1 });
      expect(await subject.column('size', 2, 'now')).toEqual({ a: 1, b: 5 });
      expect(await subject.column('size', 1, 'now')).toEqual({ a: 1 });
      expect(await subject.column('size')).toEqual({ a: 1, b: 5 });
    });

    test('a deletion learned of late was so then, as known now', async () => {
      await subject.happen(put('a', { size: 1 }), put('b', { size: 2 }));
      await subject.happen();
      await subject.happen();
      await subject.happenLate(2, remove('b'));
      expect(await subject.column('size', 3)).toEqual({ a: 1, b: 2 });
      expect(await subject.column('size', 2, 'now')).toEqual({ a: 1 });
      expect(await subject.column('size', 1, 'now')).toEqual({ a: 1, b: 2 });
    });

    test('an increment adds whenever it arrives', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen(patch('a', { size: 10 }));
      await subject.happenLate(1, increment('a', { size: 5 }));
      expect(await size()).toBe(15);
      expect(await both(2)).toEqual([10, 10]);
    });

    test('a time ahead of the one it was learned at is no late fact', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.batch({
        position: 2,
        at: timeOf(2),
        happenedAt: timeOf(50),
        changes: [patch('a', { size: 2 })],
      });
      await subject.happen(patch('a', { size: 3 }));
      expect(await size()).toBe(3);
      expect(await both(2)).toEqual([2, 2]);
    });

    test('compares what is known now about a moment with what was known then', async () => {
      await subject.happen(put('a', { size: 1 }));
      await subject.happen();
      await subject.happenLate(2, patch('a', { size: 2 }));
      const { items } = await subject.store.compare(
        things.name,
        { position: 2 },
        { position: 2, asKnown: 'now' },
      );
      expect(items).toEqual([{ id: 'a', kind: 'changed', columns: { size: { from: 1, to: 2 } } }]);
    });
  });
}
