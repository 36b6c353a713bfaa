import type { OpenStore } from './open.ts';
import {
  eventAt,
  everything,
  keys,
  patch,
  projectionOf,
  put,
  refusal,
  Subject,
  things,
  timeOf,
} from './things.ts';

export function rebuildCompliance(open: OpenStore): void {
  describe('rebuild', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await Subject.over(await open());
    });
    const name = everything.name;

    test('the old collections serve and follow until the swap; then the new ones, at their position', async () => {
      await subject.happen(put('a', { size: 1 }), put('old'));
      const rebuild = await subject.store.beginRebuild(everything);
      await rebuild.apply([eventAt(1, put('a', { size: 100 }))]);
      expect(await subject.column('size')).toEqual({ a: 1, old: null });
      await subject.happen(patch('a', { size: 2 }));
      expect(await subject.column('size')).toEqual({ a: 2, old: null });
      await rebuild.apply([
        eventAt(2, patch('a', { size: 101 })),
        eventAt(3, put('b', { size: 1 }, { x: 1 })),
      ]);
      await rebuild.finish(4, timeOf(4));
      expect(await subject.column('size')).toEqual({ a: 101, b: 1 });
      expect(await subject.store.get(things.name, 'b')).toMatchObject({ body: { x: 1 } });
      expect(await subject.store.position(name)).toBe(4);
      await subject.batch(eventAt(5, patch('b', { size: 2 })));
      expect(await subject.column('size')).toEqual({ a: 101, b: 2 });
    });

    test('says which event it has reached, where it was told', async () => {
      const { store } = subject;
      const reached = async () => (await store.open(everything)).eventId;
      expect(await reached()).toBeUndefined();
      await store.apply(name, [eventAt(1, put('a'))], 1, timeOf(1), 'the first');
      expect(await reached()).toBe('the first');
      await store.apply(name, [], 1, timeOf(1), 'another');
      expect(await reached()).toBe('the first');
      const rebuild = await store.beginRebuild(everything);
      await rebuild.apply([eventAt(2, put('b'))]);
      expect(await reached()).toBe('the first');
      await rebuild.finish(3, timeOf(3), 'the third');
      expect(await reached()).toBe('the third');
      await store.apply(name, [eventAt(4, put('a'))], 4, timeOf(4));
      expect(await reached()).toBeUndefined();
    });

    test('the new collections know the past, also after the swap', async () => {
      await subject.happen(put('a', { name: 'gone', size: 1 }));
      const rebuild = await subject.store.beginRebuild(everything);
      await rebuild.apply([
        eventAt(1, put('a', { name: 'x', size: 10 })),
        eventAt(2, patch('a', { size: 20 })),
      ]);
      await rebuild.apply([eventAt(3, patch('a', { size: 30 }))]);
      await rebuild.finish(3, timeOf(3));
      await subject.batch(eventAt(4, patch('a', { size: 40 })));
      const sizes = [];
      for (const position of [1, 2, 3, 4]) sizes.push((await subject.column('size', position))['a']);
      expect(sizes).toEqual([10, 20, 30, 40]);
      expect(await subject.store.positionAt(timeOf(2))).toBe(2);
      expect(
        (await subject.store.history(things.name, 'a')).map(({ position, from, to }) => [position, from, to]),
      ).toEqual([
        [4, 30, 40],
        [3, 20, 30],
        [2, 10, 20],
      ]);
      expect(await subject.store.former(things.name, { text: 'gone', match: 'exact', limit: 9 })).toEqual([]);
      expect(await subject.store.former(things.name, { text: 'x', match: 'exact', limit: 9 })).toHaveLength(
        1,
      );
      expect((await subject.store.compare(things.name, { position: 1 }, {})).items).toEqual([
        { id: 'a', kind: 'changed', columns: { size: { from: 10, to: 40 } } },
      ]);
    });

    test('what presence wrote before and during it survives for documents that are still there', async () => {
      await subject.happen(put('a'), put('b'), put('c'));
      const touch = (id: string, seen: number) =>
        subject.store.touch(things.name, [{ id, columns: { seen } }]);
      await touch('a', 5);
      await touch('c', 6);
      const rebuild = await subject.store.beginRebuild(everything);
      await rebuild.apply([eventAt(1, put('a'), put('b'))]);
      await touch('b', 7);
      await rebuild.finish(1, timeOf(1));
      expect(await subject.column('seen')).toEqual({ a: 5, b: 7 });
    });

    test('given up, it leaves everything as it was, and another can begin', async () => {
      await subject.happen(put('a', { size: 1 }));
      const given = await subject.store.beginRebuild(everything);
      await given.apply([eventAt(1, put('b'))]);
      await given.abort();
      expect(await subject.column('size')).toEqual({ a: 1 });
      const next = await subject.store.beginRebuild(everything);
      await next.finish(1, timeOf(1));
      expect(await subject.ids()).toEqual([]);
    });

    test('of nothing is an empty collection that can be used', async () => {
      const rebuild = await subject.store.beginRebuild(everything);
      await rebuild.finish(0, new Date(0).toISOString());
      expect(await subject.find()).toEqual({ items: [], total: 0, next: null, position: 0 });
      expect(await refusal(subject.find({ asOf: { time: timeOf(0) } }))).toBe('QUERY_BEFORE_RECORDS');
      await subject.happen(put('a'));
      expect(await subject.ids()).toEqual(['a']);
    });

    test('tells of the swap with every collection and no ids: anything may have changed', async () => {
      await subject.happen(put('a'));
      const heard: [string, number, number][] = [];
      subject.store.onChange(({ collection, ids, position }) =>
        heard.push([collection, ids.length, position]),
      );
      const rebuild = await subject.store.beginRebuild(everything);
      await rebuild.apply([eventAt(1, put('b'))]);
      expect(heard).toEqual([]);
      await rebuild.finish(2, timeOf(2));
      expect(heard.sort()).toEqual(everything.collections.map(one => [one.name, 0, 2]).sort());
    });

    test('another version of projection or collection needs one; it brings the new columns', async () => {
      await subject.happen(put('a', { size: 1 }));
      expect(await subject.store.open(everything)).toMatchObject({ state: 'ready', position: 1 });
      expect(await subject.store.open(projectionOf(2))).toMatchObject({
        state: 'rebuild-needed',
        reason: expect.any(String) as string,
      });
      const wider = {
        ...things,
        version: 2,
        columns: { ...things.columns, colour: { type: 'text' as const } },
      };
      const next = projectionOf(2, [wider, keys]);
      expect(await subject.store.open(next)).toMatchObject({ state: 'rebuild-needed' });
      const rebuild = await subject.store.beginRebuild(next);
      await rebuild.apply([eventAt(1, put('a', { colour: 'red' }))]);
      await rebuild.finish(1, timeOf(1));
      expect(await subject.column('colour')).toEqual({ a: 'red' });
      expect(subject.store.definition(things.name).version).toBe(2);
      expect(await subject.store.open(next)).toMatchObject({ state: 'ready', position: 1 });
    });
  });
}
