import type { Filter, Query, Sort } from '../../../projections/kernel/index.ts';
import type { OpenStore } from './open.ts';
import { patch, put, refusal, remove, Subject, things } from './things.ts';

const asc = (column: string): Sort => ({ column, direction: 'asc' });
const desc = (column: string): Sort => ({ column, direction: 'desc' });

export function listCompliance(open: OpenStore): void {
  let subject: Subject;
  const matching = (filter: Filter) => subject.ids({ filter });

  describe('filters', () => {
    // These only ask; one store serves them all.
    beforeAll(async () => {
      subject = await Subject.over(await open());
      await subject.happen(
        put('a', { name: 'PC-1', note: '50%_off', size: 10, active: true, place: 'Plant A', bought: 100 }),
        put('b', {
          name: 'ｐｃ－2',
          note: "it's",
          size: 20,
          active: false,
          place: 'Plant A/Quality',
          bought: 200,
        }),
        put('c', { name: 'ソフト', address: 'PC-9', size: 20, ratio: 0.5, place: 'Plant AB' }),
        put('d', { name: 'ｿﾌﾄ\u{1f600}', size: 2 ** 40, ratio: -2, place: 'plant a' }),
        put('e', { note: 'pc-1' }),
      );
    });

    test.each<[string, Filter, string]>([
      ['eq of text is exact', { op: 'eq', column: 'name', value: 'PC-1' }, 'a'],
      ['eq of text minds case', { op: 'eq', column: 'name', value: 'pc-1' }, ''],
      ['eq of a number', { op: 'eq', column: 'size', value: 20 }, 'bc'],
      ['eq of a large number', { op: 'eq', column: 'size', value: 2 ** 40 }, 'd'],
      ['eq of a fraction that no integer is', { op: 'eq', column: 'size', value: 20.5 }, ''],
      ['eq false is not missing', { op: 'eq', column: 'active', value: false }, 'b'],
      ['in', { op: 'in', column: 'size', values: [10, 2 ** 40, 7] }, 'ad'],
      ['in of one value', { op: 'in', column: 'name', values: ['ソフト'] }, 'c'],
      ['in of nothing', { op: 'in', column: 'size', values: [] }, ''],
      ['not in of nothing', { op: 'not', filter: { op: 'in', column: 'size', values: [] } }, 'abcde'],
      ['in of ids', { op: 'in', column: 'id', values: ['e', 'a', 'zz'] }, 'ae'],
      ['range of ids', { op: 'range', column: 'id', gt: 'b', lte: 'd' }, 'cd'],
      ['gt', { op: 'range', column: 'size', gt: 10 }, 'bcd'],
      ['gte', { op: 'range', column: 'size', gte: 10 }, 'abcd'],
      ['lt', { op: 'range', column: 'size', lt: 20 }, 'a'],
      ['lte', { op: 'range', column: 'size', lte: 20 }, 'abc'],
      ['a fraction as bound of integers', { op: 'range', column: 'size', gt: 19.5, lt: 20.5 }, 'bc'],
      ['both ends', { op: 'range', column: 'bought', gte: 100, lt: 200 }, 'a'],
      ['four bounds', { op: 'range', column: 'size', gt: 9, gte: 10, lt: 21, lte: 20 }, 'abc'],
      ['no bound: any value', { op: 'range', column: 'ratio' }, 'cd'],
      ['range of text by code points', { op: 'range', column: 'name', gte: '\uff41', lt: '\u{10000}' }, 'bd'],
      ['contains folds width and case', { op: 'contains', column: 'name', value: 'Pc' }, 'ab'],
      ['contains folds kana', { op: 'contains', column: 'name', value: 'そふ' }, 'cd'],
      ['contains at the end', { op: 'contains', column: 'name', value: '\u{1f600}' }, 'd'],
      ['prefix folds', { op: 'prefix', column: 'name', value: 'ソふ' }, 'cd'],
      ['prefix is at the start', { op: 'prefix', column: 'name', value: 'c-' }, ''],
      ['contains of an unsearchable column', { op: 'contains', column: 'note', value: 'IT' }, 'b'],
      ['per cent is a letter', { op: 'contains', column: 'note', value: '%_' }, 'a'],
      ['underscore is a letter', { op: 'prefix', column: 'note', value: '_0' }, ''],
      ['a quote is a letter', { op: 'contains', column: 'note', value: "'" }, 'b'],
      ['contains of a path', { op: 'contains', column: 'place', value: 'QUAL' }, 'b'],
      ['search looks at searchable columns', { op: 'search', text: 'pc' }, 'abc'],
      ['under is the path and what is below', { op: 'under', column: 'place', path: 'Plant A' }, 'ab'],
      ['under of a leaf', { op: 'under', column: 'place', path: 'Plant A/Quality' }, 'b'],
      ['under of nothing known', { op: 'under', column: 'place', path: 'Plant' }, ''],
      ['missing', { op: 'missing', column: 'size' }, 'e'],
      ['missing of an id', { op: 'missing', column: 'id' }, ''],
      [
        'not of a comparison includes the missing',
        { op: 'not', filter: { op: 'eq', column: 'size', value: 20 } },
        'ade',
      ],
      [
        'not of a range includes the missing',
        { op: 'not', filter: { op: 'range', column: 'size', gte: 0 } },
        'e',
      ],
      ['not of search', { op: 'not', filter: { op: 'search', text: 'pc' } }, 'de'],
      [
        'and',
        {
          op: 'and',
          filters: [
            { op: 'eq', column: 'size', value: 20 },
            { op: 'missing', column: 'ratio' },
          ],
        },
        'b',
      ],
      [
        'or',
        {
          op: 'or',
          filters: [
            { op: 'eq', column: 'size', value: 10 },
            { op: 'missing', column: 'place' },
          ],
        },
        'ae',
      ],
      ['and of nothing', { op: 'and', filters: [] }, 'abcde'],
      ['or of nothing', { op: 'or', filters: [] }, ''],
      ['not of or of nothing', { op: 'not', filter: { op: 'or', filters: [] } }, 'abcde'],
      [
        'not of not of missing values',
        { op: 'not', filter: { op: 'not', filter: { op: 'eq', column: 'size', value: 20 } } },
        'bc',
      ],
      [
        'not over and over or',
        {
          op: 'not',
          filter: {
            op: 'and',
            filters: [
              { op: 'range', column: 'size' },
              {
                op: 'or',
                filters: [
                  { op: 'eq', column: 'size', value: 20 },
                  { op: 'eq', column: 'active', value: true },
                ],
              },
            ],
          },
        },
        'de',
      ],
    ])('%s', async (_title, filter, ids) => {
      expect((await matching(filter)).join('')).toBe(ids);
      expect(await subject.store.count(things.name, filter)).toBe(ids.length);
      expect((await subject.ids({ filter, asOf: { position: 1 } })).join('')).toBe(ids);
      expect(await subject.store.count(things.name, filter, { position: 1 })).toBe(ids.length);
    });

    test('ten thousand values are one filter', async () => {
      const values = ['a', ...Array.from({ length: 9_999 }, (_, i) => `x${i}`)];
      expect(await matching({ op: 'in', column: 'id', values })).toEqual(['a']);
      expect(await matching({ op: 'in', column: 'name', values: [...values.slice(1), 'PC-1'] })).toEqual([
        'a',
      ]);
    });

    test('refuses what does not fit, now and in the past', async () => {
      for (const asOf of [undefined, { position: 1 }]) {
        const ask = (query: Partial<Query>) => refusal(subject.find({ ...query, ...(asOf && { asOf }) }));
        expect(await ask({ filter: { op: 'eq', column: 'nope', value: 1 } })).toBe('QUERY_UNKNOWN_COLUMN');
        expect(await ask({ filter: { op: 'eq', column: 'size', value: '1' } })).toBe('QUERY_WRONG_TYPE');
        expect(await ask({ sort: [asc('nope')] })).toBe('QUERY_UNKNOWN_COLUMN');
        expect(await ask({ fields: ['constructor'] })).toBe('QUERY_UNKNOWN_COLUMN');
        expect(await ask({ limit: 0 })).toBe('QUERY_WRONG_TYPE');
        expect(await ask({ limit: 1_001 })).toBe('QUERY_WRONG_TYPE');
        expect(await ask({ cursor: 'x' })).toBe('QUERY_BAD_CURSOR');
        expect(await refusal(subject.store.groupBy(things.name, 'nope', asOf && { asOf }))).toBe(
          'QUERY_UNKNOWN_COLUMN',
        );
        expect(await refusal(subject.store.count(things.name, { op: 'missing', column: 'nope' }, asOf))).toBe(
          'QUERY_UNKNOWN_COLUMN',
        );
        expect(await refusal(subject.find(asOf && { asOf }, 'test.nobody'))).toBe('QUERY_UNKNOWN_COLLECTION');
      }
    });
  });

  describe('sort, pages, fields, groups', () => {
    beforeEach(async () => {
      subject = await Subject.over(await open());
      await subject.happen(
        put('f', { name: '\u{1f600}', size: 2 }),
        put('e', { name: '\uff41', size: 2, ratio: 1 }),
        put('d', { name: 'a', size: 10 }),
        put('c', { name: 'B', size: -1, ratio: 1 }),
        put('b', { size: 2, ratio: 0 }),
        put('a', { name: '' }),
      );
    });

    test.each<[string, Sort[], string]>([
      ['none: by id', [], 'abcdef'],
      ['numbers by value, missing first', [asc('size')], 'acbefd'],
      ['descending: missing last, ties by id ascending', [desc('size')], 'dbefca'],
      ['text by code points: missing, empty, B, a, U+FF41, U+1F600', [asc('name')], 'bacdef'],
      ['text descending', [desc('name')], 'fedcab'],
      ['two columns', [desc('ratio'), asc('name')], 'cebadf'],
      ['three columns', [asc('size'), desc('ratio'), desc('id')], 'acebfd'],
      ['id descending', [desc('id')], 'fedcba'],
    ])('sorted by %s; pages of any size give the same', async (_title, sort, ids) => {
      for (const asOf of [{}, { asOf: { position: 1 } }]) {
        expect((await subject.ids({ sort, ...asOf })).join('')).toBe(ids);
        for (const limit of [1, 2, 3, 4, 5, 6, 7]) {
          const pages = await subject.pages({ sort, limit, ...asOf });
          expect(pages.flat().join('')).toBe(ids);
          expect(pages.map(page => page.length).slice(0, -1)).toEqual(
            Array(Math.ceil(6 / limit) - 1).fill(limit),
          );
        }
      }
    });

    test('the total counts all matches on every page, unless it is not wanted', async () => {
      const filter: Filter = { op: 'eq', column: 'size', value: 2 };
      const first = await subject.find({ filter, limit: 2 });
      expect([first.items.length, first.total]).toEqual([2, 3]);
      const second = await subject.find({ filter, limit: 2, cursor: first.next ?? '' });
      expect([second.items.length, second.total, second.next]).toEqual([1, 3, null]);
      expect((await subject.find({ filter, limit: 2, total: false })).total).toBeNull();
      expect(await subject.find({ filter: { op: 'or', filters: [] } })).toEqual({
        items: [],
        total: 0,
        next: null,
        position: 1,
      });
    });

    test('between two pages: what is deleted does not shift, what is new shows in its place, the place itself may go', async () => {
      const sort = [desc('size')];
      const first = await subject.find({ sort, limit: 2 });
      expect(first.items.map(({ id }) => id)).toEqual(['d', 'b']);
      await subject.happen(
        remove('b'),
        remove('d'),
        put('ba', { size: 2 }),
        put('aa', { size: 2 }),
        put('z', { size: 50 }),
        patch('c', { size: 3 }),
      );
      const rest = await subject.find({ sort, limit: 10, cursor: first.next ?? '' });
      expect(rest.items.map(({ id }) => id)).toEqual(['ba', 'e', 'f', 'a']);
    });

    test('a cursor belongs to its filter, sort and moment', async () => {
      const cursor = (await subject.find({ sort: [asc('size')], limit: 2 })).next ?? '';
      expect(await refusal(subject.find({ sort: [asc('size')], limit: 9, fields: [], cursor }))).toBe(
        'answered',
      );
      expect(await refusal(subject.find({ sort: [desc('size')], cursor }))).toBe('QUERY_BAD_CURSOR');
      expect(await refusal(subject.find({ cursor }))).toBe('QUERY_BAD_CURSOR');
      expect(await refusal(subject.find({ sort: [asc('size')], cursor, asOf: { position: 1 } }))).toBe(
        'QUERY_BAD_CURSOR',
      );
      expect(
        await refusal(
          subject.find({ sort: [asc('size')], cursor, filter: { op: 'missing', column: 'size' } }),
        ),
      ).toBe('QUERY_BAD_CURSOR');
    });

    test('gives the fields asked for, none where none, also when it sorts by another', async () => {
      const sort = [desc('size')];
      expect((await subject.find({ fields: ['name', 'seen'], sort, limit: 1 })).items).toEqual([
        { id: 'd', columns: { name: 'a', seen: null } },
      ]);
      expect((await subject.find({ fields: [], sort, limit: 1, asOf: { position: 1 } })).items).toEqual([
        { id: 'd', columns: {} },
      ]);
      expect(Object.keys((await subject.find({ limit: 1 })).items[0]?.columns ?? {}).sort()).toEqual(
        Object.keys(things.columns).sort(),
      );
    });

    test('groups: largest first, then by value, missing first among equals', async () => {
      const groups = async (...asked: unknown[]) => {
        const [column, options] = asked as [string, Parameters<typeof subject.store.groupBy>[2]];
        const counts = await subject.store.groupBy(things.name, column, options);
        return counts.map(({ value, count }) => [value, count]);
      };
      for (const asOf of [{}, { asOf: { position: 1 } }]) {
        expect(await groups('size', { ...asOf })).toEqual([
          [2, 3],
          [null, 1],
          [-1, 1],
          [10, 1],
        ]);
        expect(await groups('ratio', { ...asOf })).toEqual([
          [null, 3],
          [1, 2],
          [0, 1],
        ]);
        expect(await groups('name', { ...asOf })).toEqual([
          [null, 1],
          ['', 1],
          ['B', 1],
          ['a', 1],
          ['\uff41', 1],
          ['\u{1f600}', 1],
        ]);
        expect(await groups('size', { limit: 2, ...asOf })).toEqual([
          [2, 3],
          [null, 1],
        ]);
        expect(await groups('ratio', { filter: { op: 'eq', column: 'size', value: 2 }, ...asOf })).toEqual([
          [null, 1],
          [0, 1],
          [1, 1],
        ]);
        expect(await groups('active', { ...asOf })).toEqual([[null, 6]]);
        expect(await groups('active', { filter: { op: 'or', filters: [] }, ...asOf })).toEqual([]);
      }
    });

    test('groups of true and false', async () => {
      await subject.happen(
        patch('a', { active: true }),
        patch('b', { active: false }),
        patch('c', { active: true }),
      );
      expect(await subject.store.groupBy(things.name, 'active')).toEqual([
        { value: null, count: 3 },
        { value: true, count: 2 },
        { value: false, count: 1 },
      ]);
    });
  });
}
