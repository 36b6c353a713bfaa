import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PastMoment } from '../../../../adapters/read-store/columnar/index.ts';
import { runSync } from '../../../../adapters/read-store/columnar/index.ts';
import type {
  AsOf,
  DocumentChange,
  EventChanges,
  Filter,
  Query,
  Value,
} from '../../../../projections/kernel/index.ts';
import { HistoryBench, things, thingsProjection } from '../../../support/column-history.ts';

/** So small that a few hundred changes cross every boundary: segments, chunks, frames, drains, parts. */
const small = { chunk: 5, segment: 6, block: 4, patience: 4, heldRows: 9, portion: 3, part: 20, few: 2 };

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
const collection = things.name;

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

interface Plan {
  readonly events: readonly EventChanges[];
  /** How many events each batch holds, and whether the writer is opened anew after it. */
  readonly batches: readonly { readonly size: number; readonly reopen: boolean }[];
}

const plan: fc.Arbitrary<Plan> = fc
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

interface Question {
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
const question: fc.Arbitrary<Question> = fc.record({
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

/** The same moment for the reference and for the reader; undefined is now. */
function momentOf(
  bench: HistoryBench,
  seen: readonly EventChanges[],
  { place, byTime, known: wanted }: Question['moments'][number],
): [AsOf | undefined, PastMoment | undefined] {
  const event = seen[Math.floor(place * seen.length)];
  if (!event) return [undefined, undefined];
  // "As known now" goes by time: between events of one instant it has no answer of its own.
  const shared = seen.some(other => other.at === event.at && other.position !== event.position);
  const known = shared ? 'then' : wanted;
  if (!byTime)
    return [
      { position: event.position, asKnown: known },
      { position: event.position, asKnown: known },
    ];
  const time = Date.parse(event.at);
  const position = runSync(bench.reader.positionAt(time));
  return [
    { time: event.at, asKnown: known },
    { position, time, asKnown: known },
  ];
}

async function agree(
  bench: HistoryBench,
  seen: readonly EventChanges[],
  { query, group, id, text, moments }: Question,
): Promise<void> {
  const { reader, reference } = bench;
  for (const asked of moments) {
    const [asOf, moment] = momentOf(bench, seen, asked);
    await agreeOnPages(bench, query, asOf, moment);
    expect(runSync(reader.count(query.filter, moment))).toBe(
      await reference.count(collection, query.filter, asOf),
    );
    const groups = await reference.groupBy(collection, group, {
      ...(query.filter && { filter: query.filter }),
      ...(asOf && { asOf }),
      limit: 4,
    });
    expect(
      runSync(reader.groupBy(group, { ...(query.filter && { filter: query.filter }), limit: 4 }, moment)),
    ).toEqual(groups);
  }
  const [[fromAsOf, from], [toAsOf, to]] = [
    momentOf(bench, seen, moments[0]!),
    momentOf(bench, seen, moments[1]!),
  ];
  await agreeOnComparison(bench, query, [fromAsOf ?? {}, toAsOf ?? {}], [from, to]);
  expect(runSync(reader.history(id))).toEqual(await reference.history(collection, id));
  const before = from?.position ?? 5;
  expect(runSync(reader.history(id, { limit: 3, before, columns: ['name', 'count'] }))).toEqual(
    await reference.history(collection, id, { limit: 3, before, columns: ['name', 'count'] }),
  );
  for (const match of ['exact', 'prefix'] as const) {
    expect(runSync(reader.former({ text, match, limit: 100 }))).toEqual(
      await reference.former(collection, { text, match, limit: 100 }),
    );
    const between = {
      from: seen[0]?.at ?? '2026-03-01T00:00:01Z',
      to: seen.at(-2)?.at ?? '2026-03-01T00:00:09Z',
    };
    const narrow = { text, match, between, columns: ['tag'], limit: 2 };
    expect(runSync(reader.former(narrow))).toEqual(await reference.former(collection, narrow));
  }
}

async function agreeOnPages(
  bench: HistoryBench,
  query: Query,
  asOf: AsOf | undefined,
  moment: PastMoment | undefined,
): Promise<void> {
  let [ours, theirs] = [query, { ...query, ...(asOf && { asOf }) }];
  for (let page = 0; page < 4; page++) {
    const expected = await bench.reference.find(collection, theirs);
    const answer = runSync(bench.reader.find(ours, moment));
    expect({ ...answer, next: answer.next !== null }).toEqual({ ...expected, next: expected.next !== null });
    if (expected.next === null || answer.next === null) return;
    [ours, theirs] = [
      { ...ours, cursor: answer.next },
      { ...theirs, cursor: expected.next },
    ];
  }
}

async function agreeOnComparison(
  bench: HistoryBench,
  { filter: wanted, fields }: Query,
  asOf: readonly [AsOf, AsOf],
  moments: readonly [PastMoment | undefined, PastMoment | undefined],
): Promise<void> {
  const options = {
    ...(wanted && { filter: wanted }),
    ...(fields && fields.length > 0 && { columns: fields }),
    limit: 3,
  };
  let [ours, theirs]: { cursor?: string }[] = [{}, {}];
  for (let page = 0; page < 3; page++) {
    const expected = await bench.reference.compare(collection, asOf[0], asOf[1], { ...options, ...theirs });
    const answer = runSync(bench.reader.compare(moments[0], moments[1], { ...options, ...ours }));
    expect({ ...answer, next: answer.next !== null }).toEqual({ ...expected, next: expected.next !== null });
    if (expected.next === null || answer.next === null) return;
    [ours, theirs] = [{ cursor: answer.next }, { cursor: expected.next }];
  }
}

describe('column history against a fold of every event', () => {
  let folder: string;
  let builds = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-columnar-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const open = (mode: 'live' | 'bulk') =>
    HistoryBench.open(
      join(folder, `${builds++}.db`),
      thingsProjection,
      { mode, limits: small },
      { limits: small, cacheBytes: 20_000 },
    );

  test('answers alike while batches arrive, whoever reopens when', async () => {
    await fc.assert(
      fc.asyncProperty(
        plan,
        fc.array(question, { minLength: 3, maxLength: 3 }),
        async ({ events, batches }, questions) => {
          const bench = await open('live');
          try {
            let at = 0;
            for (let i = 0; at < events.length; i++) {
              const { size, reopen } = batches[i % batches.length]!;
              await bench.apply(events.slice(at, at + size));
              at += size;
              if (reopen) bench.reopenWriter();
              if (i % 5 === 2) bench.reopenReader();
              if (i % 3 === 0) await agree(bench, events.slice(0, at), questions[i % questions.length]!);
            }
            for (const one of questions) await agree(bench, events, one);
            bench.reopenReader();
            for (const one of questions) await agree(bench, events, one);
          } finally {
            bench.close();
          }
        },
      ),
      { numRuns: 60, endOnFailure: true, seed: Number(process.env.MUSTER_TEST_SEED ?? 20_261_124) },
    );
  });

  test('a bulk build answers as the fold does', async () => {
    await fc.assert(
      fc.asyncProperty(plan, question, async ({ events, batches }, one) => {
        const bench = await open('bulk');
        try {
          for (let at = 0, i = 0; at < events.length; i++) {
            const { size } = batches[i % batches.length]!;
            await bench.apply(events.slice(at, at + size));
            at += size;
          }
          bench.finish();
          await agree(bench, events, one);
        } finally {
          bench.close();
        }
      }),
      { numRuns: 40, endOnFailure: true, seed: Number(process.env.MUSTER_TEST_SEED ?? 20_261_124) },
    );
  });
});
