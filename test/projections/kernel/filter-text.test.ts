import fc from 'fast-check';
import type { CollectionDefinition, Filter } from '../../../projections/kernel/index.ts';
import { filterSchema } from '../../../projections/kernel/filter-schema.ts';
import { FilterTextError, parseFilterText, printFilterText } from '../../../projections/kernel/index.ts';
import { filterFor } from '../../support/filters.ts';

const definition: CollectionDefinition = {
  name: 'test.devices',
  version: 1,
  history: 'none',
  columns: {
    name: { type: 'text', searchable: true },
    osFamily: { type: 'text' },
    memory: { type: 'integer' },
    diskFreePercent: { type: 'number' },
    active: { type: 'boolean' },
    lastSeenAt: { type: 'time' },
    department: { type: 'path' },
  },
};
const parse = (text: string) => parseFilterText(text, definition);
const print = (filter: Filter) => printFilterText(filter, definition);

/** Left: what people write, which is what the printer makes of the tree on the right. */
const forms: [string, Filter][] = [
  ['', { op: 'and', filters: [] }],
  ['osFamily.in.linux,bsd', { op: 'in', column: 'osFamily', values: ['linux', 'bsd'] }],
  [
    'osFamily.eq.linux~lastSeenAt.within.14d',
    {
      op: 'and',
      filters: [
        { op: 'eq', column: 'osFamily', value: 'linux' },
        { op: 'range', column: 'lastSeenAt', gte: 'now-14d' },
      ],
    },
  ],
  ['memory.gte.4096,lt.8192', { op: 'range', column: 'memory', gte: 4096, lt: 8192 }],
  ['diskFreePercent.lt.10.5', { op: 'range', column: 'diskFreePercent', lt: 10.5 }],
  ['memory.any', { op: 'range', column: 'memory' }],
  ['memory.missing', { op: 'missing', column: 'memory' }],
  ['name.eq.4096', { op: 'eq', column: 'name', value: '4096' }],
  ['name.eq.a.b.c', { op: 'eq', column: 'name', value: 'a.b.c' }],
  ["name.eq.''", { op: 'eq', column: 'name', value: '' }],
  ["name.in.''", { op: 'in', column: 'name', values: [''] }],
  ['name.in.', { op: 'in', column: 'name', values: [] }],
  ["name.contains.'it''s (a) b,c~d'", { op: 'contains', column: 'name', value: "it's (a) b,c~d" }],
  ["name.eq.' x '", { op: 'eq', column: 'name', value: ' x ' }],
  ['active.eq.true', { op: 'eq', column: 'active', value: true }],
  ['department.under.Plant A/Quality', { op: 'under', column: 'department', path: 'Plant A/Quality' }],
  ['search(chrome 128)', { op: 'search', text: 'chrome 128' }],
  [
    'or(name.prefix.pc~not(name.missing))~and(memory.missing)',
    {
      op: 'and',
      filters: [
        {
          op: 'or',
          filters: [
            { op: 'prefix', column: 'name', value: 'pc' },
            { op: 'not', filter: { op: 'missing', column: 'name' } },
          ],
        },
        { op: 'and', filters: [{ op: 'missing', column: 'memory' }] },
      ],
    },
  ],
  ['or()', { op: 'or', filters: [] }],
  [
    'lastSeenAt.gte.2026-10-12,lt.2026-10-12T14:00Z',
    { op: 'range', column: 'lastSeenAt', gte: Date.UTC(2026, 9, 12), lt: Date.UTC(2026, 9, 12, 14) },
  ],
  [
    'lastSeenAt.eq.2026-10-12T14:00:05.120Z',
    { op: 'eq', column: 'lastSeenAt', value: Date.UTC(2026, 9, 12, 14, 0, 5, 120) },
  ],
  ['lastSeenAt.lt.now-2h', { op: 'range', column: 'lastSeenAt', lt: 'now-2h' }],
  ['lastSeenAt.gte.now+2w', { op: 'range', column: 'lastSeenAt', gte: 'now+2w' }],
  ['id.in.d-1,d-2', { op: 'in', column: 'id', values: ['d-1', 'd-2'] }],
];

test.each(forms)('`%s`', (text, filter) => {
  expect(parse(text)).toEqual(filter);
  expect(print(filter)).toBe(text);
});

test('reads more than it prints: ne, an offset, quotes that are not needed', () => {
  expect(parse('osFamily.ne.linux')).toEqual({
    op: 'not',
    filter: { op: 'eq', column: 'osFamily', value: 'linux' },
  });
  expect(parse('lastSeenAt.lt.2026-10-12T23:00+09:00')).toEqual({
    op: 'range',
    column: 'lastSeenAt',
    lt: Date.UTC(2026, 9, 12, 14),
  });
  expect(parse("memory.eq.'8'")).toEqual({ op: 'eq', column: 'memory', value: 8 });
});

test('law: any filter printed and read is the same filter, and passes the schema', () => {
  fc.assert(
    fc.property(filterFor(definition), filter => {
      const text = print(filter);
      expect(parse(text)).toEqual(filter);
      expect(print(parse(text))).toBe(text);
      expect(filterSchema.safeParse(parse(text)).success).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test.each<[string, number, RegExp]>([
  ['nope.eq.1', 0, /no column `nope`/],
  ['constructor.eq.1', 0, /no column/],
  ['memory.eq.4~nope.missing', 12, /no column `nope`/],
  ['memory', 6, /`\.` is expected after the column/],
  ['memory.like.4', 7, /`like` is none of/],
  ['memory.eq.four', 10, /a number is expected/],
  ['memory.eq.0x10', 10, /a number is expected/],
  ['memory.eq.', 10, /a number is expected/],
  ['memory.eq.1e999', 10, /a number is expected/],
  ['memory.contains.4', 7, /no text/],
  ['name.contains.', 14, /a text is expected/],
  ['name.under.x', 5, /no path/],
  ['active.eq.yes', 10, /true or false/],
  ['active.gt.true', 7, /no order/],
  ['memory.gt.1,gt.2', 12, /stands twice/],
  ['memory.gt.1,2', 12, /further bound/],
  ['memory.gt.1,lt', 14, /`\.` is expected after `lt`/],
  ['lastSeenAt.within.14y', 18, /a span such as/],
  ['memory.within.14d', 7, /no time/],
  ['lastSeenAt.gt.2026-13-01', 14, /a time such as/],
  ['lastSeenAt.gt.2026-10-12T14:00', 14, /a time such as/],
  ["name.eq.'x", 8, /quote is not closed/],
  ['or(memory.missing', 17, /`\)` is expected/],
  ['not()', 4, /a column is expected/],
  ['maybe(memory.missing)', 0, /none of and\(/],
  ['search()', 7, /a text to search for/],
  ['memory.missing)', 14, /unexpected/],
  ['~', 0, /a column is expected/],
  ['memory.missing~', 15, /a column is expected/],
  [`${'not('.repeat(40)}memory.missing${')'.repeat(40)}`, 128, /more than 32 levels/],
])('`%s` fails at %d', (text, at, message) => {
  let caught: unknown;
  try {
    parse(text);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(FilterTextError);
  expect({ at: (caught as FilterTextError).at, message: (caught as Error).message }).toEqual({
    at,
    message: expect.stringMatching(message) as string,
  });
});
