import fc from 'fast-check';
import type { DocumentChange, EventChanges, Filter, Query, Value } from '../../projections/kernel/index.ts';
import { things } from './column-history.ts';

const texts = [
  '',
  'a',
  'A',
  'Ａ',
  'ab',
  'ｶﾀ',
  'かた',
  'Plant A',
  'z',
  '\u{1F600}',
  '\uff41',
  '\ue000',
  'é',
  '10.0.0.1',
  '10.0.0.12',
];
const paths = ['Plant A', 'Plant A/Quality', 'Plant A/Quality/Lab', 'Plant AB', 'Plant B', ''];
const numbers = [0, -1, 1, 2 ** 31, -(2 ** 40), 7, 2 ** 53 - 1, 255, 256];
const reals = [0, -0.5, 0.1, 1e-9, -1e300, 3, 2.5];
const ids = Array.from({ length: 14 }, (_, i) => `${'id'.repeat(1 + (i % 3))}-${i}`);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: 4 });
const valueOf: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  name: maybe(fc.constantFrom(...texts)),
  tag: maybe(fc.constantFrom(...texts)),
  status: maybe(fc.constantFrom('managed', 'ignored')),
  place: maybe(fc.constantFrom(...paths)),
  count: maybe(fc.constantFrom(...numbers)),
  ratio: maybe(fc.constantFrom(...reals)),
  on: maybe(fc.boolean()),
  since: maybe(fc.constantFrom(0, 1_790_000_000_000, 1_790_000_000_001, -5)),
};
const someColumns = fc.record(valueOf, { requiredKeys: [] }) as fc.Arbitrary<Record<string, Value>>;
export const collection = things.name;

const change: fc.Arbitrary<DocumentChange> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('patch' as const),
      collection: fc.constant(collection),
      id: fc.constantFrom(...ids),
      columns: someColumns,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      collection: fc.constant(collection),
      id: fc.constantFrom(...ids),
      columns: someColumns,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      collection: fc.constant(collection),
      id: fc.constantFrom(...ids),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('increment' as const),
      collection: fc.constant(collection),
      id: fc.constantFrom(...ids),
      by: fc.record({ count: fc.constantFrom(1, -3) }),
    }),
  },
);

const START = Date.parse('2026-03-01T00:00:00.000Z');

export interface Plan {
  readonly events: readonly EventChanges[];
  /** How many events each batch holds, and whether the writer is opened anew after it. */
  readonly batches: readonly { readonly size: number; readonly reopen: boolean }[];
}

/** What happens to a collection, and in which batches it is written. */
export const plan: fc.Arbitrary<Plan> = fc
  .record({
    steps: fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 3 }),
        wait: fc.integer({ min: 0, max: 3 }),
        // Half of the facts are late where any are, by up to ten seconds.
        late: fc.option(fc.integer({ min: 1, max: 10 }), { nil: 0 }),
        changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 120, size: 'max' },
    ),
    batches: fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), reopen: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
      size: 'max',
    }),
    lateness: fc.boolean(),
  })
  .map(({ steps, batches, lateness }) => {
    let position = 0;
    let time = START;
    const events = steps.map(({ gap, wait, late, changes }): EventChanges => {
      position += gap;
      time += wait * 1_000;
      const isLate = lateness && late > 0;
      return {
        position,
        at: new Date(time).toISOString(),
        ...(isLate && { happenedAt: new Date(time - late * 1_000).toISOString() }),
        changes: withoutOverflow(lateness ? changes.flatMap(one => withLateness(one, isLate)) : changes),
      };
    });
    return { events, batches };
  });

/**
 * Facts learned late correct documents that are there: they neither begin nor end one, and counting has no time of
 * its own. Where facts come late, no id is used a second time.
 */
function withLateness(one: DocumentChange, isLate: boolean): readonly DocumentChange[] {
  if (one.kind === 'delete') return [];
  return isLate && one.kind !== 'patch' ? [] : [one];
}

/** Counting beyond the safe integers is no business of this test. */
function withoutOverflow(changes: readonly DocumentChange[]): readonly DocumentChange[] {
  return changes.map(one =>
    one.kind !== 'increment' && 'columns' in one && Math.abs(Number(one.columns?.['count'] ?? 0)) > 2 ** 50
      ? { ...one, columns: { ...one.columns, count: 2 ** 50 } }
      : one,
  );
}

const columnNames = Object.keys(things.columns);
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.constantFrom('name', 'tag', 'place').chain(column =>
    fc.record({
      op: fc.constantFrom('contains' as const, 'prefix' as const),
      column: fc.constant(column),
      value: fc.constantFrom('a', 'A', 'カ', 'plant a', '10.', 'É'),
    }),
  ),
  fc.constantFrom(...columnNames).map((column): Filter => ({ op: 'missing', column })),
  fc
    .constantFrom('name', 'status')
    .chain(column =>
      fc.constantFrom(...texts, 'managed').map((value): Filter => ({ op: 'eq', column, value })),
    ),
  fc
    .constantFrom('count', 'since')
    .chain(column => fc.constantFrom(...numbers).map((value): Filter => ({ op: 'eq', column, value }))),
  fc.subarray(reals).map((values): Filter => ({ op: 'in', column: 'ratio', values })),
  fc.subarray(texts).map((values): Filter => ({ op: 'in', column: 'tag', values })),
  fc.subarray(ids).map((values): Filter => ({ op: 'in', column: 'id', values })),
  fc.constantFrom(...ids).map((value): Filter => ({ op: 'range', column: 'id', gt: value })),
  fc.boolean().map((value): Filter => ({ op: 'eq', column: 'on', value })),
  fc
    .record({ gt: fc.constantFrom(undefined, ...numbers), lte: fc.constantFrom(undefined, ...numbers) })
    .map(({ gt, lte }): Filter => ({ op: 'range', column: 'count', gt, lte })),
  fc
    .record({ gte: fc.constantFrom(undefined, ...texts), lt: fc.constantFrom(undefined, ...texts, 'q') })
    .map(({ gte, lt }): Filter => ({ op: 'range', column: 'name', gte, lt })),
  fc.constantFrom(...paths).map((path): Filter => ({ op: 'under', column: 'place', path })),
  fc.constantFrom('a', 'カタ', '12').map((text): Filter => ({ op: 'search', text })),
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  leaf,
  fc.record({
    op: fc.constantFrom('and' as const, 'or' as const),
    filters: fc.array(leaf, { maxLength: 3 }),
  }),
  leaf.map((inner): Filter => ({ op: 'not', filter: inner })),
);
const query: fc.Arbitrary<Query> = fc.record(
  {
    filter,
    sort: fc.array(
      fc.record({
        column: fc.constantFrom('id', ...columnNames),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      }),
      { maxLength: 2 },
    ),
    limit: fc.integer({ min: 1, max: 6 }),
    fields: fc.subarray(columnNames),
  },
  { requiredKeys: ['limit'] },
);

export interface Question {
  readonly query: Query;
  readonly group: string;
  readonly id: string;
  readonly text: string;
  readonly moments: readonly {
    readonly place: number;
    readonly byTime: boolean;
    readonly known: 'then' | 'now';
  }[];
}
/** What is asked of it at two moments. */
export const question: fc.Arbitrary<Question> = fc.record({
  query,
  group: fc.constantFrom(...columnNames),
  id: fc.constantFrom(...ids),
  text: fc.constantFrom(...texts),
  moments: fc.array(
    fc.record({
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      byTime: fc.boolean(),
      known: fc.constantFrom('then' as const, 'now' as const),
    }),
    { minLength: 2, maxLength: 2 },
  ),
});
