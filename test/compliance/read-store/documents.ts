import {
  everything,
  eventAt,
  increment,
  keys,
  patch,
  put,
  remove,
  Subject,
  things,
  timeOf,
} from './things.ts';
import type { OpenStore } from './open.ts';

const missing = {
  name: null,
  address: null,
  note: null,
  size: null,
  ratio: null,
  active: null,
  bought: null,
  place: null,
  seen: null,
  state: null,
};

export function documentCompliance(open: OpenStore): void {
  describe('documents', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await Subject.over(await open());
    });
    const get = (id: string, collection = things.name) => subject.store.get(collection, id);

    test('put keeps all columns and the body; what is not named is missing', async () => {
      await subject.happen(
        put(
          'a',
          { name: 'x', size: 0, active: false, ratio: 0.5, bought: 1, place: 'P/Q' },
          { deep: [{ n: 1.5, t: '\u{1f600}' }], no: null },
        ),
      );
      expect(await get('a')).toEqual({
        id: 'a',
        columns: { ...missing, name: 'x', size: 0, active: false, ratio: 0.5, bought: 1, place: 'P/Q' },
        body: { deep: [{ n: 1.5, t: '\u{1f600}' }], no: null },
      });
      await subject.happen(put('a', { note: 'y' }));
      expect(await get('a')).toEqual({ id: 'a', columns: { ...missing, note: 'y' }, body: {} });
      expect(await get('b')).toBeUndefined();
    });

    test('values come back as they went in: integers, fractions, texts of any script, empty text', async () => {
      const size = Number.MAX_SAFE_INTEGER;
      const name = '\u0001 "\'\\ 新しい é e\u0301 \u{10ffff} \ufeff';
      await subject.happen(
        put('a', { size, name, note: '', ratio: -1.5e-300, bought: -1 }),
        put('b', { size: -size, ratio: 3 }),
      );
      expect((await get('a'))?.columns).toEqual({
        ...missing,
        size,
        name,
        note: '',
        ratio: -1.5e-300,
        bought: -1,
      });
      expect((await get('b'))?.columns).toEqual({ ...missing, size: -size, ratio: 3 });
      expect((await subject.find()).items.map(row => row.columns)).toEqual([
        (await get('a'))?.columns,
        (await get('b'))?.columns,
      ]);
    });

    test('patch sets what it names, null removes; nothing happens without the document', async () => {
      await subject.happen(put('a', { name: 'x', size: 1 }, { keep: 1, change: { old: 1 }, drop: 1 }));
      await subject.happen(
        patch('a', { size: null, note: 'n' }, { change: { new: 2 }, drop: null, add: [] }),
        patch('nobody', { size: 1 }),
      );
      expect(await get('a')).toEqual({
        id: 'a',
        columns: { ...missing, name: 'x', note: 'n' },
        body: { keep: 1, change: { new: 2 }, add: [] },
      });
      expect(await get('nobody')).toBeUndefined();
    });

    test('a body key put as null stays until a patch names it', async () => {
      await subject.happen(put('a', {}, { empty: null, other: 1 }));
      await subject.happen(patch('a', { size: 1 }, { other: 2 }), patch('a', { size: 2 }));
      expect((await get('a'))?.body).toEqual({ empty: null, other: 2 });
      await subject.happen(patch('a', {}, { empty: null }));
      expect((await get('a'))?.body).toEqual({ other: 2 });
    });

    test('delete removes; again, or of nothing, is no error; the id can be used anew', async () => {
      await subject.happen(put('a', { name: 'x' }, { b: 1 }), put('c'));
      await subject.happen(remove('a'), remove('a'), remove('nobody'));
      expect(await subject.ids()).toEqual(['c']);
      expect(await get('a')).toBeUndefined();
      await subject.happen(put('a', { size: 2 }));
      expect(await get('a')).toEqual({ id: 'a', columns: { ...missing, size: 2 }, body: {} });
    });

    test('increment adds; a missing value counts as 0, a missing document begins with `otherwise`', async () => {
      await subject.happen(put('a', { size: 5, name: 'x' }, { b: 1 }), put('b'));
      await subject.happen(
        increment('a', { size: 2, ratio: 0.5 }, { name: 'unused' }),
        increment('b', { size: -3 }),
      );
      await subject.happen(
        increment('c', { size: 1 }, { name: 'new', size: 10 }),
        increment('c', { size: 1 }),
      );
      expect(await get('a')).toEqual({
        id: 'a',
        columns: { ...missing, size: 7, ratio: 0.5, name: 'x' },
        body: { b: 1 },
      });
      expect((await get('b'))?.columns).toEqual({ ...missing, size: -3 });
      expect(await get('c')).toEqual({ id: 'c', columns: { ...missing, name: 'new', size: 12 }, body: {} });
    });

    test('changes of one event and of one batch count in their order', async () => {
      await subject.batch(
        eventAt(1, put('a', { size: 1 }), patch('a', { size: 2 }), increment('a', { size: 10 })),
        eventAt(2, remove('a'), put('a', { note: 'again' })),
        eventAt(3, put('b', { size: 1 }), remove('b'), patch('b', { size: 9 })),
      );
      expect((await get('a'))?.columns).toEqual({ ...missing, note: 'again' });
      expect(await get('b')).toBeUndefined();
    });

    test('collections are apart: one id in two of them is two documents', async () => {
      await subject.happen(put('a', { name: 'x' }), put('a', { owner: 'y' }, {}, keys.name));
      await subject.happen(remove('a'));
      expect(await get('a', keys.name)).toEqual({ id: 'a', columns: { owner: 'y' }, body: {} });
    });
  });

  describe('apply', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await Subject.over(await open());
    });
    const apply = (events: Parameters<typeof subject.store.apply>[1], position: number) =>
      subject.store.apply(everything.name, events, position, timeOf(position));
    const sizeOf = async (id: string) => (await subject.store.get(things.name, id))?.columns['size'];

    test('positions begin at 0, follow what is applied, and move without changes too', async () => {
      expect(await subject.store.position(everything.name)).toBe(0);
      await apply([eventAt(4, put('a'))], 7);
      expect(await subject.store.position(everything.name)).toBe(7);
      await apply([], 9);
      expect(await subject.store.position(everything.name)).toBe(9);
      expect((await subject.find()).position).toBe(9);
    });

    test('the same batch again changes nothing; of an overlapping one only the news count', async () => {
      const first = [eventAt(1, increment('a', { size: 1 })), eventAt(2, increment('a', { size: 1 }))];
      await apply(first, 2);
      await apply(first, 2);
      await apply([eventAt(1, remove('a'))], 1);
      expect(await sizeOf('a')).toBe(2);
      await apply([...first, eventAt(3, increment('a', { size: 10 }))], 3);
      expect(await sizeOf('a')).toBe(12);
      expect(await subject.store.position(everything.name)).toBe(3);
    });

    test.each([
      ['a column that is not declared', put('b', { nope: 1 })],
      ['a value of another type', put('b', { size: 'x' })],
      ['a fraction in an integer column', put('b', { size: 1.5 })],
      ['a column that presence writes', patch('a', { seen: 1 })],
      ['an increment of a text', increment('a', { name: 1 })],
      ['a collection of nobody', put('b', {}, {}, 'test.nobody')],
    ])('%s is thrown and nothing of the batch is kept', async (_what, wrong) => {
      await apply([eventAt(1, put('a', { size: 1 }))], 1);
      await expect(apply([eventAt(2, patch('a', { size: 2 })), eventAt(3, wrong)], 3)).rejects.toThrow();
      expect(await sizeOf('a')).toBe(1);
      expect(await subject.store.position(everything.name)).toBe(1);
      expect(await subject.ids()).toEqual(['a']);
      await apply([eventAt(2, patch('a', { size: 2 }))], 2);
      expect(await sizeOf('a')).toBe(2);
    });

    test('of a projection that was not opened is thrown', async () => {
      await expect(subject.store.apply('test.unknown', [], 1, timeOf(1))).rejects.toThrow();
    });
  });

  describe('what presence writes', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await Subject.over(await open());
      await subject.happen(put('a', { name: 'x' }), put('b', { name: 'y' }));
    });
    const touch = (id: string, columns: Record<string, number | string | null>) =>
      subject.store.touch(things.name, [{ id, columns }]);

    test('sets volatile columns of documents that exist, which filter and sort like others', async () => {
      await subject.store.touch(things.name, [
        { id: 'a', columns: { seen: 5, state: 'online' } },
        { id: 'b', columns: { seen: 9 } },
        { id: 'nobody', columns: { seen: 7 } },
      ]);
      expect(await subject.column('seen')).toEqual({ a: 5, b: 9 });
      expect(await subject.ids({ sort: [{ column: 'seen', direction: 'desc' }] })).toEqual(['b', 'a']);
      expect(await subject.ids({ filter: { op: 'range', column: 'seen', lt: 9 } })).toEqual(['a']);
      expect(await subject.store.groupBy(things.name, 'state')).toEqual([
        { value: null, count: 1 },
        { value: 'online', count: 1 },
      ]);
      expect((await subject.store.get(things.name, 'a'))?.columns).toMatchObject({
        name: 'x',
        seen: 5,
        state: 'online',
      });
    });

    test('touches only what it names; survives put and patch, not deletion', async () => {
      await touch('a', { seen: 5, state: 'online' });
      await touch('a', { seen: 6 });
      await subject.happen(put('a', { name: 'z' }), patch('a', { size: 1 }));
      expect((await subject.store.get(things.name, 'a'))?.columns).toMatchObject({
        name: 'z',
        size: 1,
        seen: 6,
        state: 'online',
      });
      await touch('a', { state: null });
      expect((await subject.store.get(things.name, 'a'))?.columns).toMatchObject({ seen: 6, state: null });
      await subject.happen(remove('a'));
      await subject.happen(put('a'));
      expect((await subject.store.get(things.name, 'a'))?.columns).toEqual(missing);
    });

    test('is unknown in the past, and no change of history', async () => {
      await touch('a', { seen: 5 });
      expect(await subject.column('seen', 1)).toEqual({ a: null, b: null });
      expect(await subject.ids({ filter: { op: 'missing', column: 'seen' }, asOf: { position: 1 } })).toEqual(
        ['a', 'b'],
      );
      expect(await subject.store.history(things.name, 'a')).toEqual([]);
    });

    test('other columns are thrown, and nothing is touched', async () => {
      const updates = [
        { id: 'a', columns: { seen: 5 } },
        { id: 'b', columns: { name: 'z' } },
      ];
      await expect(subject.store.touch(things.name, updates)).rejects.toThrow();
      expect(await subject.column('seen')).toEqual({ a: null, b: null });
      expect(await subject.column('name')).toEqual({ a: 'x', b: 'y' });
    });
  });

  describe('onChange', () => {
    test('tells the ids each apply changed, per collection, until it is told to stop', async () => {
      const subject = await Subject.over(await open());
      const heard: { collection: string; ids: string[]; position: number }[] = [];
      const stop = subject.store.onChange(({ collection, ids, position }) =>
        heard.push({ collection, ids: [...ids].sort(), position }),
      );
      await subject.batch(
        eventAt(1, put('a'), put('b'), put('k', {}, {}, keys.name)),
        eventAt(2, patch('a', { size: 1 })),
      );
      expect(heard.sort((x, y) => (x.collection < y.collection ? -1 : 1))).toEqual([
        { collection: keys.name, ids: ['k'], position: 2 },
        { collection: things.name, ids: ['a', 'b'], position: 2 },
      ]);
      heard.length = 0;
      await subject.batch(eventAt(3));
      expect(heard).toEqual([]);
      await subject.happen(remove('b'));
      expect(heard.map(({ ids }) => ids)).toEqual([['b']]);
      stop();
      await subject.happen(remove('a'));
      expect(heard).toHaveLength(1);
    });
  });
}
