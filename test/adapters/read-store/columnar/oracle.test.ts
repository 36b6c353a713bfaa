import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { PastMoment } from '../../../../adapters/read-store/columnar/index.ts';
import { runSync } from '../../../../adapters/read-store/columnar/index.ts';
import type { AsOf, EventChanges, Query } from '../../../../projections/kernel/index.ts';
import { HistoryBench, thingsProjection } from '../../../support/column-history.ts';
import { collection, plan, question, type Question } from '../../../support/column-history-arbitraries.ts';

/** So small that a few hundred changes cross every boundary: segments, chunks, frames, drains, parts. */
const small = { chunk: 5, segment: 6, block: 4, patience: 4, heldRows: 9, portion: 3, part: 20, few: 2 };

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
