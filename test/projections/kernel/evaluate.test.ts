import type { CollectionDefinition, Filter, Row, Value } from '../../../projections/kernel/index.ts';
import {
  checkFilter,
  compareText,
  compareValues,
  compileFilter,
  QueryError,
  rowOrder,
} from '../../../projections/kernel/index.ts';

const definition: CollectionDefinition = {
  name: 'test.things',
  version: 1,
  history: 'none',
  columns: {
    name: { type: 'text', searchable: true },
    note: { type: 'text' },
    other: { type: 'text', searchable: true },
    size: { type: 'integer' },
    ratio: { type: 'number' },
    active: { type: 'boolean' },
    seen: { type: 'time' },
    place: { type: 'path' },
  },
};
const row = (columns: Record<string, Value>, id = 'x'): Row => ({ id, columns });
const holds = (filter: Filter, columns: Record<string, Value>) =>
  compileFilter(definition, filter)(row(columns));
const code = (filter: unknown) => {
  try {
    checkFilter(definition, filter as Filter);
  } catch (error) {
    return (error as QueryError).code;
  }
  return 'ok';
};

describe('comparison with a missing value', () => {
  const leaves: Filter[] = [
    { op: 'eq', column: 'size', value: 0 },
    { op: 'in', column: 'size', values: [0, 1] },
    { op: 'range', column: 'size' },
    { op: 'range', column: 'size', lt: 5 },
    { op: 'contains', column: 'name', value: 'a' },
    { op: 'prefix', column: 'name', value: 'a' },
    { op: 'under', column: 'place', path: 'a' },
    { op: 'search', text: 'a' },
  ];
  test.each(leaves)('%j is false and its negation true, null or absent', filter => {
    expect(holds(filter, {})).toBe(false);
    expect(holds({ op: 'not', filter }, { size: null, name: null, place: null, other: null })).toBe(true);
  });
  test('only `missing` is true', () => {
    expect(holds({ op: 'missing', column: 'size' }, { size: null })).toBe(true);
    expect(holds({ op: 'missing', column: 'size' }, {})).toBe(true);
    expect(holds({ op: 'missing', column: 'size' }, { size: 0 })).toBe(false);
    expect(holds({ op: 'missing', column: 'active' }, { active: false })).toBe(false);
    expect(holds({ op: 'missing', column: 'name' }, { name: '' })).toBe(false);
  });
});

describe('range', () => {
  const at = (bounds: object, size: number) => holds({ op: 'range', column: 'size', ...bounds }, { size });
  test('each bound at, below and above its value', () => {
    expect([9, 10, 11].map(n => at({ gt: 10 }, n))).toEqual([false, false, true]);
    expect([9, 10, 11].map(n => at({ gte: 10 }, n))).toEqual([false, true, true]);
    expect([9, 10, 11].map(n => at({ lt: 10 }, n))).toEqual([true, false, false]);
    expect([9, 10, 11].map(n => at({ lte: 10 }, n))).toEqual([true, true, false]);
  });
  test('all bounds given must hold', () => {
    expect([1, 2, 3, 4].map(n => at({ gte: 2, lt: 4 }, n))).toEqual([false, true, true, false]);
    expect(at({ gt: 4, lt: 2 }, 3)).toBe(false);
    expect([1, 2, 3].map(n => at({ gt: 1, gte: 1, lte: 2, lt: 9 }, n))).toEqual([false, true, false]);
  });
  test('no bound is true for any value', () => {
    expect(at({}, 0)).toBe(true);
  });
  test('zero is a bound, not the lack of one', () => {
    expect([-1, 0, 1].map(n => at({ gt: 0 }, n))).toEqual([false, false, true]);
    expect([-1, 0, 1].map(n => at({ lt: 0 }, n))).toEqual([true, false, false]);
  });
  test('text by code points', () => {
    const text = (bounds: object, name: string) =>
      holds({ op: 'range', column: 'name', ...bounds }, { name });
    expect(text({ gt: '\uff41' }, '\u{1f600}')).toBe(true);
    expect(text({ gt: '\u{1f600}' }, '\uff41')).toBe(false);
    expect(text({ gte: 'b', lt: 'c' }, 'bz')).toBe(true);
    expect(text({ gte: 'b' }, 'B')).toBe(false);
  });
});

describe('text', () => {
  test('eq and in are exact: case and width matter', () => {
    expect(holds({ op: 'eq', column: 'name', value: 'pc-1' }, { name: 'PC-1' })).toBe(false);
    expect(holds({ op: 'eq', column: 'name', value: 'PC-1' }, { name: 'PC-1' })).toBe(true);
    expect(holds({ op: 'in', column: 'name', values: ['a', 'PC-1'] }, { name: 'PC-1' })).toBe(true);
    expect(holds({ op: 'in', column: 'name', values: ['pc-1'] }, { name: 'PC-1' })).toBe(false);
    expect(holds({ op: 'in', column: 'name', values: [] }, { name: 'PC-1' })).toBe(false);
  });
  test('contains and prefix fold width, case and kana', () => {
    expect(holds({ op: 'contains', column: 'name', value: 'ソフト' }, { name: '新しいｿﾌﾄ' })).toBe(true);
    expect(holds({ op: 'contains', column: 'name', value: 'そふと' }, { name: '新しいソフト' })).toBe(true);
    expect(holds({ op: 'prefix', column: 'name', value: 'ｐｃ' }, { name: 'PC-1' })).toBe(true);
    expect(holds({ op: 'prefix', column: 'name', value: 'c-' }, { name: 'PC-1' })).toBe(false);
    expect(holds({ op: 'contains', column: 'name', value: 'c-' }, { name: 'PC-1' })).toBe(true);
  });
  test('search looks at searchable columns only', () => {
    expect(holds({ op: 'search', text: 'ab' }, { name: 'xaby' })).toBe(true);
    expect(holds({ op: 'search', text: 'ab' }, { other: 'AB' })).toBe(true);
    expect(holds({ op: 'search', text: 'ab' }, { note: 'ab' })).toBe(false);
  });
  test('signs of SQL patterns are letters', () => {
    expect(holds({ op: 'contains', column: 'name', value: '%' }, { name: 'abc' })).toBe(false);
    expect(holds({ op: 'prefix', column: 'name', value: '_' }, { name: 'abc' })).toBe(false);
    expect(holds({ op: 'contains', column: 'name', value: '50%' }, { name: '150%' })).toBe(true);
  });
});

describe('under', () => {
  test.each([
    ['Plant A', true],
    ['Plant A/Quality', true],
    ['Plant A/Quality/Lab', true],
    ['Plant AB', false],
    ['Plant', false],
    ['plant a/Quality', false],
    ['X/Plant A', false],
  ])('`%s` under `Plant A`: %s', (place, expected) => {
    expect(holds({ op: 'under', column: 'place', path: 'Plant A' }, { place })).toBe(expected);
  });
});

describe('and, or, not', () => {
  const yes: Filter = { op: 'range', column: 'size' };
  const no: Filter = { op: 'missing', column: 'size' };
  test('of two, one and none', () => {
    const truth = (op: 'and' | 'or', filters: Filter[]) => holds({ op, filters }, { size: 1 });
    expect([truth('and', [yes, yes]), truth('and', [yes, no]), truth('and', [])]).toEqual([
      true,
      false,
      true,
    ]);
    expect([truth('or', [no, yes]), truth('or', [no, no]), truth('or', [])]).toEqual([true, false, false]);
    expect([
      holds({ op: 'not', filter: no }, { size: 1 }),
      holds({ op: 'not', filter: yes }, { size: 1 }),
    ]).toEqual([true, false]);
  });
});

describe('the column `id`', () => {
  test('filters like any text column', () => {
    const at = (filter: Filter) => compileFilter(definition, filter)(row({}, 'd-7'));
    expect(at({ op: 'in', column: 'id', values: ['d-7'] })).toBe(true);
    expect(at({ op: 'in', column: 'id', values: ['d-8'] })).toBe(false);
    expect(at({ op: 'missing', column: 'id' })).toBe(false);
  });
});

describe('type checks', () => {
  test.each<[unknown, string]>([
    [{ op: 'eq', column: 'nope', value: 1 }, 'QUERY_UNKNOWN_COLUMN'],
    [{ op: 'eq', column: 'constructor', value: 1 }, 'QUERY_UNKNOWN_COLUMN'],
    [{ op: 'eq', column: '__proto__', value: 1 }, 'QUERY_UNKNOWN_COLUMN'],
    [{ op: 'missing', column: 'nope' }, 'QUERY_UNKNOWN_COLUMN'],
    [
      { op: 'and', filters: [{ op: 'not', filter: { op: 'eq', column: 'size', value: 'x' } }] },
      'QUERY_WRONG_TYPE',
    ],
    [{ op: 'eq', column: 'size', value: '1' }, 'QUERY_WRONG_TYPE'],
    [{ op: 'eq', column: 'size', value: Number.NaN }, 'QUERY_WRONG_TYPE'],
    [{ op: 'in', column: 'name', values: ['a', 1] }, 'QUERY_WRONG_TYPE'],
    [{ op: 'eq', column: 'active', value: 1 }, 'QUERY_WRONG_TYPE'],
    [{ op: 'range', column: 'active', gt: 0 }, 'QUERY_WRONG_TYPE'],
    [{ op: 'range', column: 'seen', gte: '2026-01-01' }, 'QUERY_WRONG_TYPE'],
    [{ op: 'range', column: 'name', lte: 3 }, 'QUERY_WRONG_TYPE'],
    [{ op: 'contains', column: 'size', value: '1' }, 'QUERY_WRONG_TYPE'],
    [{ op: 'under', column: 'name', path: 'x' }, 'QUERY_WRONG_TYPE'],
    [{ op: 'under', column: 'place', path: 'x' }, 'ok'],
    [{ op: 'prefix', column: 'place', value: 'x' }, 'ok'],
    [{ op: 'eq', column: 'ratio', value: 0.5 }, 'ok'],
    [{ op: 'search', text: 'x' }, 'ok'],
  ])('%j: %s', (filter, expected) => {
    expect(code(filter)).toBe(expected);
  });

  test('a filter may be 32 deep and have 2,000 nodes, no more', () => {
    const deep = (levels: number): Filter =>
      levels === 1 ? { op: 'missing', column: 'size' } : { op: 'not', filter: deep(levels - 1) };
    expect([code(deep(32)), code(deep(33))]).toEqual(['ok', 'QUERY_TOO_DEEP']);
    const wide = (leaves: number): Filter => ({
      op: 'or',
      filters: Array.from({ length: leaves }, () => ({ op: 'missing', column: 'size' })),
    });
    expect([code(wide(1_999)), code(wide(2_000))]).toEqual(['ok', 'QUERY_TOO_DEEP']);
  });
});

describe('order', () => {
  test('text by code points, as its UTF-8 bytes', () => {
    const texts = [
      '',
      'A',
      'a',
      'aa',
      'b',
      'é',
      'あ',
      '\ud7ff',
      '\ue000',
      '\uff41',
      '\uffff',
      '\u{10000}',
      '\u{1f600}',
      '\u{1f601}',
      '\u{10ffff}',
    ];
    const shuffled = [...texts].reverse().sort(compareText);
    expect(shuffled).toEqual(texts);
    for (const a of texts)
      for (const b of texts)
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });
  test('a missing value is smaller than any other', () => {
    expect([1, null, -5, 0].sort(compareValues)).toEqual([null, -5, 0, 1]);
    expect([true, null, false].sort(compareValues)).toEqual([null, false, true]);
    expect(['', null].sort(compareValues)).toEqual([null, '']);
    expect(compareValues(null, null)).toBe(0);
  });
  test('sorts by each column in turn, ties by id ascending whatever the direction', () => {
    const rows = [
      row({ size: 2, name: 'b' }, '4'),
      row({ size: 2, name: 'a' }, '3'),
      row({ size: null, name: 'a' }, '2'),
      row({ size: 2, name: 'a' }, '1'),
      row({ size: 10, name: 'a' }, '5'),
    ];
    const ids = (...sort: [string, 'asc' | 'desc'][]) =>
      [...rows]
        .sort(rowOrder(sort.map(([column, direction]) => ({ column, direction }))))
        .map(r => r.id)
        .join('');
    expect(ids()).toBe('12345');
    expect(ids(['size', 'asc'])).toBe('21345');
    expect(ids(['size', 'desc'])).toBe('51342');
    expect(ids(['size', 'desc'], ['name', 'desc'])).toBe('54132');
    expect(ids(['name', 'asc'], ['size', 'asc'])).toBe('21354');
    expect(ids(['id', 'desc'])).toBe('54321');
  });
});
