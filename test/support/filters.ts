import fc from 'fast-check';
import type { CollectionDefinition, ColumnType, Filter, Scalar } from '../../projections/kernel/index.ts';

/** Few texts, so that they meet; among them what order, folding and quoting trip over. */
export const texts = [
  '',
  'a',
  'A',
  'ab',
  'b',
  'PC-1',
  'pc-1',
  'ＰＣ-1',
  'ソフト',
  'そふと',
  'ｿﾌﾄ',
  'é',
  'e\u0301',
  'İ',
  'ß',
  'ﬀ',
  '%',
  '_',
  "it's",
  'x,y',
  'a\nb',
  '\n',
  '~(',
  ' a',
  '0',
  '1',
  '\uff41',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10ffff}',
] as const;
export const paths = [
  'Plant A',
  'Plant A/Quality',
  'Plant A/Quality/Lab',
  'Plant AB',
  'plant a',
  'Plant',
  'Büro/東京',
  '',
] as const;

export function valueOfType(type: ColumnType): fc.Arbitrary<Scalar> {
  switch (type) {
    case 'text':
      return fc.constantFrom(...texts);
    case 'path':
      return fc.constantFrom(...paths);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(
        fc.integer({ min: -2, max: 3 }),
        fc.constantFrom(2 ** 31, -(2 ** 31) - 1, 2 ** 40, Number.MAX_SAFE_INTEGER),
      );
    case 'number':
      return fc.oneof(fc.integer({ min: -2, max: 3 }), fc.constantFrom(0.5, -0.5, 1e-7, 1.5e300));
    case 'time':
      return fc.oneof(
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(1_760_000_000_000, 1_760_000_000_001, 1_791_763_200_000),
      );
  }
}

/** Any filter that fits the collection, up to `depth` levels. */
export function filterFor(definition: CollectionDefinition, depth = 3): fc.Arbitrary<Filter> {
  const leaf = fc
    .constantFrom('id', ...Object.keys(definition.columns))
    .chain(column => leafFor(definition, column));
  const searches = texts.filter(text => text !== '').map((text): Filter => ({ op: 'search', text }));
  return fc.letrec<{ filter: Filter }>(tie => ({
    filter: fc.oneof(
      { maxDepth: depth, depthSize: 'small' },
      { arbitrary: leaf, weight: 6 },
      { arbitrary: fc.constantFrom(...searches), weight: 1 },
      {
        arbitrary: fc.record({
          op: fc.constantFrom('and' as const, 'or' as const),
          filters: fc.array(tie('filter'), { maxLength: 3 }),
        }),
        weight: 3,
      },
      { arbitrary: fc.record({ op: fc.constant('not' as const), filter: tie('filter') }), weight: 2 },
    ),
  })).filter;
}

function leafFor(definition: CollectionDefinition, column: string): fc.Arbitrary<Filter> {
  const type = column === 'id' ? 'text' : (definition.columns[column]?.type ?? 'text');
  const value = valueOfType(type);
  const leaves: fc.Arbitrary<Filter>[] = [
    fc.constant<Filter>({ op: 'missing', column }),
    value.map((one): Filter => ({ op: 'eq', column, value: one })),
    fc.array(value, { maxLength: 3 }).map((values): Filter => ({ op: 'in', column, values })),
  ];
  if (type !== 'boolean') {
    const bound = value as fc.Arbitrary<string | number>;
    leaves.push(
      fc
        .record({ gt: bound, gte: bound, lt: bound, lte: bound }, { requiredKeys: [] })
        .map((bounds): Filter => ({ op: 'range', column, ...bounds })),
    );
  }
  if (type === 'text' || type === 'path')
    leaves.push(
      fc
        .record({
          op: fc.constantFrom('contains' as const, 'prefix' as const),
          value: value.filter(text => text !== ''),
        })
        .map((test): Filter => ({ op: test.op, column, value: String(test.value) })),
    );
  if (type === 'path')
    leaves.push(value.map((path): Filter => ({ op: 'under', column, path: String(path) })));
  return fc.oneof(...leaves);
}
