import type { OpenStore } from './open.ts';
import {
  eventAt,
  increment,
  keys,
  lines,
  msOf,
  patch,
  put,
  refusal,
  remove,
  spans,
  Subject,
  things,
  timeOf,
} from './things.ts';

export function pastCompliance(open: OpenStore): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await Subject.over(await open());
  });

  describe('as of', () => {
    test('a position: what had been put, patched, increased and deleted by then', async () => {
      await subject.happen(put('a', { name: 'one', size: 1 }));
      await subject.happen(put('b', { name: 'two' }), patch('a', { size: 2 }));
      await subject.happen(increment('a', { size: 5 }));
      await subject.happen(remove('b'));
      await subject.happen(put('b', { name: 'again' }), put('a', { size: 9 }));
      const at = async (position: number) => [
        await subject.column('name', position),
        await subject.column('size', position),
      ];
      expect(await at(1)).toEqual([{ a: 'one' }, { a: 1 }]);
      expect(await at(2)).toEqual([
        { a: 'one', b: 'two' },
        { a: 2, b: null },
      ]);
      expect(await at(3)).toEqual([
        { a: 'one', b: 'two' },
        { a: 7, b: null },
      ]);
      expect(await at(4)).toEqual([{ a: 'one' }, { a: 7 }]);
      expect(await at(5)).toEqual([
        { a: null, b: 'again' },
        { a: 9, b: null },
      ]);
      expect(await at(99)).toEqual(await at(5));
      expect((await subject.find({ asOf: { position: 3 } })).position).toBe(3);
      expect((await subject.find({ asOf: { position: 99 } })).position).toBe(5);
    });

    test('each event of one batch, also two of one document', async () => {
      await subject.batch(
        eventAt(3, put('a', { size: 1 })),
        eventAt(5, patch('a', { size: 2 })),
        eventAt(6, patch('a', { size: 3 })),
        eventAt(9, patch('a', { size: 1 })),
      );
      const sizes = [];
      for (const position of [3, 4, 5, 6, 7, 8, 9]) sizes.push((await subject.column('size', position))['a']);
      expect(sizes).toEqual([1, 1, 2, 3, 3, 3, 1]);
    });

    test('a time: the events learned at or before it, to the millisecond', async () => {
      await subject.batch(
        eventAt(1, put('a', { size: 1 })),
        eventAt(2, patch('a', { size: 2 })),
        eventAt(3, patch('a', { size: 3 })),
      );
      const at = async (ms: number) => {
        const page = await subject.find({ fields: ['size'], asOf: { time: new Date(ms).toISOString() } });
        return [page.items[0]?.columns['size'], page.position];
      };
      expect(await at(msOf(1))).toEqual([1, 1]);
      expect(await at(msOf(2) - 1)).toEqual([1, 1]);
      expect(await at(msOf(2))).toEqual([2, 2]);
      expect(await at(msOf(3) - 1)).toEqual([2, 2]);
      expect(await at(msOf(3) + 1e9)).toEqual([3, 3]);
      expect(await subject.store.positionAt(timeOf(2))).toBe(2);
      expect(await subject.store.positionAt('2026-01-01T09:00:20.000+09:00')).toBe(2);
      expect(await subject.store.positionAt(new Date(msOf(3) - 1).toISOString())).toBe(2);
      expect(await subject.store.positionAt(new Date(msOf(1) - 1).toISOString())).toBe(0);
    });

    test('events of one and the same millisecond are told apart by position, and come together by time', async () => {
      const at = timeOf(1);
      await subject.batch(
        { ...eventAt(1, put('a', { size: 1 })), at },
        { ...eventAt(2, patch('a', { size: 2 })), at },
      );
      expect((await subject.column('size', 1))['a']).toBe(1);
      expect((await subject.find({ asOf: { time: at } })).items[0]?.columns['size']).toBe(2);
    });

    test('before the records begin is refused, saying when they begin', async () => {
      await subject.batch(eventAt(5, put('a')));
      const before = { time: new Date(msOf(5) - 1).toISOString() };
      await expect(subject.find({ asOf: before })).rejects.toMatchObject({
        code: 'QUERY_BEFORE_RECORDS',
        details: { recordedFrom: timeOf(5) },
      });
      expect(await refusal(subject.find({ asOf: { position: 4 } }))).toBe('QUERY_BEFORE_RECORDS');
      expect(await refusal(subject.store.count(things.name, undefined, before))).toBe('QUERY_BEFORE_RECORDS');
      expect(await refusal(subject.store.groupBy(things.name, 'size', { asOf: before }))).toBe(
        'QUERY_BEFORE_RECORDS',
      );
      expect(await refusal(subject.store.compare(things.name, before, {}))).toBe('QUERY_BEFORE_RECORDS');
      expect(await refusal(subject.find({ asOf: { time: timeOf(5) } }))).toBe('answered');
    });

    test('filters, sorts, counts and groups by the values of that moment', async () => {
      await subject.happen(
        put('a', { name: 'x', size: 3 }),
        put('b', { name: 'y', size: 1 }),
        put('c', { name: 'x', size: 2 }),
      );
      await subject.happen(patch('a', { name: 'y', size: 0 }), remove('c'));
      const asOf = { position: 1 };
      const filter = { op: 'eq' as const, column: 'name', value: 'x' };
      expect(
        await subject.pages({ filter, sort: [{ column: 'size', direction: 'asc' }], limit: 1, asOf }),
      ).toEqual([['c'], ['a']]);
      expect(await subject.store.count(things.name, filter, asOf)).toBe(2);
      expect(await subject.store.groupBy(things.name, 'name', { asOf })).toEqual([
        { value: 'x', count: 2 },
        { value: 'y', count: 1 },
      ]);
      expect(await subject.store.groupBy(things.name, 'name')).toEqual([{ value: 'y', count: 2 }]);
    });

    test('intervals: what had begun and not ended; when it ended was not known yet', async () => {
      const span = (id: string, since: number, until: number | null) =>
        put(
          id,
          { thing: 't', name: id, since: msOf(since), until: until === null ? null : msOf(until) },
          {},
          spans.name,
        );
      await subject.batch(
        eventAt(2, span('a', 2, null), span('b', 2, 4)),
        eventAt(4, span('c', 4, null)),
        eventAt(5),
      );
      await subject.happen(patch('a', { until: msOf(6) }, {}, spans.name));
      const at = (position: number) => subject.ids({ asOf: { position } }, spans.name);
      expect([await at(2), await at(3), await at(4), await at(5), await at(6)]).toEqual([
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'c'],
        ['a', 'c'],
        ['c'],
      ]);
      expect(await subject.ids({}, spans.name)).toEqual(['a', 'b', 'c']);
      expect(await subject.ids({ filter: { op: 'missing', column: 'until' } }, spans.name)).toEqual(['c']);
      const asOf = { time: new Date(msOf(6) - 1).toISOString() };
      const filter = { op: 'missing' as const, column: 'until' };
      expect(
        (await subject.find({ filter, asOf }, spans.name)).items.map(({ id, columns }) => [
          id,
          columns['until'],
        ]),
      ).toEqual([
        ['a', null],
        ['c', null],
      ]);
      expect(await subject.store.count(spans.name, { op: 'range', column: 'until' }, asOf)).toBe(0);
      expect(await subject.store.groupBy(spans.name, 'until', { asOf })).toEqual([{ value: null, count: 2 }]);
    });

    test('appended lines: those up to then', async () => {
      const line = (position: number) =>
        eventAt(position, put(`l${position}`, { at: msOf(position), text: 'x' }, {}, lines.name));
      await subject.batch(line(1), line(2), line(3));
      expect(await subject.ids({ asOf: { position: 2 } }, lines.name)).toEqual(['l1', 'l2']);
      expect(await subject.ids({ asOf: { time: new Date(msOf(3) - 1).toISOString() } }, lines.name)).toEqual([
        'l1',
        'l2',
      ]);
      expect(await subject.store.count(lines.name, undefined, { position: 3 })).toBe(3);
    });

    test('a collection without history is refused', async () => {
      await subject.happen(put('k', {}, {}, keys.name));
      const asOf = { position: 1 };
      expect(await refusal(subject.find({ asOf }, keys.name))).toBe('QUERY_NO_HISTORY');
      expect(await refusal(subject.store.groupBy(keys.name, 'owner', { asOf }))).toBe('QUERY_NO_HISTORY');
      for (const name of [keys.name, spans.name, lines.name]) {
        expect(await refusal(subject.store.compare(name, asOf, {}))).toBe('QUERY_NO_HISTORY');
        expect(await refusal(subject.store.history(name, 'k'))).toBe('QUERY_NO_HISTORY');
        expect(await refusal(subject.store.former(name, { text: 'k', match: 'exact', limit: 1 }))).toBe(
          'QUERY_NO_HISTORY',
        );
      }
    });
  });
}
